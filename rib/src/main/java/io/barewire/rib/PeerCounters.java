package io.barewire.rib;

/// How many routes of one family a peer has in our tables now.
///
/// @param received in Adj-RIB-In; accepted and denied together
/// @param advertised in Adj-RIB-Out
public record PeerCounters(int received, int accepted, int denied, int advertised) {
    public static final PeerCounters NONE = new PeerCounters(0, 0, 0, 0);
}
