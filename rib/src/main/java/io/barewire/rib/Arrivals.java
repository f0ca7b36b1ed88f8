package io.barewire.rib;

import io.barewire.wire.PathAttributes;
import java.util.Optional;

/// What a route's attributes become because of the session it arrives on, before anybody judges it.
final class Arrivals {
    private Arrivals() {}

    static PathAttributes taken(PathAttributes attributes, SessionInfo session) {
        SessionTerms terms = session.terms();
        if (terms.equals(SessionTerms.PLAIN) || !session.external()) {
            return attributes;
        }
        Optional<LocalAs> shown = terms.localAs().filter(local -> !local.noPrepend());
        PathAttributes taken = shown.isEmpty()
                ? attributes
                : attributes.with(AsPaths.prepend(shown.get().as(), AsPaths.of(attributes)));
        return RouteLeaks.marked(taken, session);
    }
}
