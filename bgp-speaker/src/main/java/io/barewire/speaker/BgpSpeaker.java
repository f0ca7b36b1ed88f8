package io.barewire.speaker;

import io.barewire.bfd.BfdChange;
import io.barewire.bfd.BfdStatus;
import io.barewire.rib.AdvertisedRoute;
import io.barewire.rib.KernelRoutes;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.NextHopState;
import io.barewire.rib.PeerId;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.RouteSink;
import io.barewire.rib.WithheldRoute;
import io.barewire.speaker.health.HealthProbes;
import io.barewire.speaker.routing.LeakPipe;
import io.barewire.speaker.routing.RoutingCore;
import io.barewire.speaker.routing.RoutingThread;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.transport.LocalAddresses;
import io.barewire.speaker.transport.SharedEncoder;
import io.barewire.speaker.transport.Transport;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import io.barewire.wire.Prefix;
import io.barewire.wire.ShutdownCommunication;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A BGP-4 speaker to embed: give it a configuration, start it, and it keeps sessions with its peers, announces
/// what is originated and hands the best routes to route sinks.
///
/// ```java
/// SpeakerConfig config = …;
/// try (BgpSpeaker speaker = new BgpSpeaker(config)) {
///     speaker.addListener(event -> log.info("{}", event));
///     speaker.addRouteSink("kernel", sink);
///     speaker.start();
///     speaker.announce(Prefix.parse("192.0.2.0/24"));
///     …
/// }
/// ```
///
/// All methods may be called from any thread. None of them throws because of what a peer did.
public final class BgpSpeaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BgpSpeaker.class);
    private static final Duration LONGEST_REHEARSAL = Duration.ofSeconds(30);
    private static final int IO_THREADS = 1;
    private static final int MOST_EVENTS = 4096;
    private static final ManualStop QUIET = new ManualStop(Optional.empty(), "the speaker closes quietly");

    private final Object lifecycle = new Object();
    private final EventQueue<SpeakerEvent> events =
            new EventQueue<>("bgp-events", MOST_EVENTS, SpeakerEvent.EventsLost::new);
    private final MessageTap tap = new MessageTap();
    private final SharedEncoder shared = new SharedEncoder();
    private final RoutingThread routing;
    private final BfdPeers bfd = new BfdPeers(this::bfdChanged);
    private final HealthProbes health;
    private volatile SpeakerConfig config;
    // What is in force: the same without the peers that are ourselves.
    private volatile SpeakerConfig effective;
    private volatile @Nullable Transport transport;
    // Else a session that comes up is no news to BFD: a thousand at once must not look at a thousand peers each.
    private volatile boolean wantsBfd;
    private volatile Optional<Instant> startedAt = Optional.empty();
    private boolean closed;

    /// Loads what the first connection of a process needs.
    public static void prepare() {
        Transport.prepare();
    }

    /// Lets the JVM compile what a speaker does before it does it in earnest: a speaker that knows nothing of
    /// any other and its peers play it on loopback addresses, some 70 sockets at a time. A program that calls
    /// this, once, has its first thousand sessions up in half to three quarters of the time; it takes 8 MB.
    ///
    /// It returns when all threads and sockets of the play are gone: after a second of processor time, and at
    /// most half a minute later; sooner when its thread is interrupted. Those threads have the priority of this
    /// one. Where there is no loopback interface or something else is missing, nothing happens.
    public static void rehearse() {
        try (Rehearsal rehearsal = new Rehearsal(LONGEST_REHEARSAL)) {
            rehearsal.play();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | Rehearsal.GivenUp | RuntimeException missing) {
            LOG.debug("no rehearsal, or not all of it: {}", missing.toString());
        }
    }

    /// A speaker that does nothing yet, and will take every next hop for reachable.
    public BgpSpeaker(SpeakerConfig config) {
        this(config, NextHopResolver.EVERYTHING_CONNECTED);
    }

    /// A speaker that does nothing yet.
    ///
    /// @param resolver knows which next hops can be reached (RFC 4271 §9.1.2.1)
    public BgpSpeaker(SpeakerConfig config, NextHopResolver resolver) {
        this(config, resolver, KernelRoutes.UNKNOWN);
    }

    /// A speaker that does nothing yet.
    ///
    /// @param kernel knows the routes that conditions ask for ([ConditionalPrefixes.AdvertiseWhen.InKernel])
    public BgpSpeaker(SpeakerConfig config, NextHopResolver resolver, KernelRoutes kernel) {
        this.config = config;
        this.effective = config;
        this.routing = new RoutingThread(config, resolver, kernel, events::add, shared::endOfTurn);
        events.addListener(this::told);
        this.health =
                new HealthProbes((probe, healthy, what) -> routing.execute(core -> core.looked(probe, healthy, what)));
    }

    /// Adds a listener. One added later hears later events only.
    public void addListener(SpeakerListener listener) {
        events.addListener(listener::on);
    }

    /// Adds a listener that sees every message that peers send from now on, as it came.
    public void addMessageListener(MessageListener listener) {
        tap.addListener(listener);
    }

    /// Adds a taker of best routes, which is told of every route there is and then of every change, on a thread
    /// named `sink-NAME`.
    public void addRouteSink(String name, RouteSink sink) {
        routing.addSink(name, sink);
    }

    /// Ends what [#addRouteSink] began. The sink is not told to remove anything.
    public void removeRouteSink(String name) {
        routing.removeSink(name);
    }

    /// Adds a follower of best routes and their attributes, on a thread named `sink-NAME`.
    public void addRouteListener(String name, BestRouteListener listener) {
        routing.addListener(name, listener);
    }

    /// Takes the best routes of another speaker, a routing instance (VRF) beside this one, into the tables here: those
    /// it learned and its own, but none that it imported itself. They take part in the decision; this one's import
    /// policies do not see them, and peers are told them with ourselves as next hop. Their next hops are those of
    /// the other instance, by name, for the [NextHopResolver] and route sinks. Both ways at a time is fine.
    ///
    /// When the other speaker closes, its routes stay here, as they do in kernels: close the import first to lose
    /// them.
    ///
    /// @param instance the name of the other one, `default` for the one that is no VRF
    public RouteImport importFrom(String instance, BgpSpeaker lender) {
        LeakPipe pipe = lender.routing.lendTo(routing, instance);
        return () -> lender.routing.endLending(pipe);
    }

    /// Begins to listen and to connect. Returns when the listening socket is open.
    ///
    /// @throws IOException when the address to listen on cannot be bound; the speaker is then as before
    /// @throws IllegalStateException when started or closed before
    public void start() throws IOException {
        synchronized (lifecycle) {
            if (transport != null || closed) {
                throw new IllegalStateException(closed ? "the speaker is closed" : "the speaker was started before");
            }
            Transport opened = new Transport(IO_THREADS, routing, shared, events::add, tap);
            try {
                effective = withoutOurselves(config);
                opened.listen(effective);
            } catch (IOException refused) {
                opened.close(_ -> QUIET);
                throw refused;
            }
            transport = opened;
            startedAt = Optional.of(Instant.now());
            routing.await(core -> core.configure(effective));
            routing.begin(config.convergenceLimit());
            health.configure(config.conditional());
            for (PeerConfig peer : effective.peersExternalFirst()) {
                if (!peer.isShutDown()) {
                    opened.add(peer, SessionConfig.of(effective, peer));
                }
            }
            watch(opened);
        }
    }

    /// Replaces the configuration, and returns when the new one is in force. Only sessions whose own parameters
    /// differ are reset (Cease 6/6, Other Configuration Change); filters, originated prefixes and limits change in
    /// place; a peer that is gone gets Cease 6/3 (Peer De-configured), one that is shut down 6/2.
    ///
    /// @throws IOException when another address to listen on cannot be bound; the old configuration stays in force
    public void apply(SpeakerConfig next) throws IOException {
        synchronized (lifecycle) {
            if (closed) {
                throw new IllegalStateException("the speaker is closed");
            }
            Transport sockets = transport;
            if (sockets == null) {
                this.config = next;
                this.effective = next;
                routing.await(core -> core.configure(next));
                return;
            }
            SpeakerConfig after = withoutOurselves(next);
            // First: who comes back after a reset finds the new key, and nobody finds the old one.
            sockets.listen(after);
            SpeakerConfig before = effective;
            this.config = next;
            this.effective = after;
            routing.await(core -> core.configure(after));
            health.configure(after.conditional());
            applySessions(before, after, sockets);
            watch(sockets);
        }
    }

    /// The device of a VRF is another one of the same name, to which no socket is bound yet: listens there, and begins
    /// the sessions of the VRF anew.
    ///
    /// @throws IOException when another address to listen on cannot be bound, which is not that of the VRF
    public void vrfDeviceChanged(String vrf) throws IOException {
        synchronized (lifecycle) {
            Transport sockets = transport;
            if (closed || sockets == null) {
                return;
            }
            sockets.listen(effective);
            AutomaticStop stop = new AutomaticStop(
                    Notification.cease(Notification.OTHER_CONFIGURATION_CHANGE),
                    "the device of VRF " + vrf + " is another one");
            Stream.concat(effective.peers().stream(), sockets.guests().stream())
                    .filter(peer -> peer.tcp().vrf().filter(vrf::equals).isPresent())
                    .forEach(peer -> sockets.linkChanged(peer, stop));
        }
    }

    /// Originates a prefix, besides those of the configuration, until [#withdraw].
    public void announce(Prefix prefix) {
        routing.execute(core -> core.announce(prefix));
    }

    /// Ends what [#announce] began. A prefix that is also originated by the configuration stays announced.
    public void withdraw(Prefix prefix) {
        routing.execute(core -> core.withdraw(prefix));
    }

    /// The configuration in force.
    public SpeakerConfig config() {
        return config;
    }

    /// A picture of now. The routing thread is asked for its counts, so this may take as long as the batch it is
    /// at.
    public SpeakerStatus status() {
        SpeakerConfig now = effective;
        Transport sockets = transport;
        Map<PeerId, Map<AddressFamily, PrefixCounts>> prefixes = new HashMap<>();
        Map<AddressFamily, Integer> sizes = new EnumMap<>(AddressFamily.class);
        List<ConditionStatus> conditions = new ArrayList<>();
        List<PeerConfig> all = new ArrayList<>(now.peers());
        if (sockets != null) {
            all.addAll(sockets.guests());
        }
        routing.await(core -> {
            for (PeerConfig peer : all) {
                prefixes.put(peer.id(), core.counts(peer.id()));
            }
            for (AddressFamily family : AddressFamily.values()) {
                sizes.put(family, core.rib().size(family));
            }
            conditions.addAll(core.conditions());
        });
        BfdStatus watched = bfd.status();
        List<PeerStatus> peers = new ArrayList<>();
        for (PeerConfig peer : all) {
            peers.add(Optional.ofNullable(sockets)
                    .flatMap(open -> open.status(peer, prefixes))
                    .orElseGet(() -> idle(now, peer))
                    .withBfd(bfd.session(peer.id(), watched)));
        }
        return new SpeakerStatus(
                now.localAs(),
                now.bgpIdentifier(),
                sockets == null ? Optional.empty() : sockets.listening(),
                startedAt,
                routing.isConverged(),
                sizes,
                peers,
                conditions,
                watched);
    }

    /// A page of the best routes with the paths they were chosen from. Answered by the routing thread between two
    /// of its batches; fails with [java.util.concurrent.RejectedExecutionException] when too many queries wait
    /// already.
    public CompletableFuture<List<LocRibEntry>> routes(RouteQuery query) {
        return routing.query(core -> core.rib().locRib(query));
    }

    /// The next hops that received paths have, and how they are reached.
    public CompletableFuture<List<NextHopState>> nextHops() {
        return routing.query(core -> core.rib().nextHops());
    }

    /// A page of what a peer told us, used or not; nothing of a peer that is down or unknown.
    public CompletableFuture<List<ReceivedRoute>> receivedRoutes(PeerId peer, RouteQuery query) {
        return routing.query(core -> core.knows(peer) ? core.rib().received(peer, query) : List.of());
    }

    /// A page of what a peer was told; nothing of a peer that is down or unknown.
    public CompletableFuture<List<AdvertisedRoute>> advertisedRoutes(PeerId peer, RouteQuery query) {
        return routing.query(core -> core.knows(peer) ? core.rib().advertised(peer, query) : List.of());
    }

    /// A page of the best routes that a peer is not told, each with the reason; nothing of a peer that is down or
    /// unknown.
    public CompletableFuture<List<WithheldRoute>> withheldRoutes(PeerId peer, RouteQuery query) {
        return routing.query(core -> core.knows(peer) ? core.rib().withheld(peer, query) : List.of());
    }

    /// Conditional prefixes: whether they are announced now, and why.
    public CompletableFuture<List<ConditionStatus>> conditions() {
        return routing.query(RoutingCore::conditions);
    }

    /// Configured peers that have not sent all their End-of-RIB markers (RFC 4724 §2) since they were added.
    public CompletableFuture<Set<PeerId>> awaited() {
        return routing.query(RoutingCore::awaited);
    }

    /// Asks a peer to send its routes again (RFC 2918).
    ///
    /// @return false when there is no such session, or it cannot do that
    public boolean refresh(PeerId peer, AddressFamily family) {
        Transport sockets = transport;
        Optional<PeerConfig> known = peer(peer);
        return sockets != null
                && known.isPresent()
                && sockets.requestRefresh(known.get(), family).join();
    }

    /// Begins a part of the session with a peer anew. Waits for the threads that have to do it, not for the peer.
    public Clear.Outcome clear(PeerId peer, Clear what) {
        Transport sockets = transport;
        Optional<PeerConfig> known = peer(peer);
        if (known.isEmpty()) {
            return Clear.Outcome.UNKNOWN_PEER;
        }
        if (sockets == null || !canBegin(what, known.get(), sockets)) {
            return Clear.Outcome.NOT_ESTABLISHED;
        }
        return switch (what) {
            case Clear.Session(ShutdownCommunication text, boolean hard) -> {
                Notification reset = Notification.cease(Notification.ADMINISTRATIVE_RESET, text);
                sockets.reset(known.get(), new AutomaticStop(hard ? reset.hard() : reset, "reset by the operator"));
                yield Clear.Outcome.DONE;
            }
            case Clear.SoftIn() -> {
                boolean asked = false;
                for (AddressFamily family : known.get().families()) {
                    asked |= refresh(peer, family);
                }
                yield asked ? Clear.Outcome.DONE : Clear.Outcome.NOT_ABLE;
            }
            case Clear.SoftOut() ->
                routing.query(core -> core.tellAgain(peer)).join() ? Clear.Outcome.DONE : Clear.Outcome.NOT_ESTABLISHED;
        };
    }

    /// Asks a peer to prefer other ways, before its session or the speaker is shut down (RFC 8326): whatever it is told
    /// becomes the last resort, until this is taken back. Give it time to find other ways before the end.
    ///
    /// @return false when there is no such peer
    public boolean announceShutdown(PeerId peer, boolean shuttingDown) {
        return routing.query(core -> core.announceShutdown(peer, shuttingDown)).join();
    }

    private static boolean canBegin(Clear what, PeerConfig peer, Transport sockets) {
        return sockets.status(peer, Map.of())
                .filter(now -> now.isEstablished() || (now.keptDown() && what instanceof Clear.Session))
                .isPresent();
    }

    /// Ends all sessions with [CloseMode#SHUTDOWN].
    @Override
    public void close() {
        close(CloseMode.SHUTDOWN);
    }

    /// Ends all sessions, and says why.
    public void close(ShutdownCommunication text) {
        close(_ -> shutdown(text, "the speaker shuts down"));
    }

    /// Ends all sessions, stops listening, and waits until threads and sockets are gone. Route sinks keep what they
    /// have: they are not told to remove anything.
    public void close(CloseMode mode) {
        ManualStop shutdown = shutdown(ShutdownCommunication.NONE, "the speaker shuts down");
        close(
                switch (mode) {
                    case SHUTDOWN -> always(shutdown);
                    case QUIET -> always(QUIET);
                    case RESTART -> peer -> peer.session().gracefulRestart().isRestarter() ? QUIET : shutdown;
                });
    }

    private void close(Function<PeerConfig, ManualStop> stop) {
        synchronized (lifecycle) {
            if (closed) {
                return;
            }
            closed = true;
            bfd.close();
            health.close();
            routing.releaseSinks();
            Transport sockets = transport;
            if (sockets != null) {
                sockets.close(stop);
            }
            end(routing::end);
        }
        // Outside: what is still told may lead a listener back here.
        end(events::end);
        end(tap::end);
    }

    /// On the BFD thread. The path has failed, whatever TCP still hopes for: the session ends and its routes go
    /// (RFC 5882 §4.2, RFC 9384), for a restart would have ended it sooner (§4.3.2.2). During a restart it
    /// depends on the peer's BFD. One that falls silent with the control plane says nothing new, and the restart
    /// goes on (§4.3.2); one that does not says that the peer does not forward, and nothing is kept (§4.3.1).
    private void bfdChanged(PeerId peer, BfdChange change) {
        events.add(new SpeakerEvent.BfdChanged(peer, change));
        Transport sockets = transport;
        Optional<PeerConfig> known = peer(peer);
        if (change.isFailure() && sockets != null && known.isPresent()) {
            AutomaticStop stop =
                    new AutomaticStop(Notification.cease(Notification.BFD_DOWN).hard(), "BFD: " + change.diagnostic());
            routing.execute(core -> {
                if (change.remoteControlPlaneIndependent() || !core.isRestarting(peer)) {
                    sockets.pathFailed(known.get(), stop);
                    core.forgetAway(peer);
                }
            });
        }
    }

    /// A session that came up shows whether its peer is on a network of ours; who is at the other end of an interface
    /// may be found before or after that; a guest may be there from then on, or no longer. All of it may be news to
    /// BFD, and so may be what there was no room for.
    private void told(SpeakerEvent event) {
        boolean news = event instanceof SpeakerEvent.SessionUp
                || event instanceof SpeakerEvent.NeighborFound
                || event instanceof SpeakerEvent.GuestLeft
                || event instanceof SpeakerEvent.EventsLost;
        if (news && wantsBfd) {
            synchronized (lifecycle) {
                Transport sockets = transport;
                if (!closed && sockets != null) {
                    watch(sockets);
                }
            }
        }
    }

    private void watch(Transport sockets) {
        SpeakerConfig now = effective;
        wantsBfd = now.peers().stream().anyMatch(peer -> peer.bfd().isPresent())
                || now.listenRanges().stream()
                        .anyMatch(range -> range.like().bfd().isPresent());
        List<PeerConfig> all = new ArrayList<>(now.peers());
        all.addAll(sockets.guests());
        bfd.apply(now, all, sockets::neighbor);
    }

    private interface Ending {
        void end() throws InterruptedException;
    }

    private static void end(Ending part) {
        try {
            part.end();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void applySessions(SpeakerConfig before, SpeakerConfig after, Transport sockets) {
        Map<PeerId, PeerConfig> old = new HashMap<>();
        before.peers().stream().filter(peer -> !peer.isShutDown()).forEach(peer -> old.put(peer.id(), peer));
        for (PeerConfig peer : after.peersExternalFirst()) {
            PeerConfig known = old.remove(peer.id());
            SessionConfig session = SessionConfig.of(after, peer);
            if (known != null && peer.isShutDown()) {
                sockets.remove(known, shutdown(peer.session().shutdown().orElseThrow(), "it is shut down"));
            } else if (known != null
                    && !((known.equals(peer) || known.hasSameSession(peer))
                            && SessionConfig.of(before, known).equals(session))) {
                sockets.remove(
                        known,
                        manualStop(
                                Notification.cease(Notification.OTHER_CONFIGURATION_CHANGE),
                                "its configuration changed"));
                sockets.add(peer, session);
            } else if (known != null) {
                if (!known.equals(peer)) {
                    sockets.rekey(peer);
                }
            } else if (!peer.isShutDown()) {
                sockets.add(peer, session);
            }
        }
        old.values()
                .forEach(gone -> sockets.remove(
                        gone,
                        manualStop(
                                Notification.cease(Notification.PEER_DE_CONFIGURED)
                                        .hard(),
                                "it is no longer configured")));
    }

    /// An object that lists every node of a mesh as a neighbor lists the node itself too.
    private static SpeakerConfig withoutOurselves(SpeakerConfig config) throws IOException {
        Set<IpAddress> local = LocalAddresses.all();
        return config.withPeers(config.peers().stream()
                .filter(peer -> !isOurselves(peer, config, local))
                .toList());
    }

    /// One of our addresses, on the port at which we listen there. Several speakers may share a host, and in a VRF the
    /// address may be somebody else's.
    private static boolean isOurselves(PeerConfig peer, SpeakerConfig config, Set<IpAddress> local) {
        if (peer.tcp().vrf().isPresent()
                || !(peer.endpoint() instanceof Endpoint.Address(IpAddress address))
                || !local.contains(address)) {
            return false;
        }
        if (config.listen().isEmpty()) {
            return peer.port() == PeerConfig.BGP_PORT;
        }
        InetSocketAddress listen = config.listen().get();
        boolean there = listen.getAddress().isAnyLocalAddress()
                || IpAddress.of(listen.getAddress()).equals(address);
        return there && peer.port() == listen.getPort();
    }

    private Optional<PeerConfig> peer(PeerId id) {
        Transport sockets = transport;
        List<PeerConfig> guests = sockets == null ? List.of() : sockets.guests();
        return Stream.concat(effective.peers().stream(), guests.stream())
                .filter(peer -> peer.id().equals(id))
                .findFirst();
    }

    private static PeerStatus idle(SpeakerConfig config, PeerConfig peer) {
        return new PeerStatus(
                peer,
                peer.remoteAs().mayBeExternal(SessionConfig.of(config, peer).shownAs()),
                SessionState.IDLE,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                MessageCounts.NONE,
                MessageCounts.NONE,
                Map.of(),
                0,
                0,
                Optional.empty(),
                false,
                Optional.empty());
    }

    private static Function<PeerConfig, ManualStop> always(ManualStop stop) {
        return _ -> stop;
    }

    private static ManualStop shutdown(ShutdownCommunication text, String why) {
        return manualStop(
                Notification.cease(Notification.ADMINISTRATIVE_SHUTDOWN, text).hard(), why);
    }

    private static ManualStop manualStop(Notification cease, String why) {
        return new ManualStop(Optional.of(cease), why);
    }
}
