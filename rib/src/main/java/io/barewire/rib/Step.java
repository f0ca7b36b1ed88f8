package io.barewire.rib;

/// The steps of the decision process in their order. Each removes from consideration what is worse than the best of
/// what is left (RFC 4271 §9.1.2.2); it is not a chain of comparisons, because MED compares only within a neighbor AS.
public enum Step {
    /// Our own prefix beats any received one, as weight does in other speakers.
    LOCAL,
    /// Routes that are not stale for long win over those that are (RFC 9494 §4.3).
    LONG_LIVED_STALE,
    /// Higher wins, 100 when missing (RFC 4271 §9.1.2).
    LOCAL_PREF,
    /// Shorter wins; a set counts one (RFC 4271 §9.1.2.2 a), confederation segments none (RFC 5065 §5.3).
    AS_PATH_LENGTH,
    /// IGP before EGP before INCOMPLETE (b).
    ORIGIN,
    /// Lower wins among routes of one neighbor AS, 0 when missing (c).
    MULTI_EXIT_DISC,
    /// External before internal (d).
    EXTERNAL,
    /// Nearer next hop wins (e).
    INTERIOR_COST,
    /// Lower wins; ORIGINATOR_ID stands in for the identifier (f, RFC 4456 §9).
    BGP_IDENTIFIER,
    /// Shorter wins (RFC 4456 §9).
    CLUSTER_LIST_LENGTH,
    /// Lower wins (g).
    PEER_ADDRESS,
    /// Lower wins, between paths of one peer (RFC 7911 leaves it open).
    PATH_IDENTIFIER
}
