package io.barewire.rib;

import java.util.List;

/// Follows what may be leaked into other routing instances: the routes in use, our own among them.
public final class LeakFeed implements Feed<LeakedRoute> {
    private final ChangedPrefixes changed;
    private final Leaks leaks;
    private final List<LeakFeed> open;

    /// @param open where to take itself out when closed
    LeakFeed(ChangedPrefixes changed, Leaks leaks, List<LeakFeed> open) {
        this.changed = changed;
        this.leaks = leaks;
        this.open = open;
    }

    void changed(RouteTable table, int number) {
        changed.add(table, number);
    }

    @Override
    public boolean isEmpty() {
        return changed.isEmpty();
    }

    @Override
    public List<LeakedRoute> drain(int most) {
        return changed.drain(most, leaks::lend);
    }

    @Override
    public void close() {
        open.remove(this);
        changed.clear();
    }

    long estimatedOctets() {
        return changed.estimatedOctets();
    }
}
