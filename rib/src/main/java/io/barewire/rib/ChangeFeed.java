package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;

/// The prefixes whose next hops changed since they were last drained, each once however often it changed. Belongs to
/// the thread of its [Rib].
public final class ChangeFeed {
    private final PerFamily<RouteTable> tables;
    private final PerFamily<NumberSet> changed = PerFamily.of(_ -> new NumberSet());
    private final Runnable whenNonEmpty;
    private final List<ChangeFeed> open;

    /// @param open where to take itself out when closed
    ChangeFeed(PerFamily<RouteTable> tables, Runnable whenNonEmpty, List<ChangeFeed> open) {
        this.tables = tables;
        this.whenNonEmpty = whenNonEmpty;
        this.open = open;
    }

    void changed(RouteTable table, int number) {
        boolean wasEmpty = isEmpty();
        if (changed.get(table.family()).add(number)) {
            table.prefixes().hold(number);
            if (wasEmpty) {
                whenNonEmpty.run();
            }
        }
    }

    public boolean isEmpty() {
        return changed.ipv4().isEmpty() && changed.ipv6().isEmpty();
    }

    /// The state now of up to `most` changed prefixes, which then count as unchanged.
    public List<RouteChange> drain(int most) {
        List<RouteChange> changes = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            RouteTable table = tables.get(family);
            NumberSet numbers = changed.get(family);
            for (int number = numbers.next(0); number >= 0 && changes.size() < most; number = numbers.next(number)) {
                numbers.remove(number);
                changes.add(new RouteChange(table.prefixes().prefix(number), table.nextHops(number)));
                table.release(number);
            }
        }
        return changes;
    }

    /// Stops following changes. A closed feed is empty.
    public void close() {
        open.remove(this);
        for (AddressFamily family : AddressFamily.values()) {
            NumberSet numbers = changed.get(family);
            for (int number = numbers.next(0); number >= 0; number = numbers.next(number)) {
                numbers.remove(number);
                tables.get(family).release(number);
            }
        }
    }

    long estimatedOctets() {
        return changed.ipv4().estimatedOctets() + changed.ipv6().estimatedOctets();
    }
}
