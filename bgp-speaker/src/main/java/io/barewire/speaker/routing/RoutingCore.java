package io.barewire.speaker.routing;

import io.barewire.rib.ChangeFeed;
import io.barewire.rib.KernelRoutes;
import io.barewire.rib.LeakedRoute;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerCounters;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.rib.PrefixWarning;
import io.barewire.rib.ReceiveOutcome;
import io.barewire.rib.Rib;
import io.barewire.rib.RibSettings;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.HealthProbe;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.session.Afterwards;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.Notification;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// Session events in, UPDATEs out: the tables and the sessions that feed and read them. Confined to one thread.
///
/// Whatever comes from a session that is no longer a peer's current one is ignored; it is late, not wrong.
public final class RoutingCore {
    /// The name of the rule for what no peer may tell.
    public static final String ALWAYS_BLOCK = "always-block";

    /// As FRR has it.
    static final long LONGEST_REFRESH_MILLIS = 360_000;

    /// A peer tells a family again over one session.
    private record RefreshOf(PeerId peer, PeerPort port, AddressFamily family) {}

    private final Map<PeerId, PeerPort> ports = new LinkedHashMap<>();
    private final List<RouteFeed<?>> feeds = new ArrayList<>();
    private final Set<Prefix> announced = new HashSet<>();
    private final Convergence convergence = new Convergence();
    private final Deadlines deadlines = new Deadlines();
    private final Newcomers newcomers = new Newcomers(deadlines);
    private final Map<RefreshOf, Long> refreshing = new HashMap<>();
    private long refreshes;
    private final Restarts restarts = new Restarts(deadlines, () -> this.rib);
    private SelectionDeferral deferral = new SelectionDeferral(List.of());
    /// Other routing instances whose routes we import, and how to ask for all of them again.
    private final Map<String, Runnable> lenders = new LinkedHashMap<>();
    private final Set<String> lendersAwaited = new HashSet<>();
    private final BiConsumer<PeerId, RuntimeException> onFault;
    private final NextHopResolver resolver;
    private final Conditions conditions;
    private boolean startComplete;
    private Consumer<SpeakerEvent> events = _ -> {};
    private Runnable interlude = () -> {};
    private SpeakerConfig config;
    private Map<PeerId, PeerConfig> peers;
    private final Map<PeerId, PeerConfig> guests = new LinkedHashMap<>();
    /// Peers whose sessions are about to end, as [#announceShutdown] has it.
    private final Set<PeerId> shuttingDown = new HashSet<>();

    private Rib rib;

    /// One that looks at no kernel.
    public RoutingCore(SpeakerConfig config, NextHopResolver resolver, BiConsumer<PeerId, RuntimeException> onFault) {
        this(config, resolver, KernelRoutes.UNKNOWN, onFault);
    }

    /// @param resolver knows which next hops can be reached; [#nextHopsChanged] must be called when it has news
    /// @param kernel looked at whenever there is something to send ([#pump])
    /// @param onFault hears of a mistake of ours in serving a peer, whose session is then ended
    public RoutingCore(
            SpeakerConfig config,
            NextHopResolver resolver,
            KernelRoutes kernel,
            BiConsumer<PeerId, RuntimeException> onFault) {
        this.conditions = new Conditions(kernel);
        this.config = config;
        this.peers = byId(config);
        this.resolver = resolver;
        this.onFault = onFault;
        this.rib = new Rib(settings(config), resolver);
        fill();
        conditions.configure(config.conditional());
        convergence.configure(Set.of(), peers.keySet());
    }

    /// Who hears what an operator would want to know; nobody until told.
    public void reportTo(Consumer<SpeakerEvent> listener) {
        events = listener;
    }

    /// @param interlude called in the middle of long work, when sinks may be given what has changed so far
    void setInterlude(Runnable interlude) {
        this.interlude = interlude;
        rib.setInterlude(interlude);
    }

