package io.barewire.speaker.transport;

import io.barewire.rib.PeerId;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.routing.RoutingThread;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sockets of a speaker: its event loops, its listener, and a driver for each peer. Its methods are called by
/// one thread at a time, except those that only look.
public final class Transport {
    private final Sockets sockets = Sockets.best();
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<IpAddress, PeerDriver> drivers = new ConcurrentHashMap<>();
    private final RoutingThread routing;
    private final SharedEncoder shared;
    private final Consumer<SpeakerEvent> events;
    private volatile @Nullable Channel listener;

    /// @param threads how many event loops; a peer stays on one
    public Transport(int threads, RoutingThread routing, SharedEncoder shared, Consumer<SpeakerEvent> events) {
        this.loops =
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("bgp-io", true), sockets.ioHandler());
        this.routing = routing;
        this.shared = shared;
        this.events = events;
    }

    /// Opens the listening socket, in place of the one before if there was one.
    ///
    /// @param address a wildcard address means every address of both families
    /// @throws IOException when it cannot be bound; the one before then stays
    public void listen(InetSocketAddress address) throws IOException {
        Channel before = listener;
        Channel bound = address.getAddress().isAnyLocalAddress()
                ? bindAny(address.getPort())
                : bind(address, IpAddress.of(address.getAddress()).family());
        listener = bound;
        if (before != null) {
            before.close().awaitUninterruptibly();
        }
    }

    public void stopListening() {
        Channel before = listener;
        listener = null;
        if (before != null) {
            before.close().awaitUninterruptibly();
        }
    }

    /// The address bound.
    public Optional<InetSocketAddress> listening() {
        return Optional.ofNullable(listener).map(channel -> (InetSocketAddress) channel.localAddress());
    }

    public void add(PeerConfig peer, SessionConfig session) {
        EventLoop loop = loops.next();
        PeerDriver driver = new PeerDriver(loop, sockets, peer, session, routing, shared, events);
        drivers.put(peer.address(), driver);
        driver.start();
    }

    /// Ends the peer's session, by and by.
    public void remove(PeerConfig peer, ManualStop stop) {
        PeerDriver driver = drivers.remove(peer.address());
        if (driver != null) {
            driver.stop(stop, () -> {});
        }
    }

    public void reset(PeerConfig peer, AutomaticStop stop) {
        PeerDriver driver = drivers.get(peer.address());
        if (driver != null) {
            driver.reset(stop);
        }
    }

    /// The path to a peer has failed: an established session ends, anything else goes on trying.
    public void pathFailed(PeerConfig peer, AutomaticStop stop) {
        PeerDriver driver = drivers.get(peer.address());
        if (driver != null) {
            driver.pathFailed(stop);
        }
    }

    public CompletableFuture<Boolean> requestRefresh(PeerConfig peer, AddressFamily family) {
        PeerDriver driver = drivers.get(peer.address());
        return driver == null ? CompletableFuture.completedFuture(false) : driver.requestRefresh(family);
    }

    /// @param peer as configured now
    public Optional<PeerStatus> status(PeerConfig peer, Map<PeerId, Map<AddressFamily, PrefixCounts>> prefixes) {
        return Optional.ofNullable(drivers.get(peer.address()))
                .map(driver -> driver.status(prefixes.getOrDefault(peer.id(), Map.of()), peer));
    }

    /// Ends every session and waits for all sockets and threads to go.
    public void close(ManualStop stop) {
        stopListening();
        CountDownLatch closing = new CountDownLatch(drivers.size());
        drivers.values().forEach(driver -> driver.stop(stop, closing::countDown));
        drivers.clear();
        try {
            closing.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// One IPv6 socket takes both families; where the host has no IPv6, an IPv4 socket must do.
    private Channel bindAny(int port) throws IOException {
        try {
            InetAddress any = InetAddress.getByAddress(new byte[16]);
            return bind(new InetSocketAddress(any, port), AddressFamily.IPV6);
        } catch (BindException taken) {
            throw taken;
        } catch (IOException noIpv6) {
            InetAddress any = InetAddress.getByAddress(new byte[4]);
            return bind(new InetSocketAddress(any, port), AddressFamily.IPV4);
        }
    }

    private Channel bind(InetSocketAddress address, AddressFamily family) throws IOException {
        try {
            ServerChannel channel = sockets.server(family);
            sockets.prepare(channel);
            channel.pipeline().addLast(new Acceptor(drivers, family, events));
            EventLoop loop = loops.next();
            loop.register(channel).syncUninterruptibly();
            channel.bind(address).syncUninterruptibly();
            return channel;
        } catch (Exception refused) {
            String why = "cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort()
                    + ": " + PeerDriver.plain(refused);
            throw refused instanceof BindException
                    ? (BindException) new BindException(why).initCause(refused)
                    : new IOException(why, refused);
        }
    }
}
