package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.RouteSink;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Capability;
import io.barewire.wire.Prefix;
import io.barewire.wire.ShutdownCommunication;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two speakers, of which one restarts as a process does (RFC 4724).
class GracefulRestartTest {
    private static final String A = "127.0.3.1";
    private static final String B = "127.0.3.2";
    private static final PeerId PEER_A = new PeerId(A);
    private static final Prefix KEPT = Prefix.parse("203.0.113.0/24");
    private static final Prefix DROPPED = Prefix.parse("198.51.100.0/24");

    private final Loopback net;
    private final List<AutoCloseable> open = new ArrayList<>();

    GracefulRestartTest() throws IOException {
        this.net = Loopback.onFreePort();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private BgpSpeaker started(String own, String peer) throws IOException {
        GracefulRestart restarter = GracefulRestart.DEFAULT.withMode(GracefulRestart.Mode.RESTARTER);
        SpeakerConfig config = net
                .speaker(
                        own,
                        net.peer(own, peer, Loopback.AS, false).toBuilder()
                                .session(session -> session.withGracefulRestart(restarter))
                                .build())
                .toBuilder()
                .restart(new RestartOptions(true, Duration.ofSeconds(20)))
                .build();
        BgpSpeaker speaker = new BgpSpeaker(config);
        open.add(speaker);
        speaker.start();
        return speaker;
    }

    private static PrefixCounts counts(BgpSpeaker speaker) {
        return status(speaker).prefixes(AddressFamily.IPV4);
    }

    private static PeerStatus status(BgpSpeaker speaker) {
        return speaker.status().peer(PEER_A).orElseThrow();
    }

    @Test
    void routesOutliveARestartAndWhatIsNotToldAgainGoes() throws Exception {
        BgpSpeaker a = started(A, B);
        BgpSpeaker b = started(B, A);
        Recorder sink = new Recorder();
        b.addRouteSink("test", sink);
        a.announce(KEPT);
        a.announce(DROPPED);
        await().until(() -> sink.now.size() == 2);

        a.close(CloseMode.RESTART);
        await().until(() -> !status(b).isEstablished() && counts(b).stale() == 2);
        assertEquals(2, b.routes(RouteQuery.first(10)).join().size());
        assertTrue(status(b).lastEnd().orElseThrow().received().isEmpty(), "no Cease");

        BgpSpeaker again = started(A, B);
        again.announce(KEPT);
        await().until(() -> status(b).isEstablished() && counts(b).stale() == 0);
        await().until(() -> sink.now.size() == 1);
        Capability.GracefulRestart heard = status(b).session().orElseThrow().received().stream()
                .filter(Capability.GracefulRestart.class::isInstance)
                .map(Capability.GracefulRestart.class::cast)
                .findFirst()
                .orElseThrow();
        assertTrue(heard.restarting() && heard.families().getFirst().forwardingPreserved());
        assertEquals(List.of("+" + KEPT, "+" + DROPPED, "-" + DROPPED), sink.heardInOrder());
    }

    /// RFC 8538 §3: both ends know Hard Reset, and a shutdown is one.
    @Test
    void aShutdownKeepsNothing() throws Exception {
        BgpSpeaker a = started(A, B);
        BgpSpeaker b = started(B, A);
        a.announce(KEPT);
        await().until(() -> counts(b).received() == 1);
        a.close(new ShutdownCommunication("good bye"));
        await().until(() -> !status(b).isEstablished());
        await().until(() -> b.routes(RouteQuery.first(10)).join().isEmpty());
        assertTrue(status(b).lastEnd().orElseThrow().received().orElseThrow().isHardReset());
        assertEquals(
                "good bye",
                status(b)
                        .lastEnd()
                        .orElseThrow()
                        .received()
                        .orElseThrow()
                        .shutdownCommunication()
                        .orElseThrow());
    }

    /// A reset that is not hard is a restart (RFC 8538 §4).
    @Test
    void aGentleResetLosesNoRoute() throws Exception {
        BgpSpeaker a = started(A, B);
        BgpSpeaker b = started(B, A);
        Recorder sink = new Recorder();
        b.addRouteSink("test", sink);
        a.announce(KEPT);
        await().until(() -> sink.now.size() == 1);
        long established = status(b).timesEstablished();
        b.clear(PEER_A, new Clear.Session(ShutdownCommunication.NONE, false));
        await().until(() ->
                status(b).timesEstablished() > established && counts(b).received() == 1);
        await().until(() -> counts(b).stale() == 0);
        assertEquals(List.of("+" + KEPT), sink.heardInOrder());
    }

    /// What a sink was told, each first as `+prefix` or `-prefix`.
    private static final class Recorder implements RouteSink {
        private final Map<Prefix, RouteChange> now = new ConcurrentHashMap<>();
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void apply(List<RouteChange> changes) {
            for (RouteChange change : changes) {
                boolean gone = change.nextHops().isEmpty();
                heard.add((gone ? "-" : "+") + change.prefix());
                if (gone) {
                    now.remove(change.prefix());
                } else {
                    now.put(change.prefix(), change);
                }
            }
        }

        @Override
        public void converged() {}

        List<String> heardInOrder() {
            List<String> sorted = new ArrayList<>(heard);
            sorted.sort((one, other) -> Character.compare(one.charAt(0), other.charAt(0)) != 0
                    ? Character.compare(one.charAt(0), other.charAt(0))
                    : other.compareTo(one));
            return sorted;
        }
    }
}
