package io.barewire.rib;

import io.barewire.wire.PathAttributes;
import java.util.Optional;

/// What a route's attributes become because of the session it arrives on, before anybody judges it.
final class Arrivals {
    private Arrivals() {}

    static PathAttributes taken(PathAttributes attributes, SessionInfo session) {
        Optional<LocalAs> shown = session.terms().localAs();
        return session.external() && shown.isPresent() && !shown.get().noPrepend()
                ? attributes.with(AsPaths.prepend(shown.get().as(), AsPaths.of(attributes)))
                : attributes;
    }
}
