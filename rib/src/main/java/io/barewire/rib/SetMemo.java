package io.barewire.rib;

/// Remembers a number for pairs of a small number and an attribute set, so that rules look at a set once and not once
/// for each of its prefixes. It refers to the sets it names, which keeps their numbers theirs, and forgets everything
/// when it knows [#MOST] pairs.
final class SetMemo {
    static final int MOST = 16_384;

    private static final int FIRST_CAPACITY = 16;

    private final AttributeTable attributes;
    /// Values are sets too, and referred to.
    private final boolean namesSets;

    private long[] keys = new long[0];
    private int[] values = new int[0];
    private int size;

    SetMemo(AttributeTable attributes, boolean namesSets) {
        this.attributes = attributes;
        this.namesSets = namesSets;
    }

    /// 0 when unknown.
    int get(int number, int set) {
        return size == 0 ? 0 : values[place(key(number, set))];
    }

    boolean isFull() {
        return size == MOST;
    }

    /// @param value not 0; the caller's reference to it is taken over when it is a set
    void put(int number, int set, int value) {
        if (isFull()) {
            clear();
        }
        if (size * 2 >= keys.length) {
            grow();
        }
        attributes.retain(set);
        long key = key(number, set);
        int place = place(key);
        keys[place] = key;
        values[place] = value;
        size++;
    }

    void clear() {
        for (int place = 0; place < keys.length; place++) {
            if (values[place] != 0) {
                attributes.release((int) keys[place]);
                if (namesSets) {
                    attributes.release(values[place]);
                }
            }
        }
        keys = new long[0];
        values = new int[0];
        size = 0;
    }

    long estimatedOctets() {
        return 12L * keys.length;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[Math.max(FIRST_CAPACITY, 2 * oldKeys.length)];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }

    /// Where the key is, or where it belongs.
    private int place(long key) {
        int mask = keys.length - 1;
        int place = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (values[place] != 0 && keys[place] != key) {
            place = place + 1 & mask;
        }
        return place;
    }

    private static long key(int number, int set) {
        return (long) number << 32 | set;
    }
}
