package io.barewire.interop;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// A path as a daemon says it has it, in no daemon's language.
///
/// @param from the neighbor's address
/// @param asPath numbers separated by a blank, nothing for an empty path
/// @param origin `igp`, `egp` or `incomplete`
/// @param communities as `65001:100`, well-known ones as numbers too
/// @param extendedCommunities as `rt:65001:7`
/// @param atomicAggregate ATOMIC_AGGREGATE is there
/// @param aggregator as `65001 10.0.0.1`, empty without
/// @param originatorId of a reflected route, empty else
record HeardRoute(
        String prefix,
        String from,
        String asPath,
        String origin,
        String nextHop,
        OptionalLong med,
        OptionalLong localPref,
        Set<String> communities,
        Set<String> largeCommunities,
        Set<String> extendedCommunities,
        boolean atomicAggregate,
        String aggregator,
        String originatorId,
        List<String> clusterList) {}
