package io.barewire.rib;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers for sets of slots, so that one int says who of a group must not hear a path. A set of one slot is that slot;
/// larger ones are rare (the owner of a next hop that is not the one who told it, an originator behind another
/// reflector) and each kept once. There are as many as there are such constellations of sessions that are up, however
/// many routes have them.
final class SlotSets {
    static final int NONE = -1;
    private static final int FIRST_LARGE = 1 << 24;

    /// Members ascending.
    private final List<List<Integer>> large = new ArrayList<>();
    private final Map<List<Integer>, Integer> numbers = new HashMap<>();

    /// The set of these; -1 stands for nothing.
    int of(int one, int other) {
        return other == NONE || other == one ? one : one == NONE ? other : several(one, other);
    }

    /// The same.
    int of(int one, int other, int third) {
        return third == NONE || third == one || third == other ? of(one, other) : several(one, other, third);
    }

    private int several(int... slots) {
        List<Integer> distinct = Arrays.stream(slots)
                .filter(slot -> slot >= 0)
                .sorted()
                .distinct()
                .boxed()
                .toList();
        return switch (distinct.size()) {
            case 0 -> NONE;
            case 1 -> distinct.getFirst();
            default ->
                numbers.computeIfAbsent(distinct, set -> {
                    large.add(set);
                    return FIRST_LARGE + large.size() - 1;
                });
        };
    }

    /// Whether a set is just the slot of its number.
    static boolean isOneSlot(int set) {
        return set >= 0 && set < FIRST_LARGE;
    }

    boolean contains(int set, int slot) {
        return set < FIRST_LARGE ? set == slot : large.get(set - FIRST_LARGE).contains(slot);
    }

    int size(int set) {
        return set < 0
                ? 0
                : set < FIRST_LARGE ? 1 : large.get(set - FIRST_LARGE).size();
    }

    int slot(int set, int index) {
        return set < FIRST_LARGE ? set : large.get(set - FIRST_LARGE).get(index);
    }

    long estimatedOctets() {
        return 128L * large.size();
    }

    /// Nobody remembers a number any more.
    void clear() {
        large.clear();
        numbers.clear();
    }
}