    /// Changes filters, limits and originated prefixes in place, and makes peers known or forgets them. Another AS
    /// or identifier begins with empty tables; the sessions are then to be reset by whoever owns them.
    public void configure(SpeakerConfig next) {
        SpeakerConfig old = config;
        Map<PeerId, PeerConfig> before = peers;
        Map<PeerId, PeerConfig> after = byId(next);
        convergence.configure(byId(old).keySet(), after.keySet());
        guests.keySet().removeAll(after.keySet());
        after.putAll(guests);
        config = next;
        peers = after;
        conditions.configure(next.conditional());
        for (PeerId gone : before.keySet()) {
            if (!after.containsKey(gone)) {
                forget(gone);
            }
        }
        if (old.localAs() != next.localAs() || !old.bgpIdentifier().equals(next.bgpIdentifier())) {
            rebuild();
            return;
        }
        after.forEach((id, peer) -> {
            PeerConfig known = before.get(id);
            if (known == null) {
                rib.addPeer(id, policy(peer, next));
            } else if (!known.policy().equals(peer.policy())
                    || !old.alwaysBlock().equals(next.alwaysBlock())) {
                rib.setPolicy(id, policy(peer, next));
            }
        });
        rib.setSettings(settings(next));
        updateConditions();
        rib.setOriginated(originated());
        rib.setAggregates(next.aggregates());
    }

    /// Makes a peer known that is not configured by itself, or changes its policy.
    public void admit(PeerConfig guest) {
        PeerConfig known = peers.put(guest.id(), guest);
        guests.put(guest.id(), guest);
        if (known == null) {
            rib.addPeer(guest.id(), policy(guest, config));
        } else if (!known.policy().equals(guest.policy())) {
            rib.setPolicy(guest.id(), policy(guest, config));
        }
    }

    /// Forgets a peer that [#admit] made known.
    public void leave(PeerId guest) {
        if (guests.remove(guest) != null) {
            peers.remove(guest);
            forget(guest);
        }
    }

    private void forget(PeerId peer) {
        ports.remove(peer);
        newcomers.down(peer);
        shuttingDown.remove(peer);
        rib.removePeer(peer);
        restarts.forget(peer);
        deferral.removed(peer);
    }

    /// We have just started, and peers may hold routes of ours from before: nothing is chosen and told until those
    /// for whom this is a restart have told theirs (RFC 4724 §4.1).
    public void deferSelection() {
        List<PeerConfig> restarterTo = peers.values().stream()
                .filter(peer -> peer.session().gracefulRestart().isRestarter()
                        && peer.session().shutdown().isEmpty())
                .toList();
        SelectionDeferral begun =
                new SelectionDeferral(restarterTo.stream().map(PeerConfig::id).toList());
        deferral = begun;
        restarterTo.stream()
                .map(peer -> peer.session().gracefulRestart().restartTime())
                .max(Comparator.naturalOrder())
                .ifPresent(longest -> deadlines.after(longest.toMillis(), begun::restartTimeIsOver));
        deadlines.after(config.restart().selectionDeferral().toMillis(), begun::giveUp);
    }

    public boolean isSelectionDeferred() {
        return !deferral.isOver();
    }

    /// A session is established.
    ///
    /// @param restart what the OPENs said about restarts
    public void up(PeerId peer, SessionInfo session, RestartTerms restart, PeerPort port) {
        if (!peers.containsKey(peer)) {
            return;
        }
        if (ports.put(peer, port) != null) {
            restarts.down(peer, false);
        }
        restarts.up(peer, restart);
        rib.peerUp(peer, session);
        rib.tellNothingYet(peer);
        newcomers.up(peer);
        convergence.up(peer, session.format().families());
        deferral.up(peer, restart, session.format().families());
    }

    /// A session is lost.
    ///
    /// @param mayBeRestart the peer may come back to find its routes kept (RFC 4724 §4.2), if that was agreed
    public void down(PeerId peer, PeerPort port, boolean mayBeRestart) {
        if (ports.remove(peer, port)) {
            newcomers.down(peer);
            restarts.down(peer, mayBeRestart);
            refreshing.keySet().removeIf(which -> which.port.equals(port));
        }
    }

    /// Routes of this peer are kept over a restart of it that is not over yet.
    public boolean isRestarting(PeerId peer) {
        return restarts.isRestarting(peer);
    }

    /// Does this when nothing of this peer is kept over a restart, now or later. Only the last such wish counts.
    public void whenSettled(PeerId peer, Runnable action) {
        restarts.whenSettled(peer, action);
    }

