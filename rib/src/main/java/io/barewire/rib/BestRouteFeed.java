package io.barewire.rib;

import java.util.List;

/// Follows best routes, our own among them: who told them, and with which attributes.
public final class BestRouteFeed implements Feed<BestRouteChange> {
    private final ChangedPrefixes changed;
    private final RouteViews views;
    private final List<BestRouteFeed> open;

    /// @param open where to take itself out when closed
    BestRouteFeed(ChangedPrefixes changed, RouteViews views, List<BestRouteFeed> open) {
        this.changed = changed;
        this.views = views;
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
    public List<BestRouteChange> drain(int most) {
        return changed.drain(
                most,
                (table, number) -> new BestRouteChange(table.prefixes().prefix(number), views.best(table, number)));
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
