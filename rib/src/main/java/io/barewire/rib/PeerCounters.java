package io.barewire.rib;

/// How many routes of one family a peer has in our tables now. With ADD-PATH (RFC 7911) each path is one.
///
/// @param received in Adj-RIB-In; accepted and denied together
/// @param advertised in Adj-RIB-Out
/// @param refusedPaths announced since the session is up, but not kept, because their prefix had
///     [Rib#MOST_PATHS_PER_PREFIX] paths of this peer already
public record PeerCounters(int received, int accepted, int denied, int advertised, int refusedPaths) {
    public static final PeerCounters NONE = new PeerCounters(0, 0, 0, 0, 0);
}