    /// What is kept of a peer that is away goes: it does not forward.
    public void forgetAway(PeerId peer) {
        if (peers.containsKey(peer) && !ports.containsKey(peer)) {
            restarts.down(peer, false);
        }
    }

    public void receive(PeerId peer, PeerPort port, Update update) {
        if (!isCurrent(peer, port)) {
            return;
        }
        restarts.heard(peer);
        try { // as [#guarded], without an object for each UPDATE
            received(peer, port, rib.receive(peer, update));
        } catch (RuntimeException fault) {
            failed(peer, port, fault);
        }
    }

    private void received(PeerId peer, PeerPort port, ReceiveOutcome outcome) {
        switch (outcome) {
            case ReceiveOutcome.Applied _ -> {
                Optional<PrefixWarning> warning = rib.takePrefixWarning(peer);
                if (warning.isPresent()) {
                    events.accept(new SpeakerEvent.PrefixesNearLimit(peer, warning.get()));
                }
            }
            case ReceiveOutcome.EndOfRib(AddressFamily family) -> {
                convergence.endOfRib(peer, family);
                deferral.endOfRib(peer, family);
                restarts.endOfRib(peer, family);
            }
            case ReceiveOutcome.PrefixLimitExceeded exceeded -> {
                down(peer, port, false);
                port.stop(stop(exceeded));
            }
        }
    }

    private static AutomaticStop stop(ReceiveOutcome.PrefixLimitExceeded exceeded) {
        Notification cease = exceeded.family()
                .map(family -> Notification.tooManyPrefixes(family, exceeded.limit()))
                .orElseGet(() -> Notification.cease(Notification.MAXIMUM_PREFIXES_REACHED));
        String which = exceeded.family().map(RoutingCore::called).orElse("");
        return new AutomaticStop(
                cease.hard(),
                "too many " + which + "prefixes (limit " + exceeded.limit() + ")",
                switch (exceeded.then()) {
                    case OnExcess.StayDown _ -> new Afterwards.StayDown();
                    case OnExcess.RestartAfter(Duration pause) -> new Afterwards.RetryAfter(pause);
                    case OnExcess.RefuseExcess _, OnExcess.WarnOnly _ -> Afterwards.RETRY; // neither ends a session
                });
    }

