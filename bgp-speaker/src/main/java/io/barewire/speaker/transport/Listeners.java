package io.barewire.speaker.transport;

import io.barewire.speaker.SpeakerEvent;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The listening sockets, on one address and port: one for the default VRF, unless every peer is in another one, and
/// one for each VRF that a peer is in. Called from several threads.
final class Listeners {
    /// The VRF of those that are in none.
    static final String DEFAULT_VRF = "";

    private static final int FAULTS_TOLD = 3;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Sockets sockets;
    private final Supplier<EventLoop> loops;
    private final Function<String, Acceptor.Peers> peersOf;
    private final Consumer<SpeakerEvent> events;
    private final Map<String, InVrf> others = new HashMap<>();
    /// VRFs in which nothing could be bound, which is tried again: for those outside of VRFs the caller knows of it.
    private final Map<String, List<Admission>> refused = new HashMap<>();

    private boolean trying;
    private Optional<InetSocketAddress> wanted = Optional.empty();
    private volatile @Nullable Listener main;

    /// @param device the VRF device's number when the socket was bound to it
    private record InVrf(Listener listener, int device) {}

    /// @param peersOf who may connect in a VRF; asked at each connection
    Listeners(
            Sockets sockets,
            Supplier<EventLoop> loops,
            Function<String, Acceptor.Peers> peersOf,
            Consumer<SpeakerEvent> events) {
        this.sockets = sockets;
        this.loops = loops;
        this.peersOf = peersOf;
        this.events = events;
    }

    /// Listens there, or nowhere, for these. A VRF whose device was made anew gets another socket.
    ///
    /// @param address a wildcard address means every address of both families
    /// @throws IOException when it cannot be bound; what was before then stays
    synchronized void listen(Optional<InetSocketAddress> address, List<Admission> admitted) throws IOException {
        Map<String, List<Admission>> byVrf = byVrf(admitted);
        boolean outsideVrfs = byVrf.isEmpty() || byVrf.containsKey(DEFAULT_VRF);
        List<Admission> unbound = byVrf.getOrDefault(DEFAULT_VRF, List.of());
        Listener before = main;
        if (!address.equals(wanted)) {
            Listener opened = address.isPresent() && outsideVrfs ? open(address.get(), DEFAULT_VRF, unbound) : null;
            closeAll();
            main = opened;
            wanted = address;
        } else if (before == null && address.isPresent() && outsideVrfs) {
            main = open(address.get(), DEFAULT_VRF, unbound);
        } else if (before != null && !outsideVrfs) {
            main = null;
            before.close();
        } else if (before != null) {
            tell(before.demand(unbound));
        }
        if (address.isPresent()) {
            byVrf.remove(DEFAULT_VRF);
            listenInVrfs(address.get(), byVrf);
        }
    }

    /// Demands of these what they are configured with, on the sockets that are open.
    synchronized void demand(List<Admission> admitted) {
        Map<String, List<Admission>> byVrf = byVrf(admitted);
        Listener open = main;
        if (open != null) {
            tell(open.demand(byVrf.getOrDefault(DEFAULT_VRF, List.of())));
        }
        refused.replaceAll((vrf, _) -> byVrf.getOrDefault(vrf, List.of()));
        others.forEach((vrf, other) -> tell(other.listener().demand(byVrf.getOrDefault(vrf, List.of()))));
    }

    /// The address bound.
    synchronized Optional<InetSocketAddress> bound() {
        return Optional.ofNullable(main)
                .or(() -> others.values().stream().map(InVrf::listener).findFirst())
                .map(listener -> (InetSocketAddress) listener.channel().localAddress());
    }

    synchronized void closeAll() {
        Listener before = main;
        main = null;
        if (before != null) {
            before.close();
        }
        others.values().forEach(other -> other.listener().close());
        others.clear();
        refused.clear();
        wanted = Optional.empty();
    }

    private void listenInVrfs(InetSocketAddress address, Map<String, List<Admission>> byVrf) {
        refused.clear();
        others.entrySet().removeIf(open -> {
            InVrf other = open.getValue();
            boolean gone = !byVrf.containsKey(open.getKey()) || other.device() != device(open.getKey());
            if (gone) {
                other.listener().close();
            }
            return gone;
        });
        byVrf.forEach((vrf, admitted) -> {
            InVrf known = others.get(vrf);
            if (known != null) {
                tell(known.listener().demand(admitted));
                return;
            }
            try {
                openInVrf(address, vrf, admitted);
            } catch (IOException notThere) {
                refused.put(vrf, admitted);
                tell(List.of(String.valueOf(notThere.getMessage())));
            }
        });
        tryAgainLater();
    }

