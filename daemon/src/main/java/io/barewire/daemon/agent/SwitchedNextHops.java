package io.barewire.daemon.agent;

import io.barewire.rib.NextHopResolver;
import io.barewire.rib.Reachability;
import io.barewire.rib.ScopedNextHop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How next hops are reached where that is asked of one resolver after another: the table of a VRF is another one when
/// its device was made anew, and there is none while there is no device.
final class SwitchedNextHops implements NextHopResolver {
    private final Reachability nowhere;
    private final Set<ScopedNextHop> followed = new HashSet<>();
    private Optional<NextHopResolver> current = Optional.empty();
    private Runnable whenChanged = () -> {};
    private boolean switched;

    /// @param why a next hop cannot be reached while there is no resolver
    SwitchedNextHops(String why) {
        this.nowhere = new Reachability.Unreachable(why);
    }

    /// Asks this one from now on, or nobody.
    void use(Optional<NextHopResolver> next) {
        Runnable tell;
        synchronized (this) {
            current = next;
            switched = true;
            next.ifPresent(resolver -> resolver.onChange(this::changed));
            tell = whenChanged;
        }
        tell.run();
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
    public synchronized Reachability follow(ScopedNextHop nextHop) {
        followed.add(nextHop);
        return ask(nextHop);
    }

    private Reachability ask(ScopedNextHop nextHop) {
        return current.map(resolver -> resolver.follow(nextHop)).orElse(nowhere);
    }

    @Override
    public synchronized void release(ScopedNextHop nextHop) {
        followed.remove(nextHop);
        current.ifPresent(resolver -> resolver.release(nextHop));
    }

    @Override
    public synchronized Map<ScopedNextHop, Reachability> changes() {
        if (!switched) {
            return current.map(NextHopResolver::changes).orElse(Map.of());
        }
        switched = false;
        Map<ScopedNextHop, Reachability> all = new HashMap<>();
        followed.forEach(nextHop -> all.put(nextHop, ask(nextHop)));
        return all;
    }
}
