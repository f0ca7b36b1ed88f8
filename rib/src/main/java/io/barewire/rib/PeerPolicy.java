package io.barewire.rib;

/// What may come from a peer and what may go to it.
///
/// @param importFilter which of its prefixes are used; others are kept in Adj-RIB-In and shown, but not used
/// @param exportFilter which prefixes are told to it
/// @param maximumPrefixes how many prefixes, of both families together and before the import filter, it may announce
public record PeerPolicy(PrefixFilter importFilter, PrefixFilter exportFilter, int maximumPrefixes) {
    public PeerPolicy {
        if (maximumPrefixes < 1) {
            throw new IllegalArgumentException("maximum prefixes " + maximumPrefixes + " is not positive");
        }
    }
}
