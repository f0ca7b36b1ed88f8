package io.barewire.ovn;

/// How the prefixes of one router stand.
///
/// @param present the router is in the database
/// @param agrees prefixes whose rows are as wanted
/// @param differs prefixes whose rows are not, yet
/// @param excluded prefixes that are not imported
/// @param noGateway prefixes whose packets can be handed to no neighbor
/// @param stale prefixes that nobody wants so far, with rows of an earlier run
/// @param foreignRows routes of the router that have another owner
/// @param repaired prefixes whose rows somebody else changed, and that were put right
/// @param converged all peers have told their routes: what is stale then goes
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
