package io.barewire.fib;

import java.time.Duration;

/// Where and how routes are put into the kernel. Table, protocol and metric together say which routes are ours.
///
/// @param table routing table: 254 is `main`; a VRF has its own
/// @param nextHopTable routing table in which next hops are looked up: of a VRF the same
/// @param protocol `rtm_protocol` of our routes, 186 being `bgp`
/// @param metric `RTA_PRIORITY` of our routes; always explicit, so that both families agree
/// @param sweepInterval how often the kernel's table is read and compared even when no event asked for it
/// @param retryInterval how often routes that the kernel refused are offered again; a link or address event
///     does so at once
/// @param flushOnClose remove our routes on close, for demonstrations and tests; otherwise they stay and
///     forward
public record FibConfig(
        int table,
        int nextHopTable,
        int protocol,
        long metric,
        Duration sweepInterval,
        Duration retryInterval,
        boolean flushOnClose) {
    public static final int MAIN_TABLE = 254;

    /// `RTPROT_BGP`.
    public static final int PROTOCOL_BGP = 186;

    /// Table main, protocol bgp, metric 20 as FRR has it, sweep each minute, retry each 10 s, routes stay.
    public static final FibConfig DEFAULT = new FibConfig(
            MAIN_TABLE, MAIN_TABLE, PROTOCOL_BGP, 20, Duration.ofSeconds(60), Duration.ofSeconds(10), false);

    public FibConfig {
        if (table < 1 || nextHopTable < 1) {
            throw new IllegalArgumentException("table " + Math.min(table, nextHopTable) + " is not positive");
        }
        if (protocol < 5 || protocol > 255) {
            throw new IllegalArgumentException("protocol " + protocol
                    + " is not within 5 to 255; lower numbers are the kernel's and static routes");
        }
        if (metric < 1 || metric > 0xFFFFFFFFL) {
            throw new IllegalArgumentException("metric " + metric + " is not within 1 to 4294967295");
        }
        if (sweepInterval.toMillis() < 1 || retryInterval.toMillis() < 1) {
            throw new IllegalArgumentException("sweep and retry intervals must be positive");
        }
    }

    /// Routes and next hops in this table.
    public FibConfig withTable(int table) {
        return new FibConfig(table, table, protocol, metric, sweepInterval, retryInterval, flushOnClose);
    }

    /// For a table of routes that policy rules choose, in which there are no connected networks.
    public FibConfig withNextHopTable(int nextHopTable) {
        return new FibConfig(table, nextHopTable, protocol, metric, sweepInterval, retryInterval, flushOnClose);
    }

    public FibConfig withMetric(long metric) {
        return new FibConfig(table, nextHopTable, protocol, metric, sweepInterval, retryInterval, flushOnClose);
    }

    public FibConfig withIntervals(Duration sweepInterval, Duration retryInterval) {
        return new FibConfig(table, nextHopTable, protocol, metric, sweepInterval, retryInterval, flushOnClose);
    }

    public FibConfig withFlushOnClose() {
        return new FibConfig(table, nextHopTable, protocol, metric, sweepInterval, retryInterval, true);
    }
}
