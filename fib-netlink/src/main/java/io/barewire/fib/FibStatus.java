package io.barewire.fib;

import java.util.List;

/// All that [KernelFib] knows, at one moment.
///
/// @param entries by prefix
/// @param foreign routes of our protocol that are not ours, as text of the kind `ip route` prints; at most
///     [#FOREIGN_SHOWN], the total is in `totals`
public record FibStatus(FibConfig config, List<FibEntry> entries, List<String> foreign, FibTotals totals) {
    public static final int FOREIGN_SHOWN = 100;

    public FibStatus {
        entries = List.copyOf(entries);
        foreign = List.copyOf(foreign);
    }
}
