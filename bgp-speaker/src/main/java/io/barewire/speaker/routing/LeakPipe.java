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
    private final Runnable lendAgain;
    private @Nullable RouteFeed<LeakedRoute> feed;
    private boolean busy;
    private boolean convergedTold;
    private boolean ended;

    /// @param instance what the lender is called
    LeakPipe(String instance, RoutingThread lender, RoutingThread borrower) {
        this.instance = instance;
        this.lender = lender;
        this.borrower = borrower;
        this.lendAgain = () -> lender.execute(this::open);
    }

    /// Has the borrower know us, as the one of the lender's pipes to it that counts.
    void begin() {
        borrower.await(theirs -> theirs.borrowFrom(instance, lendAgain));
        lender.execute(this::open);
    }

    /// Begins, or begins anew with all there is: what is on its way was drawn before, and nothing would take it back.
    void open(RoutingCore core) {
        close(core);
        if (!ended) {
            borrower.execute(theirs -> theirs.forgetLeaks(instance));
            feed = core.openFeed(rib -> rib.openLeakFeed(() -> {}));
        }
    }

    /// Ends what [#open] began; the borrower forgets what it has.
    void end(RoutingCore core) {
        ended = true;
        close(core);
        borrower.execute(theirs -> theirs.endLeak(instance, lendAgain));
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
