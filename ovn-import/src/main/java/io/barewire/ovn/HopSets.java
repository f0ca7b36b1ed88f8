package io.barewire.ovn;

import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every set of next hops that some route wants, once, with the gateways that it comes to now: few sets serve many
/// prefixes.
final class HopSets {
    static final class HopSet {
        private final List<ScopedNextHop> learned;
        private List<IpAddress> gateways;
        private boolean changed;
        private int uses;

        private HopSet(List<ScopedNextHop> learned, List<IpAddress> gateways) {
            this.learned = learned;
            this.gateways = gateways;
        }

        List<ScopedNextHop> learned() {
            return learned;
        }

        /// None twice.
        List<IpAddress> gateways() {
            return gateways;
        }

        /// By the last [HopSets#networkChanged].
        boolean isChanged() {
            return changed;
        }
    }

    private final Gateways resolver;
    private final Map<List<ScopedNextHop>, HopSet> sets = new HashMap<>();

    HopSets(Gateways resolver) {
        this.resolver = resolver;
    }

    HopSet use(List<ScopedNextHop> learned) {
        HopSet set = sets.computeIfAbsent(learned, hops -> new HopSet(hops, resolve(hops)));
        set.uses++;
        return set;
    }

    /// One that is in use already, once more.
    HopSet use(HopSet set) {
        set.uses++;
        return set;
    }

    void release(@Nullable HopSet set) {
        if (set != null && --set.uses == 0) {
            sets.remove(set.learned);
        }
    }

    /// Works all of them out anew.
    ///
    /// @return whether some set comes to something else
    boolean networkChanged() {
        boolean some = false;
        for (HopSet set : sets.values()) {
            List<IpAddress> now = resolve(set.learned);
            set.changed = !now.equals(set.gateways);
            set.gateways = now;
            some |= set.changed;
        }
        return some;
    }

    private List<IpAddress> resolve(List<ScopedNextHop> hops) {
        return hops.stream()
                .flatMap(hop -> resolver.of(hop).stream())
                .distinct()
                .toList();
    }
}
