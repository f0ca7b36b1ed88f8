package io.barewire.rib;

import io.barewire.rib.Reachability.Reachable;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A network whose state a test sets. What was never set is connected.
final class SimulatedReachability implements NextHopResolver {
    static final Reachable CONNECTED = new Reachable(0, true, "test");

    private final Map<IpAddress, Reachability> now = new HashMap<>();
    private final Set<ScopedNextHop> followed = new HashSet<>();
    private final Set<ScopedNextHop> changed = new HashSet<>();
    private Runnable whenChanged = () -> {};

    void set(IpAddress address, Reachability reachability) {
        now.put(address, reachability);
        for (ScopedNextHop hop : followed) {
            if (hop.address().equals(address)) {
                changed.add(hop);
            }
        }
        whenChanged.run();
    }

    Reachability of(IpAddress address) {
        return now.getOrDefault(address, CONNECTED);
    }

    /// What the tables say they use.
    Set<ScopedNextHop> followed() {
        return Set.copyOf(followed);
    }

    @Override
    public void onChange(Runnable whenChanged) {
        this.whenChanged = whenChanged;
    }

    @Override
    public Reachability follow(ScopedNextHop nextHop) {
        if (!followed.add(nextHop)) {
            throw new IllegalStateException(nextHop + " is followed twice");
        }
        return of(nextHop.address());
    }

    @Override
    public void release(ScopedNextHop nextHop) {
        if (!followed.remove(nextHop)) {
            throw new IllegalStateException(nextHop + " is not followed");
        }
        changed.remove(nextHop);
    }

    @Override
    public Map<ScopedNextHop, Reachability> changes() {
        Map<ScopedNextHop, Reachability> changes = new HashMap<>();
        changed.forEach(hop -> changes.put(hop, of(hop.address())));
        changed.clear();
        return changes;
    }
}
