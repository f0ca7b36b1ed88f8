package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.demo.Topology.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What BGP has put where packets are forwarded: into a kernel's main table, or into an OVN gateway router.
///
/// @param gateways by prefix
record BgpRoutes(Map<String, String> gateways) {
    private static final List<String> DEFAULTS =
            Arrays.stream(Family.values()).map(Family::defaultRoute).toList();

    BgpRoutes {
        gateways = Collections.unmodifiableMap(new TreeMap<>(gateways));
    }

    /// @param answers of `ip -j route show proto bgp`
    static BgpRoutes ofKernel(JsonNode... answers) {
        Map<String, String> gateways = new TreeMap<>();
        for (JsonNode answer : answers) {
            for (JsonNode route : answer) {
                gateways.put(route.path("dst").asText(), route.path("gateway").asText("none"));
            }
        }
        return new BgpRoutes(gateways);
    }

    /// What leaves a gateway router by its external port, but for the default route, which OVN-Kubernetes puts there.
    ///
    /// @param routeList printed by `ovn-nbctl lr-route-list`: prefix, next hop, policy, port
    static BgpRoutes ofGatewayRouter(String routeList, String externalPort) {
        Map<String, String> gateways = new TreeMap<>();
        for (String line : routeList.lines().toList()) {
            List<String> words = List.of(line.strip().split("\\s+"));
            if (words.size() > 3 && words.get(3).equals(externalPort) && !DEFAULTS.contains(words.getFirst())) {
                gateways.put(words.getFirst(), words.get(1));
            }
        }
        return new BgpRoutes(gateways);
    }

    /// What there is too little, too much or elsewhere; empty when both are the same.
    List<String> differencesFrom(BgpRoutes wanted) {
        List<String> differences = new ArrayList<>(missing(wanted));
        gateways.forEach((prefix, gateway) -> {
            if (!wanted.gateways.containsKey(prefix)) {
                differences.add("a route to " + prefix + " via " + gateway);
            }
        });
        return differences;
    }

    /// What there is too little or elsewhere, whatever else there is.
    List<String> missing(BgpRoutes wanted) {
        List<String> differences = new ArrayList<>();
        wanted.gateways.forEach((prefix, gateway) -> {
            String found = gateways.get(prefix);
            if (found == null) {
                differences.add("no route to " + prefix);
            } else if (!found.equals(gateway)) {
                differences.add(prefix + " is via " + found + " instead of " + gateway);
            }
        });
        return differences;
    }
}
