package io.barewire.ovn;

import java.util.List;
import java.util.Optional;

/// The connection to the northbound database and what came of it, for metrics and health.
///
/// @param imports rows are written
/// @param endpoint where we are connected to; empty: we are not, and `problem` says why
/// @param problem why there is no connection, or why the last batch was not taken
/// @param underWay rows of the batch that the database has not answered
/// @param digesting northd has not digested the last batch, so that the next one waits
/// @param northdSilent northd did not say in time that it has digested a batch
/// @param committed transactions
/// @param failed transactions of which nothing happened
/// @param unknown transactions whose answer was lost with the connection
/// @param untilSent from the oldest change of a batch until it was handed to the connection; of a batch that
///     goes again, from the same change
/// @param untilEffective from the oldest change of a batch until every chassis had it (`hv_cfg`)
public record OvnTotals(
        boolean imports,
        String owner,
        Optional<String> endpoint,
        Optional<String> problem,
        int underWay,
        boolean digesting,
        boolean northdSilent,
        long committed,
        long failed,
        long unknown,
        long inserted,
        long updated,
        long deleted,
        DelayCounts untilSent,
        DelayCounts untilEffective,
        List<RouterTotals> routers) {
    public OvnTotals {
        routers = List.copyOf(routers);
    }

    public Optional<RouterTotals> router(String name) {
        return routers.stream().filter(each -> each.router().equals(name)).findFirst();
    }
}
