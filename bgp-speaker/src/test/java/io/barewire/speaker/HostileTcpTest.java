package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Notification;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Peers, and others, that misuse TCP. Whatever they do, a neighbor's session stays.
class HostileTcpTest {
    private static final String A = "127.0.6.1";
    private static final String HOSTILE = "127.0.6.2";
    private static final String NEIGHBOR = "127.0.6.3";
    private static final String STRANGER = "127.0.6.4";

    private final Loopback net;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final BgpSpeaker speaker;
    private final BgpSpeaker neighbor;

    HostileTcpTest() throws IOException {
        this.net = Loopback.onFreePort();
        PeerConfig hostile = net.peer(A, HOSTILE, Loopback.AS, true).toBuilder()
                .timers(new PeerConfig.Timers(
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(500),
                        Optional.of(Duration.ofSeconds(3))))
                .build();
        // One end connects: of two connections one is lost to the other (RFC 4271, 6.8), which is nobody's doing here.
        PeerConfig waiting = net.peer(A, NEIGHBOR, Loopback.AS, true);
        this.speaker = new BgpSpeaker(net.speaker(A, hostile, waiting).toBuilder()
                .originated(prefixes(5_000))
                .build());
        this.neighbor = new BgpSpeaker(net.speaker(NEIGHBOR, net.peer(NEIGHBOR, A)));
    }

    @BeforeEach
    void haveANeighbor() throws Exception {
        open.add(speaker);
        speaker.start();
        open.add(neighbor);
        neighbor.start();
        await().until(() -> status(NEIGHBOR).isEstablished());
    }

