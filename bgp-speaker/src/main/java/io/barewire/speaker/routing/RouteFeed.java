package io.barewire.speaker.routing;

import io.barewire.rib.ChangeFeed;
import io.barewire.rib.RouteChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The changes that one route sink has not seen. Outlives the tables: when they are built anew, what the old ones
/// had left to say (that all is gone) comes first.
public final class RouteFeed {
    private final Deque<ChangeFeed> feeds = new ArrayDeque<>();

    RouteFeed(ChangeFeed feed) {
        feeds.add(feed);
    }

    void continueWith(ChangeFeed feed) {
        feeds.add(feed);
    }

    public boolean isEmpty() {
        while (feeds.size() > 1 && feeds.getFirst().isEmpty()) {
            feeds.removeFirst().close();
        }
        return feeds.getFirst().isEmpty();
    }

    /// The state now of up to `most` changed prefixes, each once.
    public List<RouteChange> drain(int most) {
        return isEmpty() ? List.of() : feeds.getFirst().drain(most);
    }
}
