package io.barewire.bench.scale;

/// What became of a mesh whose nodes all started.
///
/// @param sessions in all
/// @param mostSessions at one node
/// @param messages OPEN, KEEPALIVE and UPDATE, End-of-RIB included, until the mesh has converged, without KEEPALIVEs
///     that only keep a session
/// @param mostPaths that one node holds
/// @param convergedNanos from the start of the last node until each knows every other's subnet
/// @param busiestNanos that the busiest node's routing thread worked
record Outcome(
        String topology,
        int nodes,
        long sessions,
        int mostSessions,
        long messages,
        long mostPaths,
        long convergedNanos,
        long busiestNanos) {}
