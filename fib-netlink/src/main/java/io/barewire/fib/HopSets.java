package io.barewire.fib;

import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.rib.ScopedNextHop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every set of next hops that some route wants, once, with what it comes to on this machine now. Few sets
/// serve many prefixes, so a change of the network is worked out for each set and not for each prefix. A set
/// without next hops discards packets.
final class HopSets extends Interned<List<ScopedNextHop>> {
    private final Network network;
    private final Forwardings forwardings;
    /// By number, as are the others: 0 when none of the set's next hops can be reached.
    private int[] forwarding = new int[8];

    private @Nullable String[] whyNot = new String[8];
    private final BitSet changed = new BitSet();

    HopSets(Network network, Forwardings forwardings) {
        this.network = network;
        this.forwardings = forwardings;
    }

    @Override
    int use(List<ScopedNextHop> nextHops) {
        int number = super.use(nextHops);
        if (number >= forwarding.length) {
            forwarding = Arrays.copyOf(forwarding, 2 * number);
            whyNot = Arrays.copyOf(whyNot, 2 * number);
        }
        if (whyNot[number] == null) {
            resolve(number);
        }
        return number;
    }

    @Override
    boolean release(int number) {
        boolean last = super.release(number);
        if (last) {
            forwardings.release(forwarding[number]);
            forwarding[number] = NONE;
            whyNot[number] = null;
            changed.clear(number);
        }
        return last;
    }

    /// The number in [Forwardings] of the way over those next hops that can be reached; [#NONE]: none can.
    int forwarding(int number) {
        return forwarding[number];
    }

    /// Why none can be reached; empty when some can.
    String why(int number) {
        String why = whyNot[number];
        return why == null ? "" : why;
    }

    /// It came to something else at the last [#networkChanged].
    boolean isChanged(int number) {
        return changed.get(number);
    }

    /// Works out all sets anew.
    ///
    /// @return whether some set comes to something else now; those say so themselves
    boolean networkChanged() {
        changed.clear();
        for (int number = 1; number < bound(); number++) {
            if (whyNot[number] != null && resolve(number)) {
                changed.set(number);
            }
        }
        return !changed.isEmpty();
    }

    private boolean resolve(int number) {
        List<ScopedNextHop> nextHops = get(number);
        List<Hop> hops = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (ScopedNextHop nextHop : nextHops) {
            switch (network.resolve(nextHop)) {
                case Resolution.Leads leads -> hops.addAll(leads.hops());
                case Resolution.Nowhere(String why) -> failures.add("next hop " + nextHop.address() + ": " + why);
            }
        }
        Forwarding now = nextHops.isEmpty()
                ? Forwarding.discard()
                : hops.isEmpty()
                        ? null
                        : Forwarding.unicast(hops.stream()
                                .distinct()
                                .limit(Route.MAXIMUM_HOPS)
                                .toList());
        String why = now == null ? String.join("; ", failures) : "";
        int before = forwarding[number];
        int after = now == null ? NONE : forwardings.use(now);
        boolean differs = after != before || !why.equals(whyNot[number]);
        forwardings.release(before);
        forwarding[number] = after;
        whyNot[number] = why;
        return differs;
    }
}
