package io.barewire.fib;

import io.barewire.netlink.NetlinkException;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteSink;
import io.barewire.wire.Prefix;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Keeps the kernel's routing table equal to the routes it was given, in the network namespace in which it was opened.
///
/// All methods may be called from any thread and return without waiting for the kernel, except where they say so.
/// Changes are merged by prefix until the thread `netlink-fib` gets to them, so memory is bounded by the number of
/// prefixes.
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"}) // signatures first; the bodies follow
public final class KernelFib implements RouteSink, AutoCloseable {
    private KernelFib() {}

    /// Opens the routing socket and reads the table; routes of an earlier run are remembered as ours.
    ///
    /// @throws NetlinkException when that is not possible, for example without `CAP_NET_ADMIN`; the message
    ///     says what is missing
    public static KernelFib open(FibConfig config, InstantSource clock) throws NetlinkException {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void apply(List<RouteChange> changes) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void converged() {
        throw new UnsupportedOperationException("not built yet");
    }

    /// Prefixes that no peer may route away, the node's own host subnets: a route equal to one or inside one is not
    /// installed, and removed if it is there. Replaces the set given before.
    public void setProtectedPrefixes(Set<Prefix> prefixes) {
        throw new UnsupportedOperationException("not built yet");
    }

    /// The numbers as of the last batch.
    public FibTotals totals() {
        throw new UnsupportedOperationException("not built yet");
    }

    /// Everything, read on the thread `netlink-fib`: waits until that has finished its current batch.
    public FibStatus status() {
        throw new UnsupportedOperationException("not built yet");
    }

    /// Applies what was given so far and stops. Routes stay, unless [FibConfig#flushOnClose] is set.
    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
