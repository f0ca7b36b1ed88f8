package io.barewire.rib;

/// What an update group has been told of one family, and what there is to tell.
///
/// For each prefix number: 0 not told, 1 told to every member, else 2 plus the slot of the one session that must not
/// hear the route (it came from there, or its next hop is there), while all others were told.
final class AdjRibOut {
    static final int NOT_TOLD = 0;
    static final int TOLD = 1;
    private static final int EXCEPT = 2;

    private final PagedInts told;
    private final NumberSet dirty;
    /// How many prefixes each slot is the exception of.
    private final PagedInts exceptions;
    private int cursor;

    AdjRibOut() {
        this(new PagedInts(), new NumberSet(), new PagedInts());
    }

    private AdjRibOut(PagedInts told, NumberSet dirty, PagedInts exceptions) {
        this.told = told;
        this.dirty = dirty;
        this.exceptions = exceptions;
    }

    static int toldExcept(int slot) {
        return slot + EXCEPT;
    }

    static boolean isTold(int state, int slot) {
        return state != NOT_TOLD && state != slot + EXCEPT;
    }

    /// The slot that a state leaves out, or -1.
    static int exception(int state) {
        return state >= EXCEPT ? state - EXCEPT : -1;
    }

    AdjRibOut copy() {
        return new AdjRibOut(told.copy(), dirty.copy(), exceptions.copy());
    }

    int get(int number) {
        return told.get(number);
    }

    void set(int number, int state) {
        count(told.get(number), -1);
        count(state, 1);
        told.set(number, state);
    }

    private void count(int state, int change) {
        if (state >= EXCEPT) {
            exceptions.set(state - EXCEPT, exceptions.get(state - EXCEPT) + change);
        }
    }

    /// False when it was marked already.
    boolean mark(int number) {
        return dirty.add(number);
    }

    /// Takes the next marked number, going round so that none waits for ever; -1 when there is none.
    int takeMarked() {
        int number = dirty.next(cursor);
        if (number < 0) {
            number = dirty.next(0);
        }
        if (number >= 0) {
            dirty.remove(number);
            cursor = number + 1;
        }
        return number;
    }

    boolean isClean() {
        return dirty.isEmpty();
    }

    int nextTold(int from) {
        return told.next(from);
    }

    int nextMarked(int from) {
        return dirty.next(from);
    }

    /// How many prefixes the session of a slot has been told.
    int advertised(int slot) {
        return told.count() - exceptions.get(slot);
    }

    boolean toldTheSameAs(AdjRibOut other) {
        return told.sameAs(other.told);
    }

    long estimatedOctets() {
        return told.estimatedOctets() + dirty.estimatedOctets() + exceptions.estimatedOctets();
    }
}
