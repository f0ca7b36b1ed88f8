package io.barewire.daemon.agent;

import io.barewire.mesh.plan.Handover;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a speaker what a [Handover] waits for. There may be a full table among the routes, so it looks at them no
/// longer than until it knows that it has to wait, and begins the next time where that was; and the more a look takes,
/// the longer it is until the next. Confined to one thread.
final class HandoverWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HandoverWatch.class);
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(10);

    /// What it waits for is mostly what it waited for before.
    private static final int FIRST_PAGE = 100;

    /// One part of looking, so many of rest.
    private static final int PARTS = 20;

    /// What it asks of a speaker.
    interface Tables {
        CompletableFuture<Set<PeerId>> awaited();

        CompletableFuture<List<LocRibEntry>> routes(RouteQuery query);
    }

    private final Duration patience;

    /// Of the route before that for which it waited last.
    private Optional<Prefix> behind = Optional.empty();

    private Duration took = Duration.ZERO;

    /// @param patience with one answer
    HandoverWatch(Duration patience) {
        this.patience = patience;
    }

    /// When to look again.
    Duration rest() {
        Duration rest = took.multipliedBy(PARTS);
        return rest.compareTo(LEAST) < 0 ? LEAST : rest.compareTo(MOST) < 0 ? rest : MOST;
    }

    Handover.Seen look(Handover handover, BgpSpeaker speaker, long millis) {
        return look(
                handover,
                speaker.config().peers(),
                new Tables() {
                    @Override
                    public CompletableFuture<Set<PeerId>> awaited() {
                        return speaker.awaited();
                    }

                    @Override
                    public CompletableFuture<List<LocRibEntry>> routes(RouteQuery query) {
                        return speaker.routes(query);
                    }
                },
                millis);
    }

    /// @param millis now, by the handover's time
    Handover.Seen look(Handover handover, Collection<PeerConfig> peers, Tables tables, long millis) {
        long began = System.nanoTime();
        try {
            Set<PeerId> awaited = answer(tables.awaited());
            boolean lasting = !handover.waitsFor(awaited) && lasting(handover, peers, tables);
            return handover.seen(awaited, lasting, millis);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException busy) {
            LOG.warn("the routing thread does not say what the mesh's sessions have told: {}", busy.toString());
        } finally {
            took = Duration.ofNanos(System.nanoTime() - began);
        }
        return handover.unseen(millis);
    }

    private <T> T answer(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Those routes that may have come over sessions that are to go.
    private boolean lasting(Handover handover, Collection<PeerConfig> peers, Tables tables)
            throws InterruptedException, ExecutionException, TimeoutException {
        PrefixFilter told = peers.stream()
                .filter(peer -> handover.held().containsKey(peer.id()))
                .map(peer -> peer.policy().importFilter())
                .distinct()
                .reduce(PrefixFilter.NONE, PrefixFilter::or);
        Optional<Prefix> begin = behind;
        if (!lasting(handover, told, begin, tables)) {
            return false;
        }
        behind = Optional.empty();
        return begin.isEmpty() || lasting(handover, told, Optional.empty(), tables);
    }

    /// Whether all do that come behind a prefix.
    private boolean lasting(Handover handover, PrefixFilter told, Optional<Prefix> begin, Tables tables)
            throws InterruptedException, ExecutionException, TimeoutException {
        Set<AddressFamily> families = EnumSet.allOf(AddressFamily.class);
        int limit = FIRST_PAGE;
        behind = begin;
        while (true) {
            List<LocRibEntry> routes = answer(tables.routes(new RouteQuery(families, told, behind, limit)));
            for (LocRibEntry route : routes) {
                if (!handover.lasts(route)) {
                    return false;
                }
                behind = Optional.of(route.prefix());
            }
            if (routes.size() < limit) {
                return true;
            }
            limit = Math.min(limit * 10, RouteQuery.MOST_ROUTES);
        }
    }
}
