package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Routes of protocol bgp in a kernel's main table, as `ip -j route show proto bgp` tells them.
///
/// @param gateways by prefix
record KernelRoutes(Map<String, String> gateways) {
    KernelRoutes {
        gateways = java.util.Collections.unmodifiableMap(new TreeMap<>(gateways));
    }

    static KernelRoutes of(JsonNode... answers) {
        Map<String, String> gateways = new TreeMap<>();
        for (JsonNode answer : answers) {
            for (JsonNode route : answer) {
                gateways.put(route.path("dst").asText(), route.path("gateway").asText("none"));
            }
        }
        return new KernelRoutes(gateways);
    }

    /// What there is too little, too much or elsewhere; empty when both are the same.
    List<String> differencesFrom(KernelRoutes wanted) {
        List<String> differences = new ArrayList<>();
        wanted.gateways.forEach((prefix, gateway) -> {
            String found = gateways.get(prefix);
            if (found == null) {
                differences.add("no route to " + prefix);
            } else if (!found.equals(gateway)) {
                differences.add(prefix + " is via " + found + " instead of " + gateway);
            }
        });
        gateways.forEach((prefix, gateway) -> {
            if (!wanted.gateways.containsKey(prefix)) {
                differences.add("a route to " + prefix + " via " + gateway);
            }
        });
        return differences;
    }
}