    private static String called(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "IPv4 ";
            case IPV6 -> "IPv6 ";
        };
    }

    /// The peer asks for a family again, or marks where its own repetition begins and ends. One that does not end is
    /// ended for it after [#LONGEST_REFRESH_MILLIS] (RFC 7313 §4).
    public void refresh(PeerId peer, PeerPort port, RouteRefresh refresh) {
        Optional<AddressFamily> family = refresh.family();
        if (!isCurrent(peer, port) || family.isEmpty()) {
            return;
        }
        RefreshOf which = new RefreshOf(peer, port, family.get());
        guarded(peer, port, () -> {
            switch (refresh.subtype()) {
                case REQUEST -> rib.refresh(peer, family.get());
                case BEGIN -> beginRefresh(which);
                case END -> endRefresh(which);
            }
        });
    }

    private void beginRefresh(RefreshOf which) {
        rib.refreshBegins(which.peer, which.family);
        long number = ++refreshes;
        if (refreshing.put(which, number) == null) {
            waitForEnd(which, number);
        }
    }

    /// There is one deadline for each repetition, however often its peer begins it.
    private void waitForEnd(RefreshOf which, long number) {
        deadlines.after(LONGEST_REFRESH_MILLIS, () -> {
            Long newest = refreshing.get(which);
            if (newest != null && newest == number) {
                endRefresh(which);
            } else if (newest != null) {
                waitForEnd(which, newest);
            }
        });
    }

    private void endRefresh(RefreshOf which) {
        if (refreshing.remove(which) != null && isCurrent(which.peer, which.port)) {
            rib.refreshEnds(which.peer, which.family);
        }
    }

    /// Lets time pass.
    ///
    /// @param millis since whenever, but never less than the last time
    public void advance(long millis) {
        deadlines.advance(millis);
    }

    /// When [#advance] has something to do, or [Long#MAX_VALUE].
    public long nextDeadline() {
        return deadlines.next();
    }

    /// Other ways lead to some next hops now, or none.
    public void nextHopsChanged() {
        rib.nextHopsChanged();
    }

    /// Tells a peer all its routes again.
    ///
    /// @return false when it has no session
    public boolean tellAgain(PeerId peer) {
        PeerPort port = ports.get(peer);
        if (port == null) {
            return false;
        }
        for (AddressFamily family : AddressFamily.values()) {
            if (isCurrent(peer, port)) {
                guarded(peer, port, () -> rib.refresh(peer, family));
            }
        }
        return true;
    }

    /// @return false when there is no such peer
    public boolean announceShutdown(PeerId peer, boolean begins) {
        if (!peers.containsKey(peer)) {
            return false;
        }
        if (begins) {
            shuttingDown.add(peer);
        } else {
            shuttingDown.remove(peer);
        }
        rib.setShuttingDown(peer, begins);
        return true;
    }

    /// A health probe has looked.
    public void looked(HealthProbe probe, boolean healthy, String what) {
        conditions.looked(probe, healthy, what);
    }

    /// The start is complete: what is missing from now on is missing, not late.
    public void startComplete() {
        startComplete = true;
    }

    /// Conditional prefixes, announced or not.
    public List<ConditionStatus> conditions() {
        return conditions.status(deadlines.now());
    }

    private void updateConditions() {
        List<ConditionStatus> changed = conditions.update(config.conditional(), rib, startComplete, deadlines.now());
        if (!changed.isEmpty()) {
            rib.setOriginated(originated());
            changed.forEach(status -> events.accept(new SpeakerEvent.ConditionChanged(status)));
        }
    }

    /// Originates a prefix besides those of the configuration.
    public void announce(Prefix prefix) {
        if (announced.add(prefix)) {
            rib.originate(prefix);
        }
    }

    public void withdraw(Prefix prefix) {
        if (announced.remove(prefix) && !originated().contains(prefix)) {
            rib.withdrawOriginated(prefix);
        }
    }

    /// Sends what there is to send to whoever has room for it. Peers take turns, a batch each, so that members of
    /// an update group stay together and share what was built for them. While selection is deferred nobody hears
    /// anything, and [Newcomers] hear nothing for a moment.
    ///
    /// @param endOfTurn called after each turn
    public void pump(Runnable endOfTurn) {
        updateConditions();
        newcomers.takeReady().forEach(rib::tellFromNowOn);
        boolean sent = !isSelectionDeferred();
        while (sent) {
            sent = false;
            for (PeerId peer : rib.withOutput()) {
                PeerPort port = ports.get(peer);
                sent |= port != null && pump(peer, port);
            }
            endOfTurn.run();
        }
        rib.takeOversized().forEach((peer, routes) -> events.accept(new SpeakerEvent.RoutesTooLong(peer, routes)));
    }

    private boolean pump(PeerId peer, PeerPort port) {
        if (!port.hasRoom()) {
            return false;
        }
        try { // as [#guarded]
            List<BgpMessage> messages = rib.poll(peer);
            if (!messages.isEmpty()) {
                port.send(messages);
            }
            return !messages.isEmpty();
        } catch (RuntimeException fault) {
            failed(peer, port, fault);
            return false;
        }
    }

    /// Follows best routes, beginning with all there are.
    public <T> RouteFeed<T> openFeed(Function<Rib, ChangeFeed<T>> opening) {
        RouteFeed<T> feed = new RouteFeed<>(opening, rib);
        feeds.add(feed);
        return feed;
    }

    void closeFeed(RouteFeed<?> feed) {
        feeds.remove(feed);
        feed.close();
    }

    /// Another routing instance is going to lend its routes.
    ///
    /// @param lendAgain has it lend all of them again, after our tables were built anew
    void borrowFrom(String instance, Runnable lendAgain) {
        lenders.put(instance, lendAgain);
        lendersAwaited.add(instance);
    }

    void leak(String instance, List<LeakedRoute> routes) {
        if (lenders.containsKey(instance)) {
            routes.forEach(route -> rib.leak(instance, route));
        }
    }

    /// It has lent all that its own peers had to tell.
    void lenderConverged(String instance) {
        lendersAwaited.remove(instance);
    }

    /// It is about to lend all it has again.
    void forgetLeaks(String instance) {
        if (lenders.containsKey(instance)) {
            rib.endLeak(instance);
        }
    }

    /// @param lendAgain as given to [#borrowFrom]; whoever lends by that name since is not meant
    void endLeak(String instance, Runnable lendAgain) {
        if (lenders.remove(instance, lendAgain)) {
            lendersAwaited.remove(instance);
            rib.endLeak(instance);
        }
    }

    /// Configured peers that have not sent all their End-of-RIB markers (RFC 4724 §2), ever.
    public Set<PeerId> awaited() {
        return convergence.awaited();
    }

    /// Every configured peer has sent its End-of-RIB markers, and so have those of the instances that we import.
    public boolean isConverged() {
        return haveOwnPeersConverged() && lendersAwaited.isEmpty();
    }

    boolean haveOwnPeersConverged() {
        return convergence.isComplete();
    }

    /// For views; must not be kept, because another AS or identifier means another one.
    public Rib rib() {
        return rib;
    }

    public boolean knows(PeerId peer) {
        return peers.containsKey(peer);
    }

    public Map<AddressFamily, PrefixCounts> counts(PeerId peer) {
        Map<AddressFamily, PrefixCounts> counts = new EnumMap<>(AddressFamily.class);
        if (peers.containsKey(peer)) {
            for (AddressFamily family : AddressFamily.values()) {
                PeerCounters now = rib.counters(peer, family);
                if (!now.equals(PeerCounters.NONE)) {
                    counts.put(
                            family,
                            new PrefixCounts(
                                    now.received(),
                                    now.accepted(),
                                    now.denied(),
                                    now.advertised(),
                                    now.refusedPaths(),
                                    rib.stale(peer, family)));
                }
            }
        }
        return counts;
    }

    private boolean isCurrent(PeerId peer, PeerPort port) {
        return port.equals(ports.get(peer));
    }

    /// A mistake of ours must cost a session, never the speaker.
    private void guarded(PeerId peer, PeerPort port, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException fault) {
            failed(peer, port, fault);
        }
    }

    private void failed(PeerId peer, PeerPort port, RuntimeException fault) {
        onFault.accept(peer, fault);
        down(peer, port, false);
        port.stop(new AutomaticStop(
                Notification.of(Notification.CEASE, 0),
                "our own fault: " + fault.getClass().getSimpleName()));
    }

    private void rebuild() {
        ports.keySet().forEach(rib::peerDown);
        restarts.away().forEach(rib::forget);
        ports.keySet().forEach(restarts::forget);
        ports.keySet().forEach(newcomers::down);
        restarts.away().forEach(restarts::forget);
        ports.clear();
        rib.setOriginated(Set.of());
        rib.setAggregates(Set.of());
        lenders.keySet().forEach(rib::endLeak);
        rib = new Rib(settings(config), resolver);
        rib.setInterlude(interlude);
        fill();
        feeds.forEach(feed -> feed.continueWith(rib));
        lenders.values().forEach(Runnable::run);
    }

    private void fill() {
        peers.forEach((id, peer) -> rib.addPeer(id, policy(peer, config)));
        shuttingDown.forEach(peer -> rib.setShuttingDown(peer, true));
        rib.setOriginated(originated());
        rib.setAggregates(config.aggregates());
    }

    /// A peer's policy, with what no peer may tell in front.
    private static PeerPolicy policy(PeerConfig peer, SpeakerConfig config) {
        List<Prefix> blocked = config.alwaysBlock().stream().sorted().toList();
        return peer.policy().imports(imports -> imports.refusing(ALWAYS_BLOCK, blocked));
    }

    private Set<Prefix> originated() {
        Set<Prefix> all = new HashSet<>(config.originated());
        all.addAll(announced);
        all.addAll(conditions.announced());
        return all;
    }

    private static RibSettings settings(SpeakerConfig config) {
        return new RibSettings(
                config.localAs(),
                config.bgpIdentifier(),
                config.reflection().clusterId().orElse(config.bgpIdentifier()),
                config.reflection().clientToClient(),
                config.maximumPaths(),
                config.multipathRelax());
    }

    private static Map<PeerId, PeerConfig> byId(SpeakerConfig config) {
        Map<PeerId, PeerConfig> byId = new LinkedHashMap<>();
        config.peers().forEach(peer -> byId.put(peer.id(), peer));
        return byId;
    }
}
