package io.barewire.rib;

import io.barewire.wire.PathAttributes;
import java.util.Optional;

/// What a route's attributes become because of the session it arrives on, before anybody judges it.
final class Arrivals {
    private Arrivals() {}

    static PathAttributes taken(PathAttributes attributes, SessionInfo session) {
        if (!session.external()) {
            return attributes;
        }
        SessionTerms terms = session.terms();
        PathAttributes taken = terms.heedsShutdown() ? GracefulShutdown.heeded(attributes) : attributes;
        Optional<LocalAs> shown = terms.localAs().filter(local -> !local.noPrepend());
        if (shown.isPresent()) {
            taken = taken.with(AsPaths.prepend(shown.get().as(), AsPaths.of(taken)));
        }
        return RouteLeaks.marked(taken, session);
    }
}
