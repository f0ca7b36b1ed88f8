package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;

/// A route as a peer is told it.
public record AdvertisedRoute(Prefix prefix, NextHop nextHop, PathAttributes attributes) {}
