package io.barewire.ovn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// How many batches went how, what they changed, and how long their changes took. Times are nanoseconds of one clock.
/// Belongs to one thread.
final class BatchCounts {
    /// Batches that chassis have not reported; the times of more are not told.
    private static final int MOST_REPORTS = 256;

    private record Report(long nbCfg, long since) {}

    private final Deque<Report> reports = new ArrayDeque<>();
    private final Delays untilSent = new Delays();
    private final Delays untilEffective = new Delays();
    private long committed;
    private long failed;
    private long unknown;
    private long inserted;
    private long updated;
    private long deleted;

    /// @param since when the oldest change of the batch came
    void sent(long since, long now) {
        untilSent.add(Duration.ofNanos(now - since));
    }

    void committed(Batch batch) {
        committed++;
        inserted += batch.inserted();
        updated += batch.updated();
        deleted += batch.deleted();
    }

    /// Nothing of it happened.
    void failed() {
        failed++;
    }

    /// The answer was lost with the connection.
    void unknown() {
        unknown++;
    }

    /// Every chassis has the changes once `hv_cfg` is this.
    void effectiveAt(long nbCfg, long since) {
        if (reports.size() < MOST_REPORTS) {
            reports.add(new Report(nbCfg, since));
        }
    }

    /// Every chassis is as far as this.
    void effective(long hvCfg, long now) {
        while (!reports.isEmpty() && reports.peek().nbCfg() <= hvCfg) {
            untilEffective.add(Duration.ofNanos(now - reports.remove().since()));
        }
    }

    /// Another connection may be to another database, with numbers of its own.
    void disconnected() {
        reports.clear();
    }

    /// @param problem as [OvnTotals#problem]
    /// @param underWay rows of the batch that is not answered
    OvnTotals totals(
            OvnConfig config,
            Optional<String> endpoint,
            Optional<String> problem,
            int underWay,
            Pacing pacing,
            List<RouterTotals> routers) {
        return new OvnTotals(
                config.imports(),
                config.owner(),
                endpoint,
                problem,
                underWay,
                pacing.state() instanceof Pacing.State.Digesting,
                pacing.northdSilent(),
                committed,
                failed,
                unknown,
                inserted,
                updated,
                deleted,
                untilSent.snapshot(),
                untilEffective.snapshot(),
                routers);
    }
}
