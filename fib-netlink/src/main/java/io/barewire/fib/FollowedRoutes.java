package io.barewire.fib;

import io.barewire.rib.KernelRoutes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells whether routes are in a [Network], which another thread keeps up to date. The network is the lock of both;
/// whoever holds it only computes.
final class FollowedRoutes implements KernelRoutes {
    private final Network network;
    private final Consumer<Set<Integer>> tables;
    private final Map<KernelRoute, Presence> followed = new HashMap<>();
    private Runnable whenChanged = () -> {};

    /// @param tables takes the tables that are to be known from now on
    FollowedRoutes(Network network, Consumer<Set<Integer>> tables) {
        this.network = network;
        this.tables = tables;
    }

    @Override
    public void onChange(Runnable whenChanged) {
        synchronized (network) {
            this.whenChanged = whenChanged;
        }
    }

    @Override
    public void follow(Set<KernelRoute> routes) {
        synchronized (network) {
            if (followed.keySet().equals(routes)) {
                return;
            }
            followed.keySet().retainAll(routes);
            routes.forEach(route -> followed.computeIfAbsent(route, network::presence));
        }
        tables.accept(routes.stream().map(KernelRoute::table).collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Presence presence(KernelRoute route) {
        synchronized (network) {
            return followed.getOrDefault(route, new Presence.Unknown(route + " is not followed"));
        }
    }

    /// The network has changed.
    void networkChanged() {
        boolean[] changed = new boolean[1];
        Runnable tell;
        synchronized (network) {
            followed.replaceAll((route, before) -> {
                Presence now = network.presence(route);
                changed[0] |= !now.equals(before);
                return now;
            });
            tell = whenChanged;
        }
        if (changed[0]) {
            tell.run();
        }
    }
}
