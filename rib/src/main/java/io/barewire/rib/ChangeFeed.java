package io.barewire.rib;

import java.util.List;

/// The prefixes whose next hops changed since they were last drained, each once however often it changed. Belongs to
/// the thread of its [Rib].
public interface ChangeFeed {
    boolean isEmpty();

    /// The state now of up to `most` changed prefixes, which then count as unchanged.
    List<RouteChange> drain(int most);

    /// Stops following changes. A closed feed is empty.
    void close();
}
