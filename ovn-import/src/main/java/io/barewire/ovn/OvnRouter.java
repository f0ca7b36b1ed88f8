package io.barewire.ovn;

import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.RouteSink;
import io.barewire.wire.Prefix;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The routes of one gateway router, as a routing instance hands them over. All methods may be called from any
/// thread and do not wait for the database.
public final class OvnRouter implements RouteSink {
    /// Handed over and not taken yet.
    private static final int MOST_BATCHES = 4;

    /// What was handed over since the last time.
    ///
    /// @param since when the first of the changes came, in nanoseconds
    record News(
            List<RouteChanges> changes,
            long since,
            Optional<Set<Prefix>> excluded,
            boolean converged,
            boolean networkChanged,
            boolean withdrawn) {}

    private final GatewayRouter router;
    private final OvnRoutes owner;
    private final RouterBook book;

    // Handed over between threads, under the monitor of this object.
    private final Deque<RouteChanges> changes = new ArrayDeque<>();
    private long since;
    private @Nullable Set<Prefix> excluded;
    private boolean converged;
    private boolean networkChanged;
    private boolean withdrawn;
    private boolean ended;

    OvnRouter(GatewayRouter router, OvnRoutes owner, RouterBook book) {
        this.router = router;
        this.owner = owner;
        this.book = book;
    }

    public GatewayRouter router() {
        return router;
    }

    /// Of the thread `ovn-import` alone.
    RouterBook book() {
        return book;
    }

    /// Waits while several batches are there that were not taken, which does not take long: nobody who takes them
    /// waits for the database. An interrupt ends the wait, and the batch is lost; so it is after the close.
    @Override
    public void apply(List<RouteChange> batch) {
        RouteChanges packed = RouteChanges.of(batch);
        synchronized (this) {
            try {
                while (changes.size() >= MOST_BATCHES && !ended) {
                    wait();
                }
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                return;
            }
            if (ended) {
                return;
            }
            if (changes.isEmpty()) {
                since = System.nanoTime();
            }
            changes.add(packed);
        }
        owner.wake();
    }

    @Override
    public void converged() {
        synchronized (this) {
            converged = true;
        }
        owner.wake();
    }

    /// Prefixes that are not imported: a route equal to one or inside one has no row. Replaces the set given
    /// before.
    public void exclude(Set<Prefix> prefixes) {
        synchronized (this) {
            excluded = Set.copyOf(prefixes);
        }
        owner.wake();
    }

    /// Next hops may come to other gateways now.
    public void networkChanged() {
        synchronized (this) {
            networkChanged = true;
        }
        owner.wake();
    }

    /// No route is wanted any more: rows go when the database can be reached, and then the router is forgotten.
    public void withdraw() {
        synchronized (this) {
            withdrawn = true;
        }
        owner.wake();
    }

    /// Everything that is known, read on the thread `ovn-import`; waits for that. After the close there is nothing.
    public OvnStatus status() {
        return owner.status(this);
    }

    synchronized News take() {
        News taken = new News(
                List.copyOf(changes), since, Optional.ofNullable(excluded), converged, networkChanged, withdrawn);
        changes.clear();
        excluded = null;
        converged = false;
        networkChanged = false;
        withdrawn = false;
        notifyAll();
        return taken;
    }

    /// Nobody takes anything any more.
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
