package io.barewire.ovn;

import io.barewire.ovn.ovsdb.Row;
import io.barewire.ovn.ovsdb.Value;
import io.barewire.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads rows of `Logical_Router_Static_Route`. Most are like the one before but for their prefix, and what is the same
/// is not worked out again.
final class StaticRoutes {
    private String nextHop = "";
    private Optional<IpAddress> gateway = Optional.empty();
    private Value port = Value.none();
    private Optional<String> outputPort = Optional.empty();
    private Value externalIds = Value.map(Map.of());
    private String owner = "";
    private Value policies = Value.none();
    private String policy = "";
    private List<String> columns = List.of();
    private boolean hasTables;
    private boolean hasBfd;

    StaticRoute read(Row row) {
        if (!row.text(Northbound.NEXTHOP).equals(nextHop)) {
            nextHop = row.text(Northbound.NEXTHOP);
            gateway = StaticRoute.gateway(nextHop);
        }
        if (!row.value(Northbound.OUTPUT_PORT).equals(port)) {
            port = row.value(Northbound.OUTPUT_PORT);
            outputPort = row.optionalText(Northbound.OUTPUT_PORT);
        }
        if (!row.value(Northbound.EXTERNAL_IDS).equals(externalIds)) {
            externalIds = row.value(Northbound.EXTERNAL_IDS);
            owner = row.textMap(Northbound.EXTERNAL_IDS).getOrDefault(StaticRoute.OWNER_KEY, "");
        }
        if (!row.value(Northbound.POLICY).equals(policies)) {
            policies = row.value(Northbound.POLICY);
            policy = row.optionalText(Northbound.POLICY).orElse("");
        }
        if (!row.columns().equals(columns)) {
            columns = row.columns();
            hasTables = columns.contains(Northbound.ROUTE_TABLE);
            hasBfd = columns.contains(Northbound.BFD_COLUMN);
        }
        String ipPrefix = row.text(Northbound.IP_PREFIX);
        return new StaticRoute(
                row.uuid(),
                ipPrefix,
                StaticRoute.prefix(ipPrefix),
                nextHop,
                gateway,
                outputPort,
                owner,
                policy,
                hasTables ? row.text(Northbound.ROUTE_TABLE) : "",
                hasBfd ? row.optionalUuid(Northbound.BFD_COLUMN) : Optional.empty());
    }
}
