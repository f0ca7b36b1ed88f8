package io.barewire.speaker.transport;

import io.barewire.rib.PeerId;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.MessageTap;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.discovery.Neighbor;
import io.barewire.speaker.discovery.RouterDiscovery;
import io.barewire.speaker.routing.RoutingThread;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// The sockets of a speaker: its event loops, its listener, and a driver for each peer. Its methods are called by
/// one thread at a time, except those that only look.
public final class Transport {
    private final Sockets sockets = Sockets.best();
    private final LocalInterfaces interfaces = LocalInterfaces.ofThisHost();
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<PeerId, PeerDriver> drivers = new ConcurrentHashMap<>();
    private final Map<Caller, PeerDriver> callers = new ConcurrentHashMap<>();
    private final Map<String, PeerDriver> unnumbered = new ConcurrentHashMap<>();
    private final Map<String, Neighbor> neighbors = new ConcurrentHashMap<>();
    /// Held from the look at who is at the other end of an interface until sockets and drivers know of it: otherwise
    /// what a change of the configuration has seen may be told after what the discovery's thread has seen since.
    private final Object locating = new Object();

    private final RouterDiscovery discovery = new RouterDiscovery(this::located);
    /// Drivers that have been stopped and have connections still: what they say last may be on its way.
    private final Map<PeerDriver, CompletableFuture<Void>> leaving = new ConcurrentHashMap<>();

    private final Guests guests;
    private volatile Optional<SpeakerConfig> config = Optional.empty();
    private final RoutingThread routing;
    private final SharedEncoder shared;
    private final Map<EventLoop, Dialing> dialing = new ConcurrentHashMap<>();
    private final Map<EventLoop, LoopBuffers> buffers = new ConcurrentHashMap<>();
    private final Consumer<SpeakerEvent> events;
    private final MessageTap tap;
    private final Listeners listeners;

    /// How an accepted connection tells whose it is.
    private record Caller(String vrf, IpAddress address) {}

    /// Makes a socket that nobody connects, for which everything is loaded that a first connection needs.
    public static void prepare() {
        Sockets.best().client(AddressFamily.IPV4).unsafe().closeForcibly();
    }

