package io.barewire.rib;

import io.barewire.wire.Prefix;

/// Routes that a peer is not told, and no longer, because each is too long for a message with its attributes (RFC 8654
/// §4).
///
/// @param first one of them
/// @param count how many there are
public record OversizedRoutes(Prefix first, int count) {
    OversizedRoutes plus(OversizedRoutes more) {
        return new OversizedRoutes(first, count + more.count);
    }
}
