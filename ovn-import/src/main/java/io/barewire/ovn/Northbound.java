package io.barewire.ovn;

import io.barewire.ovn.ovsdb.MonitoredTable;
import java.util.ArrayList;
import java.util.List;

/// What we look at in the database `OVN_Northbound`, by the names of ovn-nb(5).
final class Northbound {
    static final String DATABASE = "OVN_Northbound";
    static final String NB_GLOBAL = "NB_Global";
    static final String LOGICAL_ROUTER = "Logical_Router";
    static final String STATIC_ROUTE = "Logical_Router_Static_Route";
    static final String BFD = "BFD";

    static final String NAME = "name";
    static final String STATIC_ROUTES = "static_routes";
    static final String NB_CFG = "nb_cfg";
    static final String SB_CFG = "sb_cfg";
    static final String HV_CFG = "hv_cfg";
    static final String IP_PREFIX = "ip_prefix";
    static final String NEXTHOP = "nexthop";
    static final String OUTPUT_PORT = "output_port";
    static final String POLICY = "policy";
    static final String ROUTE_TABLE = "route_table";
    static final String EXTERNAL_IDS = "external_ids";
    static final String BFD_COLUMN = "bfd";
    static final String LOGICAL_PORT = "logical_port";
    static final String DST_IP = "dst_ip";

    private Northbound() {}

    /// @param imports most new routes are our own
    /// @param bfd the rows of `BFD` too
    static List<MonitoredTable> monitored(boolean imports, boolean bfd) {
        List<String> route = List.of(IP_PREFIX, NEXTHOP, OUTPUT_PORT, POLICY, EXTERNAL_IDS);
        List<String> withBfd = new ArrayList<>(route);
        withBfd.add(BFD_COLUMN);
        MonitoredTable routes =
                new MonitoredTable(STATIC_ROUTE, bfd ? withBfd : route, List.of(ROUTE_TABLE), List.of());
        List<MonitoredTable> tables = new ArrayList<>(List.of(
                MonitoredTable.of(NB_GLOBAL, NB_CFG, SB_CFG, HV_CFG),
                MonitoredTable.of(LOGICAL_ROUTER, NAME, STATIC_ROUTES),
                imports ? routes.namedBy(LOGICAL_ROUTER, STATIC_ROUTES) : routes));
        if (bfd) {
            tables.add(MonitoredTable.of(BFD, LOGICAL_PORT, DST_IP));
        }
        return tables;
    }
}
