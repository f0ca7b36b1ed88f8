package io.barewire.ovn;

/// How the prefixes of one router stand.
///
/// @param present the router is in the database
/// @param agrees prefixes whose rows are as wanted
/// @param differs prefixes whose rows are not, yet
/// @param foreignRows routes of the router that have another owner
/// @param repaired prefixes whose rows somebody else changed, and that were put right
public record RouterTotals(
        String router,
        boolean present,
        int agrees,
        int differs,
        int excluded,
        int noGateway,
        int stale,
        int foreignRows,
        long repaired,
        boolean converged) {}
