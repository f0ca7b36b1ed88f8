package io.barewire.speaker;

/// How many prefixes of one family a peer and we exchange now; with ADD-PATH (RFC 7911) each path counts.
///
/// @param received what the peer announces, whatever the filter says of it
/// @param accepted those of them that the import filter permits
/// @param denied those that it does not
/// @param advertised what we announce to the peer
/// @param refusedPaths what the peer announced beyond the paths that one prefix may have, since the session is up
/// @param stale of those received, what is kept over a restart of the peer and was not told again since (RFC 4724)
public record PrefixCounts(int received, int accepted, int denied, int advertised, int refusedPaths, int stale) {
    public static final PrefixCounts NONE = new PrefixCounts(0, 0, 0, 0, 0, 0);

    public PrefixCounts plus(PrefixCounts other) {
        return new PrefixCounts(
                received + other.received,
                accepted + other.accepted,
                denied + other.denied,
                advertised + other.advertised,
                refusedPaths + other.refusedPaths,
                stale + other.stale);
    }
}
