package io.barewire.fib;

import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.rib.ScopedNextHop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every set of next hops that some route wants, once, with what it comes to on this machine now. Few sets serve many
/// prefixes, so a change of the network is worked out for each set and not for each prefix.
final class HopSets {
    private final Network network;
    private final Map<List<ScopedNextHop>, HopSet> sets = new HashMap<>();

    HopSets(Network network) {
        this.network = network;
    }

    /// What many prefixes share.
    static final class HopSet {
        private final List<ScopedNextHop> nextHops;
        private int users;
        private @Nullable Forwarding forwarding;
        private String why = "";
        private boolean changed;

        private HopSet(List<ScopedNextHop> nextHops) {
            this.nextHops = nextHops;
        }

        List<ScopedNextHop> nextHops() {
            return nextHops;
        }

        /// Over those next hops that can be reached; null: none can. Without any next hop: into nothing.
        @Nullable
        Forwarding forwarding() {
            return forwarding;
        }

        /// Why none can be reached.
        String why() {
            return why;
        }

        /// It came to something else at the last [#networkChanged].
        boolean isChanged() {
            return changed;
        }
    }

    /// The set of these next hops, none of them for a route that discards, for one more user.
    HopSet use(List<ScopedNextHop> nextHops) {
        HopSet set = sets.computeIfAbsent(nextHops, wanted -> {
            HopSet added = new HopSet(wanted);
            resolve(added);
            return added;
        });
        set.users++;
        return set;
    }

    void release(HopSet set) {
        if (--set.users == 0) {
            sets.remove(set.nextHops);
        }
    }

    /// Works out all sets anew.
    ///
    /// @return whether some set comes to something else now; those say so themselves
    boolean networkChanged() {
        boolean any = false;
        for (HopSet set : sets.values()) {
            set.changed = resolve(set);
            any |= set.changed;
        }
        return any;
    }

    private boolean resolve(HopSet set) {
        List<Hop> hops = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (ScopedNextHop nextHop : set.nextHops) {
            switch (network.resolve(nextHop)) {
                case Resolution.Leads leads -> hops.addAll(leads.hops());
                case Resolution.Nowhere(String why) -> failures.add("next hop " + nextHop.address() + ": " + why);
            }
        }
        Forwarding now = set.nextHops.isEmpty()
                ? Forwarding.discard()
                : hops.isEmpty()
                        ? null
                        : Forwarding.unicast(hops.stream()
                                .distinct()
                                .limit(Route.MAXIMUM_HOPS)
                                .toList());
        String why = now == null ? String.join("; ", failures) : "";
        boolean differs = !why.equals(set.why) || (now == null ? set.forwarding != null : !now.equals(set.forwarding));
        set.forwarding = now;
        set.why = why;
        return differs;
    }
}
