package io.barewire.rib;

import java.util.List;

/// Takes best routes to where packets are forwarded: a kernel, a gateway router.
///
/// A sink is called on one thread of its own, with one batch at a time, and may block: changes made meanwhile are
/// merged by prefix and come with a later batch. It never sees an older state after a newer one.
public interface RouteSink {
    /// Applies a batch; a prefix appears in it at most once. What a speaker hands over are [RouteChanges],
    /// for sinks that would rather not have an object for each prefix.
    void apply(List<RouteChange> changes);

    /// All that was learned from peers so far has been handed over: every configured peer sent its End-of-RIB marker,
    /// or the time to wait for it is over. Stale routes of an earlier run may go now. Called once.
    void converged();
}
