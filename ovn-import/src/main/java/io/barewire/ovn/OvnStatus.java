package io.barewire.ovn;

import java.util.List;

/// All that is known of one router, at one moment.
///
/// @param routersOfThatName 1 when all is well: 0, there is none; more, it is not known which is meant
/// @param entries by prefix
public record OvnStatus(OvnTotals totals, RouterTotals router, int routersOfThatName, List<RouteEntry> entries) {
    public OvnStatus {
        entries = List.copyOf(entries);
    }
}
