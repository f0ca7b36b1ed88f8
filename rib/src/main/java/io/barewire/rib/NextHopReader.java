package io.barewire.rib;

import java.util.List;

/// Reads where the packets of changed prefixes go, as [RouteChanges].
final class NextHopReader implements ChangeFeed.Reader<RouteChange> {
    private RouteChanges.Builder batch = new RouteChanges.Builder(0);
    /// The only next hop of the prefix before, or 0: neighbors in a table mostly share it.
    private int lastHop;

    private int lastSet;

    @Override
    public void begin(int most) {
        batch = new RouteChanges.Builder(most);
        lastHop = 0;
    }

    @Override
    public void read(RouteTable table, int number) {
        int hop = table.onlyHop(number);
        if (hop == 0 || hop != lastHop) {
            lastSet = set(table, number);
            lastHop = hop;
        }
        PrefixTable prefixes = table.prefixes();
        batch.add(table.family(), prefixes.high(number), prefixes.low(number), prefixes.length(number), lastSet);
    }

    private int set(RouteTable table, int number) {
        List<ScopedNextHop> nextHops = table.nextHops(number);
        return nextHops.isEmpty() && !table.discards(number) ? RouteChanges.GONE : batch.set(nextHops);
    }

    @Override
    public List<RouteChange> take() {
        RouteChanges taken = batch.build();
        batch = new RouteChanges.Builder(0);
        return taken;
    }
}
