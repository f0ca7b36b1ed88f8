package io.barewire.speaker;

import io.barewire.rib.BestRouteChange;
import java.util.List;

/// Follows the best routes with their attributes: first all there are, then every change.
///
/// Called on one thread of its own, with one batch at a time, and may block: changes made meanwhile are merged by
/// prefix and come with a later batch, so it sees each prefix's newest state, not every state between.
@FunctionalInterface
public interface BestRouteListener {
    /// A prefix appears in a batch at most once.
    void changed(List<BestRouteChange> changes);

    /// All that was learned from peers so far has been told: every configured peer sent its End-of-RIB markers, or the
    /// time to wait for them is over. Called once.
    default void converged() {}
}
