package io.barewire.rib;

import io.barewire.rib.Reachability.Reachable;
import java.util.Map;

/// Knows how next hops can be reached, and tells when that changes. A [Rib] follows each next hop that its paths have
/// while they have it.
///
/// Called on the thread of the [Rib], except [#onChange]. Answers must not wait for anything.
public interface NextHopResolver {
    /// Everything is next door. For programs that look at routes and forward nothing.
    NextHopResolver EVERYTHING_CONNECTED = new NextHopResolver() {
        private static final Reachable CONNECTED = new Reachable(0, true, "taken for granted");

        @Override
        public void onChange(Runnable whenChanged) {}

        @Override
        public Reachability follow(ScopedNextHop nextHop) {
            return CONNECTED;
        }

        @Override
        public void release(ScopedNextHop nextHop) {}

        @Override
        public Map<ScopedNextHop, Reachability> changes() {
            return Map.of();
        }
    };

    /// @param whenChanged to be called, on any thread, when [#changes] may have something new
    void onChange(Runnable whenChanged);

    /// Begins to follow a next hop.
    ///
    /// @return how it is reached now
    Reachability follow(ScopedNextHop nextHop);

    /// Ends what [#follow] began.
    void release(ScopedNextHop nextHop);

    /// The state now of the followed next hops that changed since their state was last told.
    Map<ScopedNextHop, Reachability> changes();
}
