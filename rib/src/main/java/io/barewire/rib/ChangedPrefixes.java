package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;

/// The numbers behind a [Feed]: a few bits a changed prefix, and a hold on it until it is drained.
final class ChangedPrefixes {
    /// What a feed says of one prefix.
    @FunctionalInterface
    interface Reader<T> {
        T read(RouteTable table, int number);
    }

    private final PerFamily<RouteTable> tables;
    private final PerFamily<NumberSet> changed = PerFamily.of(_ -> new NumberSet());
    private final Runnable whenNonEmpty;

    ChangedPrefixes(PerFamily<RouteTable> tables, Runnable whenNonEmpty) {
        this.tables = tables;
        this.whenNonEmpty = whenNonEmpty;
    }

    void add(RouteTable table, int number) {
        boolean wasEmpty = isEmpty();
        if (changed.get(table.family()).add(number)) {
            table.prefixes().hold(number);
            if (wasEmpty) {
                whenNonEmpty.run();
            }
        }
    }

    boolean isEmpty() {
        return changed.ipv4().isEmpty() && changed.ipv6().isEmpty();
    }

    <T> List<T> drain(int most, Reader<T> reader) {
        List<T> read = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            RouteTable table = tables.get(family);
            NumberSet numbers = changed.get(family);
            for (int number = numbers.next(0); number >= 0 && read.size() < most; number = numbers.next(number)) {
                numbers.remove(number);
                read.add(reader.read(table, number));
                table.release(number);
            }
        }
        return read;
    }

    void clear() {
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
