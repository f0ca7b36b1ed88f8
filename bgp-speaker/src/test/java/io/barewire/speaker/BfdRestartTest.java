package io.barewire.speaker;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdState;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.testkit.Namespace;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Notification;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// BFD beside graceful restart (RFC 5882 §4.3): a peer that does as the test says, and whose BFD is either part of its
/// control plane or not.
@Tag("root")
class BfdRestartTest {
    private static final String OURS = "192.0.2.1";
    private static final String THEIRS = "192.0.2.2";
    private static final int BGP = 1790;
    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private interface Story {
        void run(BgpSpeaker speaker, Watched peer) throws Exception;
    }

    /// §4.3.2.2: nobody spoke of a restart before.
    @Test
    void aFailureBeforeARestartEndsTheSessionAndItsRoutes() throws Exception {
        next(false, (speaker, peer) -> {
            peer.falls();
            await().atMost(PATIENCE).until(() -> status(speaker).timesLost() == 1);
            await().atMost(PATIENCE).until(() -> !knows(speaker));
            Notification sent = status(speaker).lastEnd().orElseThrow().sent().orElseThrow();
            assertTrue(sent.isHardReset());
            assertEquals(Notification.of(Notification.CEASE, Notification.BFD_DOWN), sent.enclosed());
        });
    }

    /// §4.3.2: BFD that shares its fate with the control plane fails with it.
    @Test
    void aFailureDuringARestartDoesNotEndIt() throws Exception {
        next(false, (speaker, peer) -> {
            peer.session.close();
            await().atMost(PATIENCE).until(() -> stale(speaker) == 1);
            peer.falls();
            await().atMost(PATIENCE).until(() -> is(BfdState.DOWN, speaker));
            assertTrue(knows(speaker));

            // back before its BFD is, and that may well fail once more until all is told
            peer.establish(true);
            await().atMost(PATIENCE).until(() -> status(speaker).isEstablished());
            peer.rises();
            await().atMost(PATIENCE).until(() -> is(BfdState.UP, speaker));
            peer.falls();
            await().atMost(PATIENCE).until(() -> is(BfdState.DOWN, speaker));
            peer.announce();
            peer.session.send(Update.endOfRib(AddressFamily.IPV4));
            await().atMost(PATIENCE).until(() -> stale(speaker) == 0);
            assertTrue(knows(speaker));
            assertEquals(1, status(speaker).timesLost());
        });
    }

    /// §4.3.1: BFD that goes on without the control plane says that packets do not arrive.
    @Test
    void aFailureOfIndependentBfdEndsARestart() throws Exception {
        next(true, (speaker, peer) -> {
            peer.session.close();
            await().atMost(PATIENCE).until(() -> stale(speaker) == 1);
            await().atMost(PATIENCE).until(() -> is(BfdState.UP, speaker));
            peer.falls();
            await().atMost(PATIENCE).until(() -> !knows(speaker));
        });
    }

    private static boolean knows(BgpSpeaker speaker) {
        return !speaker.routes(RouteQuery.first(10)).join().isEmpty();
    }

    private static int stale(BgpSpeaker speaker) {
        return status(speaker).prefixes(AddressFamily.IPV4).stale();
    }

    private static PeerStatus status(BgpSpeaker speaker) {
        return speaker.status().peers().getFirst();
    }

    /// Nobody knows for a moment after the start.
    private static boolean is(BfdState state, BgpSpeaker speaker) {
        return status(speaker).bfd().stream().anyMatch(session -> session.state() == state);
    }