    /// @param threads how many event loops; a peer stays on one
    public Transport(
            int threads, RoutingThread routing, SharedEncoder shared, Consumer<SpeakerEvent> events, MessageTap tap) {
        this.loops =
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("bgp-io", true), sockets.ioHandler());
        this.routing = routing;
        this.shared = shared;
        this.events = events;
        this.tap = tap;
        this.guests = new Guests(this::driver, this::stop, routing, events);
        this.listeners = new Listeners(
                sockets, loops::next, vrf -> (address, interfaceIndex) -> caller(vrf, address, interfaceIndex), events);
    }

    /// Listens as configured, and demands of its peers the keys and distances that they are configured with. Sockets
    /// that are open already change in place, and guests of listen ranges stay whose sessions would be the same.
    ///
    /// @param next with a wildcard address to listen on: every address of both families
    /// @throws IOException when it cannot be bound; what was before then stays
    public void listen(SpeakerConfig next) throws IOException {
        synchronized (locating) {
            listeners.listen(next.listen(), admissions(next));
            config = Optional.of(next);
        }
        guests.configure(next);
    }

    /// Those who connected from a listen range and are peers while their sessions live, or their routes are kept.
    public List<PeerConfig> guests() {
        return guests.peers();
    }

    /// The address bound.
    public Optional<InetSocketAddress> listening() {
        return listeners.bound();
    }

    public void add(PeerConfig peer, SessionConfig session) {
        PeerDriver driver = driver(peer, session, () -> {});
        drivers.put(driver.id(), driver);
        switch (peer.endpoint()) {
            case Endpoint.Address(IpAddress address) -> callers.put(new Caller(vrf(peer), address), driver);
            case Endpoint.Interface(String name) -> {
                synchronized (locating) {
                    unnumbered.put(name, driver);
                    driver.locate(neighbor(name));
                }
                discovery.follow(unnumbered.keySet());
            }
        }
        driver.start();
    }

    /// Other TCP-AO keys for a peer whose session goes on.
    public void rekey(PeerConfig peer) {
        driver(peer).ifPresent(driver -> driver.rekey(peer));
    }

    /// Ends the peer's session, by and by.
    public void remove(PeerConfig peer, ManualStop stop) {
        switch (peer.endpoint()) {
            case Endpoint.Address(IpAddress address) -> callers.remove(new Caller(vrf(peer), address));
            case Endpoint.Interface(String name) -> {
                unnumbered.remove(name);
                discovery.follow(unnumbered.keySet());
            }
        }
        PeerDriver driver = drivers.remove(peer.id());
        if (driver != null) {
            stop(driver, stop);
        }
    }

    private void stop(PeerDriver driver, ManualStop stop) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        leaving.put(driver, left);
        driver.stop(stop, () -> {
            leaving.remove(driver);
            left.complete(null);
        });
    }

    public void reset(PeerConfig peer, AutomaticStop stop) {
        driver(peer).ifPresent(driver -> driver.reset(stop));
    }

    /// The link to a peer is another one: what is bound to the one before ends.
    public void linkChanged(PeerConfig peer, AutomaticStop stop) {
        driver(peer).ifPresent(driver -> driver.linkChanged(stop));
    }

    /// The path to a peer has failed: an established session ends, anything else goes on trying.
    public void pathFailed(PeerConfig peer, AutomaticStop stop) {
        driver(peer).ifPresent(driver -> driver.pathFailed(stop));
    }

    public CompletableFuture<Boolean> requestRefresh(PeerConfig peer, AddressFamily family) {
        return driver(peer)
                .map(driver -> driver.requestRefresh(family))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    /// @param peer as configured now
    public Optional<PeerStatus> status(PeerConfig peer, Map<PeerId, Map<AddressFamily, PrefixCounts>> prefixes) {
        return driver(peer).map(driver -> driver.status(prefixes.getOrDefault(peer.id(), Map.of()), peer));
    }

    /// Ends every session and waits for all sockets and threads to go. A loop that is shut down closes its connections
    /// before it does what it was asked for last, so peers that were removed a moment ago are waited for as well.
    public void close(Function<PeerConfig, ManualStop> stop) {
        listeners.closeAll();
        discovery.close();
        List<PeerDriver> all = guests.release();
        all.addAll(drivers.values());
        all.forEach(driver -> stop(driver, stop.apply(driver.config())));
        drivers.clear();
        callers.clear();
        unnumbered.clear();
        try {
            CompletableFuture.allOf(leaving.values().toArray(CompletableFuture[]::new))
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("nothing completes it so", impossible);
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        buffers.values().forEach(LoopBuffers::close);
    }

    /// On the discovery's thread: somebody else is at the other end of an interface, or nobody.
    private void located(String name, Neighbor neighbor) {
        PeerDriver driver;
        synchronized (locating) {
            neighbors.put(name, neighbor);
            // The key first: who is told to connect may be connected to as well.
            config.ifPresent(now -> listeners.demand(admissions(now)));
            driver = unnumbered.get(name);
            if (driver != null) {
                driver.locate(neighbor);
            }
        }
        if (driver != null && neighbor instanceof Neighbor.Known(IpAddress linkLocal, int _)) {
            events.accept(new SpeakerEvent.NeighborFound(driver.id(), linkLocal));
        }
    }

    private PeerDriver driver(PeerConfig peer, SessionConfig session, Runnable whenDisconnected) {
        EventLoop loop = loops.next();
        return new PeerDriver(
                loop,
                sockets,
                interfaces,
                peer,
                session,
                routing,
                shared,
                dialing.computeIfAbsent(loop, Dialing::new),
                buffers.computeIfAbsent(loop, _ -> new LoopBuffers()),
                events,
                tap,
                whenDisconnected);
    }

    private Optional<PeerDriver> driver(PeerConfig peer) {
        return Optional.ofNullable(drivers.get(peer.id())).or(() -> guests.driver(peer.id()));
    }

    private List<Admission> admissions(SpeakerConfig now) {
        return Stream.concat(
                        now.peers().stream().map(peer -> Admission.of(peer, this::neighbor)),
                        now.listenRanges().stream().map(Admission::of))
                .toList();
    }

    /// Who is at the other end of an unnumbered peer's interface.
    public Neighbor neighbor(String name) {
        return neighbors.getOrDefault(name, new Neighbor.Unknown(0, "looking for interface " + name));
    }

    private Acceptor.Caller caller(String vrf, IpAddress address, int interfaceIndex) {
        PeerDriver configured = callers.get(new Caller(vrf, address));
        if (configured != null) {
            return new Acceptor.Caller.Known(configured);
        }
        return address.isLinkLocal() ? neighborOn(interfaceIndex) : guests.at(vrf, address);
    }

    private Acceptor.Caller neighborOn(int interfaceIndex) {
        return unnumbered.entrySet().stream()
                .filter(each -> interfaceIndex != 0 && neighbor(each.getKey()).interfaceIndex() == interfaceIndex)
                .<Acceptor.Caller>map(each -> new Acceptor.Caller.Known(each.getValue()))
                .findFirst()
                .orElseGet(Acceptor.Caller.Stranger::new);
    }

    private static String vrf(PeerConfig peer) {
        return peer.tcp().vrf().orElse(Listeners.DEFAULT_VRF);
    }
}
