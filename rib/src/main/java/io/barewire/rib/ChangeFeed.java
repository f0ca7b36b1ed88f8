package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The prefixes that changed since they were last drained, each once however often it changed: a few bits a prefix, and
/// a hold on its number until it is drained. Belongs to the thread of its [Rib].
///
/// @param <T> what is told of a prefix: its state when it is drained, not the way there
public final class ChangeFeed<T> {
    /// Gathers what a feed says of prefixes, each as it is now.
    interface Reader<T> {
        /// So many will be read, or less.
        void begin(int most);

        void read(RouteTable table, int number);

        /// What was read since the beginning.
        List<T> take();

        /// Makes a value of each prefix.
        static <T> Reader<T> ofEach(BiFunction<RouteTable, Integer, T> value) {
            return new Reader<>() {
                private List<T> values = List.of();

                @Override
                public void begin(int most) {
                    values = new ArrayList<>(most);
                }

                @Override
                public void read(RouteTable table, int number) {
                    values.add(value.apply(table, number));
                }

                @Override
                public List<T> take() {
                    List<T> taken = values;
                    values = List.of();
                    return taken;
                }
            };
        }
    }

    private final PerFamily<RouteTable> tables;
    private final PerFamily<NumberSet> changed = PerFamily.of(_ -> new NumberSet());
    private final Reader<T> reader;
    private final Runnable whenNonEmpty;
    private final Consumer<ChangeFeed<?>> whenClosed;

    ChangeFeed(
            PerFamily<RouteTable> tables, Reader<T> reader, Runnable whenNonEmpty, Consumer<ChangeFeed<?>> whenClosed) {
        this.tables = tables;
        this.reader = reader;
        this.whenNonEmpty = whenNonEmpty;
        this.whenClosed = whenClosed;
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

    void changed(RouteTable table, int[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            changed(table, numbers[i]);
        }
    }

    public boolean isEmpty() {
        return changed.ipv4().isEmpty() && changed.ipv6().isEmpty();
    }

    /// Prefixes that changed.
    public int size() {
        return changed.ipv4().size() + changed.ipv6().size();
    }

    /// The state now of up to `most` changed prefixes, which then count as unchanged.
    public List<T> drain(int most) {
        int left = Math.min(most, size());
        reader.begin(left);
        for (AddressFamily family : AddressFamily.values()) {
            RouteTable table = tables.get(family);
            NumberSet numbers = changed.get(family);
            for (int number = numbers.next(0); number >= 0 && left > 0; number = numbers.next(number)) {
                left--;
                numbers.remove(number);
                reader.read(table, number);
                table.release(number);
            }
        }
        return reader.take();
    }

    /// Stops following changes. A closed feed is empty.
    public void close() {
        whenClosed.accept(this);
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