    /// Begins with an established session with a route, and BFD up.
    private static void next(boolean independent, Story story) throws Exception {
        inNewNamespace(() -> {
            String ourNamespace = Namespace.id();
            PeerConfig config = PeerConfig.builder(IpAddress.parse(THEIRS), Loopback.AS)
                    .tcp(tcp -> tcp.withPassive(true))
                    .timers(Loopback.TIMERS)
                    .policy(PeerPolicy.EVERYTHING)
                    // A detection time of a second and a half, which this machine may need for something else.
                    .bfd(Optional.of(BfdProfile.DEFAULT.withIntervals(Duration.ofMillis(500), Duration.ofMillis(500))))
                    .build();
            try (BgpSpeaker speaker = new BgpSpeaker(SpeakerConfig.builder(Loopback.AS, IpAddress.parse(OURS))
                    .listen(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), BGP))
                    .peers(config)
                    .build())) {
                speaker.start();
                inNewNamespace(() -> {
                    ip("link add cable type veth peer name cable netns " + ourNamespace);
                    end("ip ", THEIRS);
                    end("nsenter --net=/proc/" + ourNamespace + "/ns/net ip ", OURS);
                    // BFD wants packets that no router has touched (RFC 5881 §5).
                    Files.writeString(Path.of("/proc/sys/net/ipv4/ip_default_ttl"), "255");
                    try (Watched peer = new Watched(independent)) {
                        peer.announce();
                        await().atMost(PATIENCE).until(() -> knows(speaker) && is(BfdState.UP, speaker));
                        story.run(speaker, peer);
                    }
                });
            }
        });
    }

    private static void end(String ip, String address) throws Exception {
        run(ip + "address add " + address + "/24 dev cable");
        run(ip + "link set cable up");
    }

    /// A BGP session by hand, and BFD that answers each packet with one.
    private static final class Watched implements AutoCloseable {
        private static final int CONTROL_PLANE_INDEPENDENT = 0x08;

        private final int flags;
        private final DatagramSocket in = new DatagramSocket(new InetSocketAddress(THEIRS, 3784));
        private final DatagramSocket out = new DatagramSocket(new InetSocketAddress(THEIRS, 49200));
        private volatile boolean silent;
        private RawPeer session;

        Watched(boolean independent) throws IOException {
            flags = independent ? CONTROL_PLANE_INDEPENDENT : 0;
            session = connected(false);
            Thread.ofPlatform().name("bfd-by-hand").daemon().start(this::answer);
        }

        void establish(boolean restarting) throws IOException {
            session = connected(restarting);
        }

        private static RawPeer connected(boolean restarting) throws IOException {
            RawPeer peer = RawPeer.connect(THEIRS, OURS, BGP);
            BgpMessage.Open plain = RawPeer.open(THEIRS, Loopback.AS);
            List<Capability> capabilities = new ArrayList<>(plain.capabilities());
            capabilities.add(new Capability.GracefulRestart(
                    restarting, true, 120, List.of(new Capability.GracefulRestart.Family(1, 1, true))));
            return peer.establish(new BgpMessage.Open(4, Loopback.AS, 90, plain.bgpIdentifier(), capabilities));
        }

        void announce() throws IOException {
            PathAttributes attributes =
                    PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY, new LocalPref(100));
            session.send(Update.announce(NextHop.of(IpAddress.parse(THEIRS)), attributes, Nlri.of(PREFIX)));
        }

        void falls() {
            silent = true;
        }

        void rises() {
            silent = false;
        }

        /// RFC 5880 §6.8.6, as far as one needs that only answers: Init to Down, Up to the rest, Final to Poll.
        private void answer() {
            byte[] octets = new byte[64];
            try {
                while (true) {
                    in.receive(new DatagramPacket(octets, octets.length));
                    if (silent) {
                        continue;
                    }
                    int state = (octets[1] & 0xC0) == 0x40 ? 0x80 : 0xC0;
                    int poll = octets[1] & 0x20;
                    byte[] reply = new byte[24];
                    reply[0] = 0x20;
                    reply[1] = (byte) (state | poll >> 1 | flags);
                    reply[2] = 3;
                    reply[3] = 24;
                    reply[7] = 7; // our discriminator
                    System.arraycopy(octets, 4, reply, 8, 4);
                    interval(reply, 12);
                    interval(reply, 16);
                    out.send(new DatagramPacket(reply, reply.length, new InetSocketAddress(OURS, 3784)));
                }
            } catch (SocketException closed) {
                return;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        }

        /// 100 ms.
        private static void interval(byte[] packet, int at) {
            int micros = 100_000;
            packet[at + 1] = (byte) (micros >> 16);
            packet[at + 2] = (byte) (micros >> 8);
            packet[at + 3] = (byte) micros;
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
            session.close();
        }
    }
}
