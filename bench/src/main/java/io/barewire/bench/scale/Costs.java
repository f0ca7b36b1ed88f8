package io.barewire.bench.scale;

/// What things take in the model: assumptions, not measurements. All in nanoseconds.
///
/// @param start within which all nodes start, as after a power cut
/// @param delay of a link, one way
/// @param session what a node does for one session until it is Established: TCP, OPEN, KEEPALIVE
/// @param receive one UPDATE, until it is decided on
/// @param build one UPDATE for a group of peers
/// @param write one UPDATE to one peer, of many in one write
record Costs(long start, long delay, long session, long receive, long build, long write) {
    static final Costs ASSUMED = new Costs(10_000_000_000L, 250_000, 200_000, 5_000, 5_000, 1_000);
}
