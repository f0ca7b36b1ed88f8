package io.barewire.speaker.routing;

import io.barewire.rib.LeakedRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries what one speaker lends to the tables of another, a batch at a time: the next one is drawn when the last has
/// been taken in, so a slow borrower costs merged changes, not a queue. Belongs to the lender's routing thread.
public final class LeakPipe {
    private static final int MOST_ROUTES = 4096;

    private final String instance;
    private final RoutingThread lender;
    private final RoutingThread borrower;
    private @Nullable RouteFeed<LeakedRoute> feed;
    private boolean busy;
    private boolean convergedTold;

    /// @param instance what the lender is called
    LeakPipe(String instance, RoutingThread lender, RoutingThread borrower) {
        this.instance = instance;
        this.lender = lender;
        this.borrower = borrower;
    }

    /// Begins, or begins anew with all there is.
    void open(RoutingCore core) {
        close(core);
        feed = core.openFeed(rib -> rib.openLeakFeed(() -> {}));
    }

    /// Ends what [#open] began; the borrower forgets what it has.
    void end(RoutingCore core) {
        close(core);
        borrower.execute(theirs -> theirs.endLeak(instance));
    }

    private void close(RoutingCore core) {
        if (feed != null) {
            core.closeFeed(feed);
            feed = null;
        }
    }

    /// Hands over what there is, unless the last batch is still on its way.
    ///
    /// @param converged the lender has heard all that its own peers had
    void offer(boolean converged) {
        if (busy || feed == null) {
            return;
        }
        if (!feed.isEmpty()) {
            List<LeakedRoute> routes = feed.drain(MOST_ROUTES);
            hand(core -> core.leak(instance, routes));
        } else if (converged && !convergedTold) {
            convergedTold = true;
            hand(core -> core.lenderConverged(instance));
        }
    }

    private void hand(RoutingThread.Work work) {
        busy = true;
        borrower.execute(core -> {
            try {
                work.on(core);
            } finally {
                lender.execute(_ -> busy = false);
            }
        });
    }
}
