package io.barewire.mesh.plan;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerId;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.routing.PeerPort;
import io.barewire.speaker.routing.RoutingCore;
import io.barewire.speaker.session.Event;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Agents of a managed mesh in virtual time. Planner, handover and tables are the agents' own; a session is there some
/// time after both ends want it, and gone some time after one end does not. Each agent sees each snapshot when the seed
/// says so.
final class SimMesh {
    private static final long AS = 64512;
    private static final MessageFormat FORMAT =
            new MessageFormat(false, true, true, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);

    private record Entry(long at, long number, Runnable what) {}

    /// One end of a session.
    private final class Port implements PeerPort {
        private final Agent to;
        private final PeerId from;
        private @Nullable Port other;
        private long lastArrival;

        Port(Agent to, PeerId from) {
            this.to = to;
            this.from = from;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void send(List<BgpMessage> messages) {
            for (BgpMessage message : messages) {
                inOrder(() -> {
                    if (other != null && message instanceof Update update) {
                        to.core().receive(from, other, update);
                    }
                });
            }
        }

        void inOrder(Runnable arrival) {
            lastArrival = Math.max(lastArrival, now + rng.between(1, 50));
            after(lastArrival - now, () -> {
                if (to.isAlive()) {
                    arrival.run();
                    to.pump();
                }
            });
        }

        @Override
        public void stop(Event.AutomaticStop stop) {
            throw new AssertionError("the tables end a session: " + stop);
        }
    }

    final class Agent {
        private final String name;
        private final IpAddress address;
        private final Map<PeerId, Port> ports = new HashMap<>();
        private Handover handover = Handover.begin(patience);
        private Optional<RoutingCore> core = Optional.empty();
        private Optional<ClusterSnapshot> newest = Optional.empty();
        private int seen;
        private long awakeAt = -1;

        Agent(String name, IpAddress address) {
            this.name = name;
            this.address = address;
        }

        String name() {
            return name;
        }

        boolean isAlive() {
            return core.isPresent();
        }

        RoutingCore core() {
            return core.orElseThrow();
        }

        private PeerId id() {
            return new PeerId(address.toString());
        }

        private void see(ClusterSnapshot snapshot) {
            newest = Optional.of(snapshot);
            NodePlan plan = Planner.plan(
                    snapshot, name, new LocalFacts(name, Map.of(), Optional.empty()), Map.of(), handover, now);
            handover = plan.handover();
            SpeakerConfig config = plan.speaker()
                    .orElseGet(() -> SpeakerConfig.builder(AS, address).build());
            if (core.isEmpty()) {
                core = Optional.of(new RoutingCore(config, NextHopResolver.EVERYTHING_CONNECTED, (_, fault) -> {
                    throw fault;
                }));
            } else {
                core().advance(now);
                core().configure(config);
            }
            List.copyOf(ports.keySet()).stream()
                    .filter(peer -> !core().knows(peer))
                    .forEach(this::endedHere);
            config.peers().forEach(peer -> after(rng.between(1, 3_000), () -> connect(peer.id())));
            pump();
        }

        private void look() {
            if (!isAlive()) {
                return;
            }
            List<LocRibEntry> routes = core().rib().locRib(RouteQuery.first(RouteQuery.MOST_ROUTES));
            boolean lasting = routes.stream().allMatch(handover::lasts);
            Handover next = handover.seen(core().awaited(), lasting, now).next();
            if (!next.equals(handover)) {
                handover = next;
                newest.ifPresent(this::see);
            }
        }

        /// When both ends want it.
        private void connect(PeerId peer) {
            Agent other = byAddress.get(peer.name());
            if (other == null
                    || !isAlive()
                    || !other.isAlive()
                    || !core().knows(peer)
                    || !other.core().knows(id())
                    || ports.containsKey(peer)
                    || other.ports.containsKey(id())) {
                return;
            }
            Port here = new Port(other, id());
            Port there = new Port(this, peer);
            here.other = there;
            there.other = here;
            up(here, other);
            other.up(there, this);
        }

