package io.barewire.rib;

/// A next hop that paths in the tables have.
///
/// @param attributeSets how many attribute sets name it
public record NextHopState(ScopedNextHop nextHop, Reachability reachability, int attributeSets) {}
