package io.barewire.daemon.agent;

import io.barewire.rib.KernelRoutes;
import java.util.Optional;
import java.util.Set;

/// Which routes the kernel has where that is asked of one after another, as [SwitchedNextHops] does for next hops.
final class SwitchedKernelRoutes implements KernelRoutes {
    private final Presence unknown;
    private Set<KernelRoute> followed = Set.of();
    private Optional<KernelRoutes> current = Optional.empty();
    private Runnable whenChanged = () -> {};

    /// @param why nothing is known while nobody can be asked
    SwitchedKernelRoutes(String why) {
        this.unknown = new Presence.Unknown(why);
    }

    /// Asks this one from now on, or nobody.
    void use(Optional<KernelRoutes> next) {
        synchronized (this) {
            current = next;
            next.ifPresent(kernel -> {
                kernel.onChange(this::changed);
                kernel.follow(followed);
            });
        }
        changed();
    }

    private void changed() {
        Runnable tell;
        synchronized (this) {
            tell = whenChanged;
        }
        tell.run();
    }

    @Override
    public synchronized void onChange(Runnable whenChanged) {
        this.whenChanged = whenChanged;
    }

    @Override
    public synchronized void follow(Set<KernelRoute> routes) {
        followed = Set.copyOf(routes);
        current.ifPresent(kernel -> kernel.follow(followed));
    }

    @Override
    public synchronized Presence presence(KernelRoute route) {
        return current.map(kernel -> kernel.presence(route)).orElse(unknown);
    }
}
