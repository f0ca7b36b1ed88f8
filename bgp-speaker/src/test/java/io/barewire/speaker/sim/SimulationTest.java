package io.barewire.speaker.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.GracefulRestart;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.Notification;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The real state machines and tables in virtual time. That no two connections of a pair are established at once is
/// checked after every step of every run, in [SimPeer].
class SimulationTest {
    private static final Duration QUIET = Duration.ofMinutes(3);

    @Test
    void aMeshConvergesWhateverHappens() {
        Seeds.forSeeds(100, rng -> {
            SimNet net = new SimNet(rng, rng.between(3, 6));
            net.routers.forEach(router -> router.announce(SimNet.prefix(rng)));
            net.start();
            for (int i = rng.between(5, 40); i > 0; i--) {
                net.run(Duration.ofMillis(rng.between(1, 8_000)));
                net.trouble();
            }
            net.heal();
            net.run(QUIET);
            net.isSettled(); // among those that live
            net.routers.forEach(net::startAgain);
            net.run(QUIET);
            net.isSettled();
            assertTrue(net.routers.stream().allMatch(SimRouter::isAlive));
        });
    }

    /// RFC 4724 §4: whoever comes back within the restart time is missed by nobody, and learns all again.
    @Test
    void aRestartInTimeLosesNoRoute() {
        Seeds.forSeeds(50, rng -> {
            SimNet net = restarters(rng, rng.between(2, 4));
            SimRouter restarted = rng.oneOf(net.routers);
            Set<Prefix> all = net.originatedByTheLiving();
            for (int i = rng.between(1, 3); i > 0; i--) {
                restarted.die(rng.oneIn(2));
                net.run(Duration.ofMillis(rng.between(1, 60_000)), () -> othersKnow(net, restarted, all));
                net.startAgain(restarted);
                net.run(Duration.ofSeconds(rng.between(60, 90)), () -> othersKnow(net, restarted, all));
                net.isSettled();
            }
        });
    }

    @Test
    void whatDoesNotComeBackWithARestartGoes() {
        Seeds.forSeeds(30, rng -> {
            SimNet net = restarters(rng, 3);
            SimRouter restarted = rng.oneOf(net.routers);
            restarted.die(true);
            restarted.originated().clear();
            net.run(Duration.ofSeconds(5));
            net.startAgain(restarted);
            net.run(Duration.ofSeconds(60));
            net.isSettled();
        });
    }

    /// Nobody waits for the End-of-RIB of somebody who waits for his.
    @Test
    void everybodyMayRestartAtOnce() {
        Seeds.forSeeds(50, rng -> {
            SimNet net = restarters(rng, rng.between(2, 5));
            net.routers.forEach(router -> router.die(true));
            net.start();
            net.run(Duration.ofSeconds(60));
            net.isSettled();
        });
    }

    @Test
    void whoStaysAwayIsForgottenWhenItsRestartTimeIsOver() {
        Seeds.forSeeds(30, rng -> {
            SimNet net = restarters(rng, 3);
            Set<Prefix> all = net.originatedByTheLiving();
            SimRouter gone = net.routers.getFirst();
            gone.die(true);
            net.run(Duration.ofSeconds(100), () -> othersKnow(net, gone, all));
            net.run(Duration.ofSeconds(60));
            net.isSettled();
        });
    }

    private static SimNet restarters(Rng rng, int size) {
        SimNet net =
                new SimNet(rng, size, SimNet.TIMERS, GracefulRestart.DEFAULT.withMode(GracefulRestart.Mode.RESTARTER));
        net.routers.forEach(router -> router.announce(SimNet.prefix(rng)));
        net.start();
        net.run(Duration.ofSeconds(60));
        net.isSettled();
        return net;
    }

    private static void othersKnow(SimNet net, SimRouter restarted, Set<Prefix> all) {
        for (SimRouter router : net.routers) {
            if (!router.equals(restarted)) {
                assertEquals(all, router.locRib(), () -> "routes of " + router.address());
            }
        }
    }

    /// RFC 4271 §6.5: silence for the hold time sends NOTIFICATION 4/0 and drops the session.
    @Test
    void silenceEndsTheSession() {
        Seeds.forSeeds(50, rng -> {
            SimNet net = new SimNet(rng, 2);
            net.start();
            net.run(Duration.ofSeconds(30));
            SimPeer peer = net.routers.get(0).peer(net.routers.get(1));
            assertTrue(peer.isEstablished());
            net.partition(net.routers.get(0), net.routers.get(1));
            net.run(Duration.ofMillis(9_500));
            assertFalse(peer.isEstablished());
            assertEquals(
                    Notification.of(Notification.HOLD_TIMER_EXPIRED, 0),
                    peer.sent().getLast());
        });
    }

    @Test
    void keepalivesKeepAQuietSessionUp() {
        Seeds.forSeeds(20, rng -> {
            SimNet net = new SimNet(rng, 2);
            net.start();
            net.run(Duration.ofSeconds(30));
            SimPeer peer = net.routers.get(0).peer(net.routers.get(1));
            int notifications = peer.sent().size();
            net.run(Duration.ofHours(1));
            assertTrue(peer.isEstablished());
            assertEquals(notifications, peer.sent().size());
        });
    }

    /// Both ends connect at the same moment, on every seed with other delays: one session comes of it, soon.
    @Test
    void connectionsThatCollideLeaveOneSession() {
        Seeds.forSeeds(300, rng -> {
            SimNet net = new SimNet(rng, 2);
            net.routers.forEach(net::startAgain);
            net.run(Duration.ofSeconds(20));
            net.isSettled();
        });
    }
}
