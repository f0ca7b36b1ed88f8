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
    // Where columns are; -1: not here.
    private List<String> columns = List.of();
    private int ipPrefixAt;
    private int nextHopAt;
    private int portAt;
    private int externalIdsAt;
    private int policyAt;
    private int tableAt;
    private int bfdAt;

    // What the last row had, and what that says.
    private Value nextHop = Value.of("");
    private String nextHopText = "";
    private Optional<IpAddress> gateway = Optional.empty();
    private Value port = Value.none();
    private Optional<String> outputPort = Optional.empty();
    private Value externalIds = Value.map(Map.of());
    private String owner = "";
    private Value policies = Value.none();
    private String policy = "";

    StaticRoute read(Row row) {
        if (!row.columns().equals(columns)) {
            find(row.columns());
        }
        Value before = nextHop;
        nextHop = row.value(nextHopAt);
        if (!nextHop.equals(before)) {
            nextHopText = row.text(Northbound.NEXTHOP);
            gateway = StaticRoute.gateway(nextHopText);
        }
        before = port;
        port = row.value(portAt);
        if (!port.equals(before)) {
            outputPort = row.optionalText(Northbound.OUTPUT_PORT);
        }
        before = externalIds;
        externalIds = row.value(externalIdsAt);
        if (!externalIds.equals(before)) {
            owner = row.textMap(Northbound.EXTERNAL_IDS).getOrDefault(StaticRoute.OWNER_KEY, "");
        }
        before = policies;
        policies = row.value(policyAt);
        if (!policies.equals(before)) {
            policy = row.optionalText(Northbound.POLICY).orElse("");
        }
        String ipPrefix = row.text(ipPrefixAt);
        return new StaticRoute(
                row.uuid(),
                ipPrefix,
                StaticRoute.prefix(ipPrefix),
                nextHopText,
                gateway,
                outputPort,
                owner,
                policy,
                tableAt < 0 ? "" : row.text(tableAt),
                bfdAt < 0 ? Optional.empty() : row.optionalUuid(Northbound.BFD_COLUMN));
    }

    private void find(List<String> now) {
        columns = now;
        ipPrefixAt = now.indexOf(Northbound.IP_PREFIX);
        nextHopAt = now.indexOf(Northbound.NEXTHOP);
        portAt = now.indexOf(Northbound.OUTPUT_PORT);
        externalIdsAt = now.indexOf(Northbound.EXTERNAL_IDS);
        policyAt = now.indexOf(Northbound.POLICY);
        tableAt = now.indexOf(Northbound.ROUTE_TABLE);
        bfdAt = now.indexOf(Northbound.BFD_COLUMN);
    }
}
