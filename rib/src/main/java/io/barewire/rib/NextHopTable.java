package io.barewire.rib;

import io.barewire.rib.Reachability.Reachable;
import io.barewire.rib.Reachability.Unreachable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every next hop in use once: its number, how many attribute sets have it, and how it is reached now. Numbers begin
/// with 1. There are few next hops beside many paths, and no path pays for this with an octet: it names its set, and
/// the set names the next hop.
final class NextHopTable {
    private static final int FIRST_CAPACITY = 16;
    private static final byte UNREACHABLE = 0;
    private static final byte REACHABLE = 1;
    private static final byte CONNECTED = 2;

    private final NextHopResolver resolver;
    private final Map<ScopedNextHop, Integer> numbers = new HashMap<>();
    private @Nullable ScopedNextHop[] hops = new ScopedNextHop[0];
    private Reachability[] reachability = new Reachability[0];
    private int[] references = new int[0];
    private int[] costs = new int[0];
    private byte[] states = new byte[0];
    private int used = 1;
    /// The one that was looked for before; 0, which is no next hop, when there was none or it is gone.
    private int last;
    /// Of a free number: the next free one in [#references].
    private int firstFree;

    NextHopTable(NextHopResolver resolver) {
        this.resolver = resolver;
    }

    /// The number of this next hop, or 0.
    int find(ScopedNextHop hop) {
        return numbers.getOrDefault(hop, 0);
    }

    /// Peers name one next hop in message after message.
    private int findAgain(ScopedNextHop hop) {
        if (last == 0 || !isSame(hop, hops[last])) {
            last = find(hop);
        }
        return last;
    }

    @SuppressWarnings("ReferenceEquality") // the decoder gives one object again and again, and equals() takes its time
    private static boolean isSame(ScopedNextHop one, @Nullable ScopedNextHop other) {
        return other != null
                && (one.nextHop() == other.nextHop() || one.nextHop().equals(other.nextHop()))
                && one.interfaceIndex() == other.interfaceIndex()
                && one.instance().equals(other.instance());
    }

    /// The number of this next hop, new if need be, with one more reference.
    int intern(ScopedNextHop hop) {
        int known = findAgain(hop);
        if (known != 0) {
            references[known]++;
            return known;
        }
        int number = firstFree;
        if (number != 0) {
            firstFree = references[number];
        } else {
            number = used++;
            if (number >= hops.length) {
                grow(Math.max(FIRST_CAPACITY, number * 2));
            }
        }
        hops[number] = hop;
        references[number] = 1;
        numbers.put(hop, number);
        note(number, resolver.follow(hop));
        return number;
    }

    void release(int number) {
        if (--references[number] > 0) {
            return;
        }
        ScopedNextHop gone = hop(number);
        resolver.release(gone);
        numbers.remove(gone);
        hops[number] = null;
        references[number] = firstFree;
        firstFree = number;
        if (numbers.isEmpty()) {
            used = 1;
            firstFree = 0;
            last = 0;
            grow(0);
        }
    }

    ScopedNextHop hop(int number) {
        ScopedNextHop hop = hops[number];
        if (hop == null) {
            throw new IllegalStateException("no next hop " + number);
        }
        return hop;
    }

    Reachability reachability(int number) {
        return reachability[number];
    }

    boolean isReachable(int number) {
        return states[number] != UNREACHABLE;
    }

    boolean isConnected(int number) {
        return states[number] == CONNECTED;
    }

    /// 0 to 4294967295.
    long cost(int number) {
        return costs[number] & 0xFFFFFFFFL;
    }

    /// Takes in what the resolver has to tell.
    ///
    /// @return numbers of those whose change may matter to a decision
    NumberSet takeChanges() {
        NumberSet changed = new NumberSet();
        resolver.changes().forEach((hop, now) -> {
            int number = find(hop);
            if (number != 0) {
                byte stateBefore = states[number];
                int costBefore = costs[number];
                note(number, now);
                if (states[number] != stateBefore || costs[number] != costBefore) {
                    changed.add(number);
                }
            }
        });
        return changed;
    }

    List<NextHopState> states() {
        List<NextHopState> all = new ArrayList<>();
        numbers.forEach((hop, number) -> all.add(new NextHopState(hop, reachability[number], references[number])));
        return all;
    }

    long estimatedOctets() {
        return 17L * hops.length + 160L * numbers.size();
    }

    private void note(int number, Reachability now) {
        reachability[number] = now;
        switch (now) {
            case Reachable(long cost, boolean connected, String _) -> {
                states[number] = connected ? CONNECTED : REACHABLE;
                costs[number] = (int) cost;
            }
            case Unreachable _ -> {
                states[number] = UNREACHABLE;
                costs[number] = 0;
            }
        }
    }

    private void grow(int capacity) {
        hops = Arrays.copyOf(hops, capacity);
        reachability = Arrays.copyOf(reachability, capacity);
        references = Arrays.copyOf(references, capacity);
        costs = Arrays.copyOf(costs, capacity);
        states = Arrays.copyOf(states, capacity);
    }
}
