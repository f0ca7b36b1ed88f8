package io.barewire.interop;

import io.barewire.rib.PeerId;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.RouteSink;
import io.barewire.rib.ScopedNextHop;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// Barewire in this JVM, as another program embeds it: its configuration, what its route sink was told, and every
/// event.
final class EmbeddedSpeaker implements AutoCloseable, RouteSink {
    private final BgpSpeaker speaker;
    private final Map<Prefix, List<NextHop>> routes = new ConcurrentSkipListMap<>();
    private final List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> story = new CopyOnWriteArrayList<>();

    EmbeddedSpeaker(SpeakerConfig config) {
        speaker = new BgpSpeaker(config);
        speaker.addListener(event -> {
            events.add(event);
            story.add(Instant.now() + " " + event);
        });
        speaker.addRouteSink("test", this);
    }

    void start() {
        try {
            speaker.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    BgpSpeaker speaker() {
        return speaker;
    }

    /// Where it listens.
    int port() {
        return speaker.status().listening().orElseThrow().getPort();
    }

    void apply(SpeakerConfig config) {
        try {
            speaker.apply(config);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void apply(List<RouteChange> changes) {
        for (RouteChange change : changes) {
            if (change.nextHops().isEmpty()) {
                routes.remove(change.prefix());
            } else {
                routes.put(
                        change.prefix(),
                        change.nextHops().stream().map(ScopedNextHop::nextHop).toList());
            }
        }
    }

    @Override
    public void converged() {
        story.add(Instant.now() + " sink: converged");
    }

    PeerStatus peer(IpAddress address) {
        return speaker.status().peer(new PeerId(address.toString())).orElseThrow();
    }

    PeerStatus waitForEstablished(IpAddress address) {
        return waitForPeer(address, "an Established session with " + address, PeerStatus::isEstablished);
    }

    PeerStatus waitForPeer(IpAddress address, String wanted, Predicate<PeerStatus> condition) {
        return Waiting.waitFor(wanted, () -> peer(address), condition);
    }

    /// Waits for a session or an attempt that ends as wanted, be it the last one or an earlier one.
    SessionEnd waitForEnd(String wanted, Predicate<SessionEnd> condition) {
        return Waiting.waitFor(
                        wanted,
                        () -> events.stream()
                                .filter(SpeakerEvent.SessionDown.class::isInstance)
                                .map(event -> ((SpeakerEvent.SessionDown) event).end())
                                .filter(condition)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    void waitForRefusalOf(IpAddress address) {
        Waiting.waitFor(
                "a refused connection from " + address,
                () -> events.stream()
                        .filter(event -> event instanceof SpeakerEvent.ConnectionRefused refused
                                && refused.from().equals(address))
                        .findFirst(),
                Optional::isPresent);
    }

    /// The routes that go to the kernel.
    Map<Prefix, List<NextHop>> routes() {
        return routes;
    }

    List<NextHop> waitForRoute(String prefix) {
        return Waiting.waitFor(
                        "a route to " + prefix,
                        () -> Optional.ofNullable(routes.get(Prefix.parse(prefix))),
                        Optional::isPresent)
                .orElseThrow();
    }

    void waitForRouteBy(String prefix, IpAddress nextHop) {
        Waiting.waitFor(
                "a route to " + prefix + " by " + nextHop,
                () -> routes.getOrDefault(Prefix.parse(prefix), List.of()),
                nextHops -> nextHops.stream().map(NextHop::address).toList().equals(List.of(nextHop)));
    }

    void waitForNoRoute(String prefix) {
        Waiting.waitFor(
                "no route to " + prefix,
                () -> Optional.ofNullable(routes.get(Prefix.parse(prefix))),
                Optional::isEmpty);
    }

    /// A route as the peer sent it.
    ReceivedRoute waitForReceived(IpAddress peer, String prefix) {
        return Waiting.waitFor(
                        prefix + " from " + peer,
                        () -> received(peer).stream()
                                .filter(route -> route.prefix().equals(Prefix.parse(prefix)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<ReceivedRoute> received(IpAddress peer) {
        return speaker.receivedRoutes(new PeerId(peer.toString()), RouteQuery.first(RouteQuery.MOST_ROUTES))
                .join();
    }

    /// What happened, for a failing test.
    String story() {
        return String.join("\n", story) + "\n" + speaker.status() + "\n";
    }

    @Override
    public void close() {
        speaker.close();
    }
}
