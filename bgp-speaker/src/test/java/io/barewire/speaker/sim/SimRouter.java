package io.barewire.speaker.sim;

import io.barewire.rib.LocRibEntry;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RestartOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.routing.RoutingCore;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A router of the simulation: tables and sessions of one process, made anew when it starts again.
final class SimRouter {
    private static final long AS = 64512;

    private final SimNet net;
    private final int number;
    private final IpAddress address;
    private final PeerConfig.Timers timers;
    private final GracefulRestart restart;
    private final Set<Prefix> originated = new TreeSet<>();
    private final Map<SimRouter, SimPeer> peers = new LinkedHashMap<>();
    private Optional<RoutingCore> core = Optional.empty();
    private long awakeAt = -1;

    SimRouter(SimNet net, int number, PeerConfig.Timers timers, GracefulRestart restart) {
        this.net = net;
        this.number = number;
        this.address = IpAddress.parse("10.0.0." + (number + 1));
        this.timers = timers;
        this.restart = restart;
    }

    SimNet net() {
        return net;
    }

    int number() {
        return number;
    }

    IpAddress address() {
        return address;
    }

    boolean isAlive() {
        return core.isPresent();
    }

    RoutingCore core() {
        return core.orElseThrow();
    }

    Set<Prefix> originated() {
        return originated;
    }

    Collection<SimPeer> peers() {
        return peers.values();
    }

    SimPeer peer(SimRouter other) {
        return Optional.ofNullable(peers.get(other)).orElseThrow();
    }

    void start(Collection<SimRouter> others) {
        List<PeerConfig> configured = others.stream().map(this::config).toList();
        SpeakerConfig config = SpeakerConfig.builder(AS, address)
                .restart(new RestartOptions(true, Duration.ofMinutes(6)))
                .reflection(net.wiring().reflection(number))
                .peers(configured)
                .build();
        core = Optional.of(new RoutingCore(config, NextHopResolver.EVERYTHING_CONNECTED, (_, fault) -> {
            throw fault;
        }));
        core().advance(net.queue.now());
        core().deferSelection();
        originated.forEach(core()::announce);
        peers.clear();
        for (SimRouter other : others) {
            peers.put(other, new SimPeer(this, other, SessionConfig.of(config, config(other))));
        }
        peers().forEach(SimPeer::start);
    }

    void die(boolean closingSockets) {
        core = Optional.empty();
        peers().forEach(peer -> peer.die(closingSockets));
    }

    void announce(Prefix prefix) {
        originated.add(prefix);
        core.ifPresent(tables -> tables.announce(prefix));
        pump();
    }

    void withdraw(Prefix prefix) {
        originated.remove(prefix);
        core.ifPresent(tables -> tables.withdraw(prefix));
        pump();
    }

    void pump() {
        core.ifPresent(tables -> {
            tables.advance(net.queue.now());
            tables.pump(() -> {});
            wakeUpInTime(tables);
        });
    }

    private void wakeUpInTime(RoutingCore tables) {
        long next = tables.nextDeadline();
        if (next != awakeAt && next != Long.MAX_VALUE) {
            awakeAt = next;
            net.queue.after(next - net.queue.now(), this::pump);
        }
    }

    /// The prefixes that have a best route.
    Set<Prefix> locRib() {
        Set<Prefix> prefixes = new TreeSet<>();
        for (LocRibEntry entry : core().rib().locRib(RouteQuery.first(RouteQuery.MOST_ROUTES))) {
            prefixes.add(entry.prefix());
        }
        return prefixes;
    }

    private PeerConfig config(SimRouter peer) {
        return PeerConfig.builder(peer.address, AS)
                .timers(timers)
                .addPath(net.wiring().addPath())
                .session(session -> session.withGracefulRestart(restart))
                .policy(PeerPolicy.EVERYTHING.withRouteReflectorClient(
                        net.wiring().isClient(number, peer.number)))
                .build();
    }
}
