package io.barewire.fib;

import io.barewire.rib.NextHopResolver;
import io.barewire.rib.Reachability;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tells a RIB how its next hops are reached in a [Network], which another thread keeps up to date. The network is the
/// lock of both; whoever holds it only computes.
public final class FollowedNextHops implements NextHopResolver {
    private final Network network;
    private final Optional<String> withoutTable;
    private final Map<ScopedNextHop, Reachability> followed = new HashMap<>();
    private final Set<ScopedNextHop> changed = new HashSet<>();
    private Runnable whenChanged = () -> {};
    private Runnable whenNetworkChanged = () -> {};

    FollowedNextHops(Network network) {
        this(network, Optional.empty());
    }

    /// @param withoutTable why next hops that belong to no other instance lead nowhere; empty: they are looked up
    FollowedNextHops(Network network, Optional<String> withoutTable) {
        this.network = network;
        this.withoutTable = withoutTable;
    }

    private Resolution resolve(ScopedNextHop nextHop) {
        return withoutTable
                .filter(_ -> nextHop.instance().isEmpty())
                .<Resolution>map(Resolution.Nowhere::new)
                .orElseGet(() -> network.resolve(nextHop));
    }

    @Override
    public void onChange(Runnable whenChanged) {
        synchronized (network) {
            this.whenChanged = whenChanged;
        }
    }

    /// @param changed called after each change of the network, on the thread that keeps it up to date; must return
    ///     at once
    public void onNetworkChange(Runnable changed) {
        synchronized (network) {
            whenNetworkChanged = changed;
        }
    }

    /// The neighbors that packets for a next hop are handed to now; none when it cannot be reached, or they are
    /// handed to no neighbor.
    public List<IpAddress> gateways(ScopedNextHop nextHop) {
        synchronized (network) {
            return switch (resolve(nextHop)) {
                case Resolution.Leads leads ->
                    leads.hops().stream().flatMap(hop -> hop.gateway().stream()).toList();
                case Resolution.Nowhere _ -> List.of();
            };
        }
    }

    @Override
    public Reachability follow(ScopedNextHop nextHop) {
        synchronized (network) {
            Reachability now = resolve(nextHop).reachability();
            followed.put(nextHop, now);
            return now;
        }
    }

    @Override
    public void release(ScopedNextHop nextHop) {
        synchronized (network) {
            followed.remove(nextHop);
            changed.remove(nextHop);
        }
    }

    @Override
    public Map<ScopedNextHop, Reachability> changes() {
        synchronized (network) {
            Map<ScopedNextHop, Reachability> changes = new HashMap<>();
            for (ScopedNextHop nextHop : changed) {
                Reachability now = followed.get(nextHop);
                if (now != null) {
                    changes.put(nextHop, now);
                }
            }
            changed.clear();
            return changes;
        }
    }

    /// The network has changed.
    void networkChanged() {
        Runnable tell;
        Runnable tellAlways;
        synchronized (network) {
            tellAlways = whenNetworkChanged;
            followed.replaceAll((nextHop, before) -> {
                Reachability now = resolve(nextHop).reachability();
                if (!now.equals(before)) {
                    changed.add(nextHop);
                }
                return now;
            });
            tell = changed.isEmpty() ? () -> {} : whenChanged;
        }
        tell.run();
        tellAlways.run();
    }
}
