package io.barewire.rib;

/// What may come from a peer and what may go to it.
///
/// @param importFilter which of its prefixes are used; others are kept in Adj-RIB-In and shown, but not used
/// @param exportFilter which prefixes are told to it
/// @param maximumPrefixes how many prefixes, of both families together and before the import filter, it may announce;
///     with ADD-PATH each path counts. More end the session with Cease 6/1 (RFC 4486), so that no peer can fill our
///     memory
/// @param routeReflectorClient we reflect what it tells to other internal peers, and what they tell to it (RFC 4456);
///     without effect for an external peer
/// @param mostPathsTold how many paths of a prefix, the best first, it is told where ADD-PATH was agreed on (RFC 7911)
public record PeerPolicy(
        PrefixFilter importFilter,
        PrefixFilter exportFilter,
        int maximumPrefixes,
        boolean routeReflectorClient,
        int mostPathsTold) {
    public static final int ALL_PATHS = Integer.MAX_VALUE;

    public static final int DEFAULT_MAXIMUM_PREFIXES = 2_000_000;

    /// Default deny, both ways.
    public static final PeerPolicy NOTHING =
            new PeerPolicy(PrefixFilter.NONE, PrefixFilter.NONE, DEFAULT_MAXIMUM_PREFIXES);

    /// Everything, both ways.
    public static final PeerPolicy EVERYTHING =
            new PeerPolicy(PrefixFilter.ALL, PrefixFilter.ALL, DEFAULT_MAXIMUM_PREFIXES);

    /// Not a client; all paths where ADD-PATH was agreed on.
    public PeerPolicy(PrefixFilter importFilter, PrefixFilter exportFilter, int maximumPrefixes) {
        this(importFilter, exportFilter, maximumPrefixes, false, ALL_PATHS);
    }

    public PeerPolicy {
        if (mostPathsTold < 1) {
            throw new IllegalArgumentException("most paths told " + mostPathsTold + " is not positive");
        }
        if (maximumPrefixes < 1) {
            throw new IllegalArgumentException("maximum prefixes " + maximumPrefixes + " is not positive");
        }
    }

    public PeerPolicy withImportFilter(PrefixFilter importFilter) {
        return new PeerPolicy(importFilter, exportFilter, maximumPrefixes, routeReflectorClient, mostPathsTold);
    }

    public PeerPolicy withExportFilter(PrefixFilter exportFilter) {
        return new PeerPolicy(importFilter, exportFilter, maximumPrefixes, routeReflectorClient, mostPathsTold);
    }

    public PeerPolicy withMaximumPrefixes(int maximumPrefixes) {
        return new PeerPolicy(importFilter, exportFilter, maximumPrefixes, routeReflectorClient, mostPathsTold);
    }

    public PeerPolicy withRouteReflectorClient(boolean routeReflectorClient) {
        return new PeerPolicy(importFilter, exportFilter, maximumPrefixes, routeReflectorClient, mostPathsTold);
    }

    public PeerPolicy withMostPathsTold(int mostPathsTold) {
        return new PeerPolicy(importFilter, exportFilter, maximumPrefixes, routeReflectorClient, mostPathsTold);
    }
}
