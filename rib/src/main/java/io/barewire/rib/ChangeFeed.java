package io.barewire.rib;

import java.util.List;

/// Follows next hops: where packets go.
public final class ChangeFeed implements Feed<RouteChange> {
    private final ChangedPrefixes changed;
    private final List<ChangeFeed> open;

    /// @param open where to take itself out when closed
    ChangeFeed(ChangedPrefixes changed, List<ChangeFeed> open) {
        this.changed = changed;
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
    public List<RouteChange> drain(int most) {
        return changed.drain(
                most, (table, number) -> new RouteChange(table.prefixes().prefix(number), table.nextHops(number)));
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