    @AfterEach
    void theNeighborNoticedNothing() throws Exception {
        assertTrue(status(NEIGHBOR).isEstablished());
        assertEquals(0, status(NEIGHBOR).timesLost());
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /// RFC 9687: it speaks, so the hold timer is content, but what we send piles up in TCP.
    @Test
    void aPeerThatNeverReadsIsLetGo() throws Exception {
        RawPeer deaf = RawPeer.connectNarrow(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS);
        open.add(deaf);
        byte[] request =
                MessageEncoder.encode(BgpMessage.RouteRefresh.request(AddressFamily.IPV4), MessageFormat.INITIAL);
        assertThrows(IOException.class, () -> {
            while (true) {
                deaf.send(request);
            }
        });
        await().until(() -> status(HOSTILE).timesLost() == 1);
        SessionEnd end = status(HOSTILE).lastEnd().orElseThrow();
        assertEquals(Optional.of(Notification.of(Notification.SEND_HOLD_TIMER_EXPIRED, 0)), end.sent());
        assertTrue(end.why().startsWith("send hold timer expired"), end.why());
    }

    /// A peer that reads late is no such peer: the timer starts anew with everything that TCP takes.
    @Test
    void aPeerThatReadsSlowlyStays() throws Exception {
        RawPeer slow = RawPeer.connectNarrow(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS);
        open.add(slow);
        byte[] request =
                MessageEncoder.encode(BgpMessage.RouteRefresh.request(AddressFamily.IPV4), MessageFormat.INITIAL);
        for (int i = 0; i < 200; i++) {
            slow.send(request);
            slow.expect(Update.class);
        }
        assertEquals(0, status(HOSTILE).timesLost());
    }

    /// What has come of a message stays what it was while others' messages are read.
    @Test
    void aMessageMayComeInPieces() throws Exception {
        RawPeer peer = RawPeer.connect(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS);
        open.add(peer);
        await().until(() -> status(HOSTILE).isEstablished());
        long before = status(HOSTILE).messagesIn().keepalives();
        byte[] keepalive = MessageEncoder.encode(new BgpMessage.Keepalive(), MessageFormat.INITIAL);
        for (int i = 0; i < keepalive.length; i++) {
            peer.send(new byte[] {keepalive[i]});
            long updates = status(NEIGHBOR).messagesIn().updates();
            neighbor.announce(Prefix.of(IpAddress.ipv4(11 << 24 | i << 8), 24));
            await().until(() -> status(NEIGHBOR).messagesIn().updates() > updates);
        }
        await().until(() -> status(HOSTILE).messagesIn().keepalives() > before);
        assertEquals(0, status(HOSTILE).timesLost());
    }

    /// A message that never ends feeds no hold timer.
    @Test
    @Tag("slow")
    void anOctetASecondIsSilence() throws Exception {
        RawPeer slow = RawPeer.connect(HOSTILE, A, net.port());
        open.add(slow);
        BgpMessage.Open hello = RawPeer.open(HOSTILE, Loopback.AS);
        slow.send(new BgpMessage.Open(4, hello.myAs(), 3, hello.bgpIdentifier(), hello.capabilities()));
        slow.expect(BgpMessage.Open.class);
        slow.send(new BgpMessage.Keepalive());
        await().until(() -> status(HOSTILE).isEstablished());
        byte[] keepalive = MessageEncoder.encode(new BgpMessage.Keepalive(), MessageFormat.INITIAL);
        int[] sent = {0};
        await().pollInterval(Duration.ofSeconds(1)).until(() -> {
            slow.send(new byte[] {keepalive[sent[0]++]});
            return status(HOSTILE).timesLost() == 1;
        });
        assertEquals(
                Optional.of(Notification.of(Notification.HOLD_TIMER_EXPIRED, 0)),
                status(HOSTILE).lastEnd().orElseThrow().sent());
    }

    @Test
    void connectionsThatAreResetAtOnceKeepNobodyOut() throws Exception {
        for (int i = 0; i < 500; i++) {
            RawPeer.connect(HOSTILE, A, net.port()).reset();
        }
        open.add(RawPeer.connect(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS));
        await().until(() -> status(HOSTILE).isEstablished());
    }

    /// Each session that is reset ends as one, and the pause between them grows only where the peer is at fault.
    @Test
    void sessionsThatAreResetAgainAndAgainComeBack() throws Exception {
        for (int i = 1; i <= 5; i++) {
            RawPeer peer = establishedInTheEnd();
            await().until(() -> status(HOSTILE).isEstablished());
            peer.reset();
            int lost = i;
            await().until(() -> status(HOSTILE).timesLost() == lost);
        }
        open.add(establishedInTheEnd());
    }

    @Test
    void aPortScanLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 300; i++) {
            RawPeer scanner = RawPeer.connect(STRANGER, A, net.port());
            if (i % 2 == 0) {
                scanner.close();
            } else {
                open.add(scanner); // and says nothing
            }
        }
        open.add(RawPeer.connect(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS));
        await().until(() -> status(HOSTILE).isEstablished());
    }

    /// The first one ends the session; nobody listens to the rest.
    @Test
    void aFloodOfNotificationsEndsOneSession() throws Exception {
        RawPeer peer = RawPeer.connect(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS);
        open.add(peer);
        byte[] cease = MessageEncoder.encode(Notification.of(Notification.CEASE, 0), MessageFormat.INITIAL);
        assertThrows(IOException.class, () -> {
            while (true) {
                peer.send(cease);
            }
        });
        await().until(() -> status(HOSTILE).timesLost() == 1);
        assertEquals(1, status(HOSTILE).messagesIn().notifications());
    }

    /// We close a connection while the last session's end is being dealt with, so a peer may have to try again.
    private RawPeer establishedInTheEnd() {
        RawPeer[] made = new RawPeer[1];
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            made[0] = RawPeer.connect(HOSTILE, A, net.port()).establish(HOSTILE, Loopback.AS);
            return true;
        });
        return made[0];
    }

    private static Set<Prefix> prefixes(int count) {
        Set<Prefix> prefixes = new HashSet<>();
        for (int i = 0; i < count; i++) {
            prefixes.add(Prefix.of(IpAddress.ipv4(10 << 24 | i << 8), 24));
        }
        return prefixes;
    }

    private PeerStatus status(String peer) {
        return speaker.status().peer(new PeerId(peer)).orElseThrow();
    }
}
