package io.barewire.speaker;

/// How many prefixes of one family a peer and we exchange now.
///
/// @param received what the peer announces, whatever the filter says of it
/// @param accepted those of them that the import filter permits
/// @param denied those that it does not
/// @param advertised what we announce to the peer
public record PrefixCounts(int received, int accepted, int denied, int advertised) {
    public static final PrefixCounts NONE = new PrefixCounts(0, 0, 0, 0);

    public PrefixCounts plus(PrefixCounts other) {
        return new PrefixCounts(
                received + other.received,
                accepted + other.accepted,
                denied + other.denied,
                advertised + other.advertised);
    }
}
