package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The lines for FRR that say of each neighbor what no field says: its routes may carry the AS that they come from, as
/// when nodes share an AS and speak with each other through a router of another one.
final class RawConfig {
    /// Among the raw configurations of a node.
    static final int PRIORITY = 10;

    private record Router(long asn, List<String> ipv4, List<String> ipv6) {}

    /// The default VRF, which has no name, is the first one.
    private final SortedMap<String, Router> byVrf = new TreeMap<>();

    void add(String vrf, long asn, Iterable<JsonNode> neighbors) {
        Router router = byVrf.computeIfAbsent(vrf, _ -> new Router(asn, new ArrayList<>(), new ArrayList<>()));
        for (JsonNode neighbor : neighbors) {
            String address = neighbor.path("address").asText("");
            String name = address.isEmpty() ? neighbor.path("interface").asText("") : address;
            if (address.isEmpty() || address.indexOf(':') < 0) {
                router.ipv4().add(name);
            }
            if (address.isEmpty() || address.indexOf(':') >= 0) {
                router.ipv6().add(name);
            }
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        byVrf.forEach((vrf, router) -> {
            text.append("router bgp ").append(router.asn());
            text.append(vrf.isEmpty() ? "" : " vrf " + vrf).append('\n');
            family(text, "ipv4", router.ipv4());
            family(text, "ipv6", router.ipv6());
            text.append("exit\n!\n");
        });
        return text.toString();
    }

    private static void family(StringBuilder text, String family, List<String> neighbors) {
        if (neighbors.isEmpty()) {
            return;
        }
        text.append(" address-family ").append(family).append(" unicast\n");
        neighbors.stream()
                .sorted()
                .forEach(name -> text.append("  neighbor ").append(name).append(" allowas-in origin\n"));
        text.append(" exit-address-family\n");
    }
}
