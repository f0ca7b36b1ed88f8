package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import java.util.Arrays;
import java.util.List;

/// Messages of an [UpdateGroup], and what was told before of the paths in them, for those who do not take it at once:
/// a group's only member does. Each entry that is remembered holds its prefix.
final class Batch {
    /// A message, and who hears it: all but the [SlotSets] set `except`, or slot `only` alone; -1 names none.
    record Sent(BgpMessage message, int except, int only) {
        boolean isFor(int slot, SlotSets sets) {
            return only < 0 ? !sets.contains(except, slot) : slot == only;
        }
    }

    final AddressFamily family;
    int[] numbers;
    /// Empty without ADD-PATH, when all is [AdjRibOut#BEST].
    int[] columns;
    int[] before;
    int size;
    /// How many paths its messages speak of, remembered or not.
    int paths;
    List<Sent> sent = List.of();
    /// Members that have not taken it.
    int waiting;

    /// @param marked how many prefixes it will be about, or more
    Batch(AddressFamily family, int waiting, int marked, boolean addPath) {
        this.family = family;
        this.waiting = waiting;
        int room = waiting > 1 ? Math.min(marked, UpdateGroup.BATCH) : 0;
        numbers = new int[room];
        columns = new int[addPath ? room : 0];
        before = new int[room];
    }

    int column(int index) {
        return columns.length == 0 ? AdjRibOut.BEST : columns[index];
    }

    void remember(int number, int column, int state) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
            columns = Arrays.copyOf(columns, 2 * columns.length);
            before = Arrays.copyOf(before, 2 * size);
        }
        numbers[size] = number;
        if (columns.length > 0) {
            columns[size] = column;
        }
        before[size++] = state;
    }
}
