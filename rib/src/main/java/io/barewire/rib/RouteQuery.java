package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.Set;

/// Which routes a view shall show: a page of the prefixes that match, in ascending order.
///
/// @param after show what comes behind this prefix: the last one of the page before
/// @param limit the size of a page, 1 to 10000
public record RouteQuery(Set<AddressFamily> families, PrefixFilter matching, Optional<Prefix> after, int limit) {
    public static final int MOST_ROUTES = 10_000;

    public RouteQuery {
        families = Set.copyOf(families);
        if (limit < 1 || limit > MOST_ROUTES) {
            throw new IllegalArgumentException("limit " + limit + " is not within 1 to " + MOST_ROUTES);
        }
    }

    /// The first page of everything.
    public static RouteQuery first(int limit) {
        return new RouteQuery(
                Set.of(AddressFamily.IPV4, AddressFamily.IPV6), PrefixFilter.ALL, Optional.empty(), limit);
    }

    public RouteQuery behind(Prefix last) {
        return new RouteQuery(families, matching, Optional.of(last), limit);
    }
}
