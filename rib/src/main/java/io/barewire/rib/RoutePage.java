package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/// Picks the prefixes of one page out of all, in one pass and with no more memory than the page takes.
final class RoutePage {
    private final RouteQuery query;
    private final PriorityQueue<Prefix> lowest = new PriorityQueue<>(Collections.reverseOrder());

    RoutePage(RouteQuery query) {
        this.query = query;
    }

    /// Prefixes of the family would come too late to be on the page, or are not asked for.
    boolean skips(AddressFamily family) {
        return !query.families().contains(family)
                || isFull()
                || query.after()
                        .filter(after -> after.family().compareTo(family) > 0)
                        .isPresent();
    }

    /// Takes a prefix for the page unless it does not match or others come first.
    void offer(PrefixTable prefixes, int number) {
        long high = prefixes.high(number);
        long low = prefixes.low(number);
        int length = prefixes.length(number);
        if (!query.matching().permits(prefixes.family(), high, low, length)) {
            return;
        }
        if (isFull() && !isBefore(high, low, length, worst())) {
            return;
        }
        Prefix prefix = prefixes.prefix(number);
        if (query.after().filter(after -> prefix.compareTo(after) <= 0).isPresent()) {
            return;
        }
        if (isFull()) {
            lowest.remove();
        }
        lowest.add(prefix);
    }

    List<Prefix> prefixes() {
        List<Prefix> prefixes = new ArrayList<>(lowest);
        Collections.sort(prefixes);
        return prefixes;
    }

    private boolean isFull() {
        return lowest.size() == query.limit();
    }

    private Prefix worst() {
        return lowest.element();
    }

    private static boolean isBefore(long high, long low, int length, Prefix other) {
        int order = Long.compareUnsigned(high, other.high());
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low());
        }
        return order == 0 ? length < other.length() : order < 0;
    }
}
