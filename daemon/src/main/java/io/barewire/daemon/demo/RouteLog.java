package io.barewire.daemon.demo;

import java.util.ArrayList;
import java.util.List;

/// What `ip monitor route` printed about BGP's routes.
///
/// @param deleted prefixes of deleted routes, in order
/// @param set prefixes of added or replaced routes, in order
record RouteLog(List<String> deleted, List<String> set) {
    private static final String DELETED = "Deleted ";

    RouteLog {
        deleted = List.copyOf(deleted);
        set = List.copyOf(set);
    }

    static RouteLog parse(String output) {
        List<String> deleted = new ArrayList<>();
        List<String> set = new ArrayList<>();
        for (String line : output.lines().toList()) {
            if (!(line + " ").contains(" proto bgp ")) {
                continue;
            }
            boolean gone = line.startsWith(DELETED);
            String route = gone ? line.substring(DELETED.length()) : line;
            (gone ? deleted : set).add(route.substring(0, route.indexOf(' ')));
        }
        return new RouteLog(deleted, set);
    }
}
