package io.barewire.rib;

import java.util.ArrayList;
import java.util.List;

/// What an update group has been told of one family, and what there is to tell.
///
/// There is a column for each word by which a path is called: [#BEST] alone, or with ADD-PATH the path identifiers.
/// In it, for each prefix number: 0 not told, 1 told to every member, else 2 plus the [SlotSets] number of the sessions
/// that must not hear the path (it came from there, or its next hop or originator is there), while all others did.
final class AdjRibOut {
    static final int NOT_TOLD = 0;
    static final int TOLD = 1;
    private static final int EXCEPT = 2;

    /// The only column without ADD-PATH.
    static final int BEST = 0;

    private final SlotSets sets;
    private final List<PagedInts> told;
    private final NumberSet dirty;
    /// How many paths each slot is an exception of.
    private final PagedInts exceptions;
    private int cursor;

    AdjRibOut(SlotSets sets) {
        this(sets, new ArrayList<>(), new NumberSet(), new PagedInts());
    }

    private AdjRibOut(SlotSets sets, List<PagedInts> told, NumberSet dirty, PagedInts exceptions) {
        this.sets = sets;
        this.told = told;
        this.dirty = dirty;
        this.exceptions = exceptions;
    }

    /// @param slots a set of [SlotSets]
    static int toldExcept(int slots) {
        return slots == SlotSets.NONE ? TOLD : slots + EXCEPT;
    }

    boolean isTold(int state, int slot) {
        return state == TOLD || (state >= EXCEPT && !sets.contains(state - EXCEPT, slot));
    }

    /// The set of slots that a state leaves out.
    static int exceptions(int state) {
        return state >= EXCEPT ? state - EXCEPT : SlotSets.NONE;
    }

    AdjRibOut copy() {
        List<PagedInts> columns = new ArrayList<>();
        told.forEach(column -> columns.add(column.copy()));
        return new AdjRibOut(sets, columns, dirty.copy(), exceptions.copy());
    }

    int columns() {
        return told.size();
    }

    int get(int column, int number) {
        return column < told.size() ? told.get(column).get(number) : NOT_TOLD;
    }

    /// @param before what all of `numbers`, `from` to `to`, have now
    void set(int column, int[] numbers, int from, int to, int before, int state) {
        while (column >= told.size()) {
            told.add(new PagedInts());
        }
        count(before, from - to);
        count(state, to - from);
        PagedInts states = told.get(column);
        for (int i = from; i < to; i++) {
            states.set(numbers[i], state);
        }
    }

    private void count(int state, int change) {
        if (state < EXCEPT) {
            return;
        }
        int set = exceptions(state);
        if (SlotSets.isOneSlot(set)) {
            exceptions.set(set, exceptions.get(set) + change);
            return;
        }
        for (int i = sets.size(set) - 1; i >= 0; i--) {
            int slot = sets.slot(set, i);
            exceptions.set(slot, exceptions.get(slot) + change);
        }
    }

    /// Whether anybody was told anything of a prefix.
    boolean tellsOf(int number) {
        for (int column = 0; column < told.size(); column++) {
            if (told.get(column).get(number) != NOT_TOLD) {
                return true;
            }
        }
        return false;
    }

    /// False when it was marked already.
    boolean mark(int number) {
        return dirty.add(number);
    }

    /// Takes the next marked numbers, going round so that none waits for ever.
    ///
    /// @param taken where they go, `most` of them or less
    /// @return how many; 0 when none is left
    int takeMarked(int[] taken, int most) {
        int count = dirty.take(cursor, taken, most);
        if (count == 0) {
            count = dirty.take(0, taken, most);
        }
        if (count > 0) {
            cursor = taken[count - 1] + 1;
        }
        return count;
    }

    /// The end of those among `numbers`, beginning with `from`, that were told alike.
    int endOfAlike(int column, int[] numbers, int from, int to) {
        int end = from + 1;
        if (column >= told.size()) {
            return to;
        }
        PagedInts states = told.get(column);
        int state = states.get(numbers[from]);
        while (end < to && states.get(numbers[end]) == state) {
            end++;
        }
        return end;
    }

    /// How many numbers are marked.
    int marked() {
        return dirty.size();
    }

    boolean isMarked(int number) {
        return dirty.contains(number);
    }

    /// Nobody has been told anything.
    boolean isEmpty() {
        for (PagedInts column : told) {
            if (column.count() > 0) {
                return false;
            }
        }
        return true;
    }

    boolean isClean() {
        return dirty.isEmpty();
    }

    int nextTold(int column, int from) {
        return told.get(column).next(from);
    }

    int nextMarked(int from) {
        return dirty.next(from);
    }

    /// How many paths the session of a slot has been told.
    int advertised(int slot) {
        int all = 0;
        for (PagedInts column : told) {
            all += column.count();
        }
        return all - exceptions.get(slot);
    }

    boolean toldTheSameAs(AdjRibOut other) {
        for (int column = 0; column < Math.max(told.size(), other.told.size()); column++) {
            if (!column(column).sameAs(other.column(column))) {
                return false;
            }
        }
        return true;
    }

    private PagedInts column(int column) {
        return column < told.size() ? told.get(column) : new PagedInts();
    }

    long estimatedOctets() {
        long octets = dirty.estimatedOctets() + exceptions.estimatedOctets();
        for (PagedInts column : told) {
            octets += column.estimatedOctets();
        }
        return octets;
    }
}
