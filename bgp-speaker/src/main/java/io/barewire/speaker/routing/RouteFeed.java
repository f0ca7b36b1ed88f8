package io.barewire.speaker.routing;

import io.barewire.rib.ChangeFeed;
import io.barewire.rib.Rib;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// The changes that one taker of routes has not seen. Outlives the tables: when they are built anew, what the old ones
/// had left to say (that all is gone) comes first.
public final class RouteFeed<T> {
    private final Function<Rib, ChangeFeed<T>> opening;
    private final Deque<ChangeFeed<T>> feeds = new ArrayDeque<>();

    RouteFeed(Function<Rib, ChangeFeed<T>> opening, Rib rib) {
        this.opening = opening;
        continueWith(rib);
    }

    void continueWith(Rib rib) {
        feeds.add(opening.apply(rib));
    }

    public boolean isEmpty() {
        while (feeds.size() > 1 && feeds.getFirst().isEmpty()) {
            feeds.removeFirst().close();
        }
        return feeds.getFirst().isEmpty();
    }

    /// Changed prefixes that [#drain] would tell of at once, if there were no bound.
    int size() {
        return isEmpty() ? 0 : feeds.getFirst().size();
    }

    void close() {
        feeds.forEach(ChangeFeed::close);
    }

    /// The state now of up to `most` changed prefixes, each once.
    public List<T> drain(int most) {
        return isEmpty() ? List.of() : feeds.getFirst().drain(most);
    }
}
