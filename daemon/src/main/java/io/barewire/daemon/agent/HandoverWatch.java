package io.barewire.daemon.agent;

import io.barewire.mesh.plan.Handover;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a speaker what a [Handover] waits for.
final class HandoverWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HandoverWatch.class);
    private static final long PATIENCE_SECONDS = 8;

    private HandoverWatch() {}

    /// @return empty when the speaker does not answer in time
    static Optional<Handover.Seen> look(Handover handover, BgpSpeaker speaker, long millis) {
        try {
            Set<PeerId> awaited = speaker.awaited().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.of(handover.seen(awaited, routes(handover, speaker), millis));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException busy) {
            LOG.warn("the routing thread does not say what the mesh's sessions have told: {}", busy.toString());
        }
        return Optional.empty();
    }

    /// Those that may have come over sessions that are to go.
    private static List<LocRibEntry> routes(Handover handover, BgpSpeaker speaker)
            throws InterruptedException, ExecutionException, TimeoutException {
        PrefixFilter told = speaker.config().peers().stream()
                .filter(peer -> handover.held().containsKey(peer.id()))
                .map(peer -> peer.policy().importFilter())
                .distinct()
                .reduce(PrefixFilter.NONE, PrefixFilter::or);
        RouteQuery all = RouteQuery.first(RouteQuery.MOST_ROUTES);
        RouteQuery page = new RouteQuery(all.families(), told, Optional.empty(), all.limit());
        List<LocRibEntry> routes = new ArrayList<>();
        List<LocRibEntry> some;
        do {
            some = speaker.routes(page).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            routes.addAll(some);
            page = some.isEmpty() ? page : page.behind(some.getLast().prefix());
        } while (some.size() == page.limit());
        return routes;
    }
}