    private void openInVrf(InetSocketAddress address, String vrf, List<Admission> admitted) throws IOException {
        int device = device(vrf); // before, so that one made anew meanwhile is seen to be another
        others.put(vrf, new InVrf(open(address, vrf, admitted), device));
    }

    /// On a thread of its own: to open waits for a loop.
    private void tryAgainLater() {
        if (!refused.isEmpty() && !trying) {
            trying = true;
            var _ = loops.get()
                    .schedule(
                            () -> Thread.ofPlatform()
                                    .daemon()
                                    .name("bgp-listen")
                                    .start(this::tryAgain),
                            RETRY.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void tryAgain() {
        trying = false;
        refused.entrySet().removeIf(each -> {
            try {
                openInVrf(wanted.orElseThrow(), each.getKey(), each.getValue());
                return true;
            } catch (IOException notYet) {
                return false; // which was told
            }
        });
        tryAgainLater();
    }

    /// The number of the device now; 0 when there is none.
    private static int device(String vrf) {
        try {
            NetworkInterface device = NetworkInterface.getByName(vrf);
            return device == null ? 0 : device.getIndex();
        } catch (SocketException notReadable) {
            return 0;
        }
    }

    /// One IPv6 socket takes both families; where the host has no IPv6, an IPv4 socket must do.
    private Listener open(InetSocketAddress address, String vrf, List<Admission> admitted) throws IOException {
        if (!address.getAddress().isAnyLocalAddress()) {
            return open(address, IpAddress.of(address.getAddress()).family(), vrf, admitted);
        }
        try {
            InetAddress any = InetAddress.getByAddress(new byte[16]);
            return open(new InetSocketAddress(any, address.getPort()), AddressFamily.IPV6, vrf, admitted);
        } catch (BindException taken) {
            throw taken;
        } catch (IOException noIpv6) {
            InetAddress any = InetAddress.getByAddress(new byte[4]);
            return open(new InetSocketAddress(any, address.getPort()), AddressFamily.IPV4, vrf, admitted);
        }
    }

    private Listener open(InetSocketAddress address, AddressFamily family, String vrf, List<Admission> admitted)
            throws IOException {
        ServerChannel channel = null;
        try {
            channel = sockets.server(family);
            sockets.prepare(channel);
            sockets.set(channel, SocketOptions.ofListener(family));
            if (!vrf.equals(DEFAULT_VRF)) {
                sockets.set(channel, SocketOption.bindToDevice(vrf));
            }
            Listener listener = new Listener(sockets, channel, family);
            // Before the first connection can come in.
            tell(listener.demand(admitted));
            channel.pipeline().addLast(new Acceptor(peersOf.apply(vrf), family, events));
            loops.get().register(channel).syncUninterruptibly();
            channel.bind(address).syncUninterruptibly();
            return listener;
        } catch (Exception refused) {
            if (channel != null && channel.isRegistered()) {
                channel.close().awaitUninterruptibly(); // from here on it belongs to its loop
            } else if (channel != null) {
                channel.unsafe().closeForcibly();
            }
            String why = "cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort()
                    + (vrf.equals(DEFAULT_VRF) ? "" : " in VRF " + vrf) + ": " + FailureReason.of(refused);
            throw refused instanceof BindException
                    ? (BindException) new BindException(why).initCause(refused)
                    : new IOException(why, refused);
        }
    }

    private static Map<String, List<Admission>> byVrf(List<Admission> admitted) {
        return admitted.stream()
                .collect(Collectors.groupingBy(each -> each.tcp().vrf().orElse(DEFAULT_VRF)));
    }

    private void tell(List<String> faults) {
        if (!faults.isEmpty()) {
            int more = faults.size() - FAULTS_TOLD;
            String first = String.join("; ", faults.subList(0, Math.min(FAULTS_TOLD, faults.size())));
            events.accept(new SpeakerEvent.ListenerImpaired(more > 0 ? first + "; and " + more + " more" : first));
        }
    }
}
