package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;

/// A route as a peer is told it.
///
/// @param pathId what we call the path, the same as long as it exists (RFC 7911); 0 without ADD-PATH
/// @param by the export rule that permits it
public record AdvertisedRoute(
        Prefix prefix, int pathId, NextHop nextHop, PathAttributes attributes, RoutePolicy.Rule by) {}