        private void up(Port port, Agent other) {
            ports.put(other.id(), port);
            SessionInfo session = new SessionInfo(
                    AS,
                    other.address,
                    other.address,
                    Map.of(AddressFamily.IPV4, NextHop.of(address)),
                    FORMAT,
                    false,
                    0,
                    false);
            core().advance(now);
            core().up(other.id(), session, RestartTerms.NONE, port);
            pump();
        }

        private void endedHere(PeerId peer) {
            Port port = ports.remove(peer);
            if (port != null) {
                port.inOrder(() -> port.to.ended(id(), port.other));
            }
        }

        private void ended(PeerId peer, @Nullable Port port) {
            if (port != null && ports.remove(peer, port)) {
                core().down(peer, port, false);
                after(rng.between(1, 10_000), () -> connect(peer));
            }
        }

        /// The others notice, each in its time.
        void die(int noticedMillis) {
            core = Optional.empty();
            ports.forEach((_, port) ->
                    after(rng.between(1, noticedMillis), () -> port.inOrder(() -> port.to.ended(id(), port.other))));
            ports.clear();
        }

        private void pump() {
            core().advance(now);
            core().pump(() -> {});
            long next = core().nextDeadline();
            if (next != awakeAt && next != Long.MAX_VALUE) {
                awakeAt = next;
                after(Math.max(0, next - now), () -> {
                    if (isAlive()) {
                        pump();
                    }
                });
            }
            whenChanged.accept(this);
        }

        Set<Prefix> prefixes() {
            return core().rib().locRib(RouteQuery.first(RouteQuery.MOST_ROUTES)).stream()
                    .map(LocRibEntry::prefix)
                    .collect(Collectors.toSet());
        }
    }

    private final Rng rng;
    private final Handover.Patience patience;
    private final int lagMillis;
    private final PriorityQueue<Entry> queue =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private final Map<String, Agent> agents = new TreeMap<>();
    private final Map<String, Agent> byAddress = new HashMap<>();
    private Consumer<Agent> whenChanged = _ -> {};
    private long now;
    private long count;
    private int published;

    /// @param lagMillis within which every agent has seen a snapshot
    SimMesh(Rng rng, Handover.Patience patience, int lagMillis) {
        this.rng = rng;
        this.patience = patience;
        this.lagMillis = lagMillis;
    }

    /// What to call whenever an agent's tables may have changed.
    void watch(Consumer<Agent> listener) {
        whenChanged = listener;
    }

    Agent agent(String name) {
        return Optional.ofNullable(agents.get(name)).orElseThrow();
    }

    List<Agent> alive() {
        return agents.values().stream().filter(Agent::isAlive).toList();
    }

    boolean isSettled() {
        return alive().stream().noneMatch(agent -> agent.handover.isUnderWay());
    }

    /// Every agent will see it, unless a newer one comes first; nodes that are new get an agent.
    void publish(ClusterSnapshot snapshot) {
        int number = ++published;
        snapshot.nodes()
                .forEach((name, node) -> agents.computeIfAbsent(name, _ -> {
                    Agent fresh = new Agent(name, node.internalAddresses().getFirst());
                    byAddress.put(fresh.address.toString(), fresh);
                    everySecond(fresh);
                    return fresh;
                }));
        for (Agent agent : agents.values()) {
            after(rng.between(0, lagMillis), () -> {
                if (agent.seen < number && (agent.isAlive() || agent.seen == 0)) {
                    agent.seen = number;
                    agent.see(snapshot);
                }
            });
        }
    }

    private void everySecond(Agent agent) {
        after(1_000, () -> {
            agent.look();
            everySecond(agent);
        });
    }

    private void after(long millis, Runnable what) {
        queue.add(new Entry(now + millis, count++, what));
    }

    void run(Duration time) {
        long until = now + time.toMillis();
        while (!queue.isEmpty() && queue.element().at() <= until) {
            Entry next = queue.remove();
            now = next.at();
            next.what().run();
        }
        now = until;
    }
}
