package io.barewire.bfd;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Libc;
import io.barewire.testkit.Namespace;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two engines with real sockets, each in a namespace of its own, and a cable between them.
@Tag("root")
class BfdEngineTest {
    private static final IpAddress LEFT = IpAddress.parse("192.0.2.1");
    private static final IpAddress RIGHT = IpAddress.parse("192.0.2.2");
    private static final BfdProfile FAST =
            BfdProfile.DEFAULT.withIntervals(Duration.ofMillis(100), Duration.ofMillis(100));
    /// For sessions that must not fall because this machine does something else for a moment.
    private static final BfdProfile CALM =
            BfdProfile.DEFAULT.withIntervals(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private static final BfdProfile ECHO =
            new BfdProfile(Duration.ofMillis(300), Duration.ofMillis(300), 3, true, Duration.ofMillis(50), false, 254);

    private interface Story {
        void run(End left, End right) throws Exception;
    }

    /// One engine and what it told.
    private static final class End implements AutoCloseable {
        final List<BfdChange> changes = new CopyOnWriteArrayList<>();
        final BfdEngine engine = new BfdEngine((_, change) -> changes.add(change));

        /// Runs `ip` there.
        final String ip;

        /// In the namespace of the thread.
        End() throws IOException {
            ip = "nsenter --net=/proc/" + Namespace.id() + "/ns/net ip ";
        }

        BfdStatus status() {
            return engine.status().join();
        }

        BfdSessionStatus session(BfdPath path) {
            return status().sessions().stream()
                    .filter(session -> session.path().equals(path))
                    .findFirst()
                    .orElseThrow();
        }

        BfdSessionStatus session() {
            return status().sessions().getFirst();
        }

        BfdState state() {
            return session().state();
        }

        void awaitState(BfdState state) {
            await().untilAsserted(
                            () -> assertEquals(state, state(), () -> session().toString()));
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Test
    void aCutCableIsNoticedAndForgiven() throws Exception {
        cabled(BfdPath.singleHop(RIGHT), BfdPath.singleHop(LEFT), FAST, (left, right) -> {
            left.awaitState(BfdState.UP);
            right.awaitState(BfdState.UP);
            // The packet that told of UP may be one of those that go out once a second before (RFC 5880 §6.8.3).
            await().untilAsserted(() ->
                    assertEquals(Duration.ofMillis(100), left.session().remote().transmit()));
            assertEquals(3, left.session().remote().detectMultiplier());

            ip("link set cable down");
            left.awaitState(BfdState.DOWN);
            assertTrue(left.changes.getLast().isFailure());
            assertEquals(Diagnostic.DETECTION_TIME_EXPIRED, left.session().diagnostic());
            ip("link set cable up");
            left.awaitState(BfdState.UP);
            right.awaitState(BfdState.UP);
            assertTrue(left.session().counts().ups() > 1);
            assertTrue(left.session().counts().downs() > 0);
        });
    }

    @Test
    void otherParametersTakeOverWithoutAFlap() throws Exception {
        Duration slower = Duration.ofMillis(1_500);
        cabled(BfdPath.singleHop(RIGHT), BfdPath.singleHop(LEFT), CALM, (left, right) -> {
            left.awaitState(BfdState.UP);
            right.awaitState(BfdState.UP);
            left.engine.apply(Map.of(BfdPath.singleHop(RIGHT), CALM.withIntervals(slower, slower)));
            await().untilAsserted(
                            () -> assertEquals(slower, right.session().remote().transmit()));
            await().untilAsserted(() ->
                    assertEquals(slower.multipliedBy(3), right.session().detectionTime()));
            left.engine.apply(Map.of());
            right.awaitState(BfdState.DOWN);
            assertEquals(BfdState.ADMIN_DOWN, right.changes.getLast().remoteState());
            assertTrue(right.changes.stream().noneMatch(BfdChange::isFailure));
        });
    }

    @Test
    void linkLocalPeersAreReachedByTheirInterface() throws Exception {
        cabled(linkLocal("fe80::2"), linkLocal("fe80::1"), FAST, (left, right) -> {
            left.awaitState(BfdState.UP);
            right.awaitState(BfdState.UP);
        });
    }

    @Test
    void multihopSessionsUseTheirOwnPort() throws Exception {
        cabled(BfdPath.multihop(RIGHT, LEFT), BfdPath.multihop(LEFT, RIGHT), FAST, (left, right) -> {
            left.awaitState(BfdState.UP);
            right.awaitState(BfdState.UP);
            assertEquals(Duration.ZERO, left.session().remote().echoReceive());
        });
    }

    @Test
    void ipv4EchoesComeBackThroughThePeersForwarding() throws Exception {
        cabled(BfdPath.singleHop(RIGHT), BfdPath.singleHop(LEFT), ECHO, (left, right) -> {
            left.awaitState(BfdState.UP);
            await().untilAsserted(() -> assertTrue(
                    left.session().counts().echoIn() > 20, () -> left.session().toString()));
            await().untilAsserted(() -> assertTrue(
                    right.session().counts().echoIn() > 20,
                    () -> right.session().toString()));
            run("sysctl -qw net.ipv4.ip_forward=0");
            await().untilAsserted(() -> assertTrue(
                    left.changes.stream().anyMatch(change -> change.diagnostic() == Diagnostic.ECHO_FAILED)));
        });
    }

    @Acceptance({BFD_6, MET_11})
    @Test
    void ipv6EchoesAreReturnedByThePeer() throws Exception {
        cabled(
                BfdPath.singleHop(IpAddress.parse("2001:db8::2")),
                BfdPath.singleHop(IpAddress.parse("2001:db8::1")),
                ECHO,
                (left, right) -> {
                    left.awaitState(BfdState.UP);
                    await().untilAsserted(() -> assertTrue(
                            left.session().counts().echoIn() > 20,
                            () -> left.session().toString()));
                    await().untilAsserted(() -> assertTrue(
                            right.session().counts().echoIn() > 20,
                            () -> right.session().toString()));
                });
    }

    @Test
    void echoesToLinkLocalPeersGoByAnInterfaceThatWasMadeAnew() throws Exception {
        cabled(linkLocal("fe80::2"), linkLocal("fe80::1"), ECHO, (left, right) -> {
            for (int round = 0; round < 2; round++) {
                left.awaitState(BfdState.UP);
                long before = left.session().counts().echoIn();
                await().untilAsserted(() -> assertTrue(
                        left.session().counts().echoIn() > before + 20,
                        () -> left.session().toString()));
                ip("link del cable");
                left.awaitState(BfdState.DOWN);
                right.awaitState(BfdState.DOWN);
                cable(left);
            }
        });
    }

    private static BfdPath linkLocal(String peer) {
        return new BfdPath(IpAddress.parse(peer), Optional.empty(), Optional.of("cable"), Optional.empty(), false);
    }

    /// Garbage, wrong TTLs, unknown discriminators, strangers: dropped and counted, and the session does not notice.
    @Test
    void aFloodOfGarbageIsDroppedAndCounted() throws Exception {
        cabled(BfdPath.singleHop(RIGHT), BfdPath.singleHop(LEFT), CALM, (left, right) -> {
            left.awaitState(BfdState.UP);
            right.awaitState(BfdState.UP);
            flood(Sockets.SINGLE_HOP_PORT, 20_000);
            await().untilAsserted(() -> {
                Map<Verdict, Long> dropped = left.status().dropped();
                for (Verdict expected : List.of(
                        Verdict.TOO_SHORT, Verdict.WRONG_VERSION, Verdict.UNKNOWN_DISCRIMINATOR, Verdict.TTL_TOO_LOW)) {
                    assertTrue(dropped.getOrDefault(expected, 0L) > 0, () -> expected + " of " + dropped);
                }
            });
            assertEquals(BfdState.UP, left.state());
            assertEquals(1, left.session().counts().ups());
        });
    }

    @Test
    void aTakenPortIsSaidAndTriedAgain() throws Exception {
        inNewNamespace(() -> {
            try (Arena arena = Arena.ofConfined();
                    End end = new End()) {
                Libc libc = new Libc(arena);
                int listener = occupy(libc, arena);
                end.engine.apply(Map.of(BfdPath.singleHop(RIGHT), FAST));
                await().untilAsserted(() -> assertEquals(
                        Optional.of("listening to UDP port 3784: EADDRINUSE (address in use)"),
                        end.session().problem()));
                libc.close(listener);
                await().until(() -> !end.session().problem().orElse("").startsWith("listening"));
            }
        });
    }

    /// Sending shows that sockets are bound to a device that is gone, and a session that waits for its peer sends
    /// nothing. An ordinary interface stands for a VRF device.
    @Test
    void aPassiveSessionHearsAgainWhenItsDeviceWasMadeAnew() throws Exception {
        BfdPath path = inVrf(RIGHT);
        cabled(path, BfdPath.singleHop(LEFT), FAST.withPassive(true), FAST, (left, right) -> {
            left.awaitState(BfdState.UP);
            ip("link del cable");
            left.awaitState(BfdState.DOWN);
            await().until(() -> left.session().remoteDiscriminator() == 0);
            cable(left);
            left.awaitState(BfdState.UP);
        });
    }

    /// Its neighbor finds out by sending, and has the new device's socket for itself alone.
    @Test
    void aPassiveSessionHearsItsPeerByTheDeviceThatAnotherFoundToBeNew() throws Exception {
        BfdPath alone = inVrf(IpAddress.parse("192.0.2.9"));
        BfdPath passive = inVrf(IpAddress.parse("2001:db8::2"));
        cabled(alone, alone, FAST, FAST, (left, right) -> {
            left.engine.apply(Map.of(alone, FAST, passive, FAST.withPassive(true)));
            await().until(() -> left.session(passive).problem().isEmpty());
            ip("link del cable");
            await().until(() -> left.session(passive).problem().isPresent());
            cable(left);
            right.engine.apply(Map.of(BfdPath.singleHop(IpAddress.parse("2001:db8::1")), FAST));
            await().untilAsserted(() -> assertEquals(
                    BfdState.UP,
                    left.session(passive).state(),
                    () -> left.session(passive).toString()));
        });
    }

    private static BfdPath inVrf(IpAddress peer) {
        return new BfdPath(peer, Optional.empty(), Optional.empty(), Optional.of("cable"), false);
    }

    private static int occupy(Libc libc, Arena arena) {
        int fd = libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        assertEquals(
                0,
                libc.bind(
                        fd, Sockets.address(arena, AddressFamily.IPV4, Optional.empty(), Sockets.SINGLE_HOP_PORT, 0)));
        return fd;
    }

    /// From the right end to the left one.
    private static void flood(int port, int datagrams) throws BfdSocketException {
        Random random = new Random(1);
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            int near = Sockets.sending(libc, BfdPath.singleHop(LEFT), 0, 99);
            int far = libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
            MemorySegment to = Sockets.address(arena, AddressFamily.IPV4, Optional.of(LEFT), port, 0);
            MemorySegment packet = Packets.packet(BfdState.UP, 0, 12345);
            for (int i = 0; i < datagrams; i++) {
                byte[] octets = new byte[random.nextInt(80)];
                random.nextBytes(octets);
                libc.sendto(near, arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, octets), 0, to);
                libc.sendto(near, packet, 0, to);
                libc.sendto(far, packet, 0, to);
            }
            libc.close(near);
            libc.close(far);
        }
    }

    private static void cabled(BfdPath fromLeft, BfdPath fromRight, BfdProfile profile, Story story) throws Exception {
        cabled(fromLeft, fromRight, profile, profile, story);
    }

    /// Runs a story in the right end's namespace; both ends want their session before the cable is there.
    private static void cabled(BfdPath fromLeft, BfdPath fromRight, BfdProfile ofLeft, BfdProfile ofRight, Story story)
            throws Exception {
        inNewNamespace(() -> {
            run("sysctl -qw net.ipv4.ip_forward=1");
            try (End left = new End()) {
                left.engine.apply(Map.of(fromLeft, ofLeft));
                inNewNamespace(() -> {
                    run("sysctl -qw net.ipv4.ip_forward=1");
                    try (End right = new End()) {
                        right.engine.apply(Map.of(fromRight, ofRight));
                        cable(left);
                        story.run(left, right);
                    }
                });
            }
        });
    }

    /// From here to the left end.
    private static void cable(End left) throws Exception {
        ip("link add cable type veth peer name cable netns " + left.ip.replaceAll("\\D", ""));
        end("ip ", "2");
        end(left.ip, "1");
    }

    private static void end(String ip, String number) throws Exception {
        run(ip + "link set cable addrgenmode none");
        run(ip + "address add 192.0.2." + number + "/24 dev cable");
        run(ip + "-6 address add 2001:db8::" + number + "/64 dev cable nodad");
        run(ip + "-6 address add fe80::" + number + "/64 dev cable nodad");
        run(ip + "link set cable up");
    }
}
