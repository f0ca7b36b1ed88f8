package io.barewire.bfd;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/// Two session sets and a network between them in virtual time, from a seed.
class SimulationTest {
    private static final long MILLI = 1_000_000;
    private static final long LONG_ENOUGH = 10_000 * MILLI;

    private record Flight(long arrives, long order, Node to, MemorySegment packet) {}

    private static final class Net {
        final Rng rng;
        final PriorityQueue<Flight> flights =
                new PriorityQueue<>(Comparator.comparingLong(Flight::arrives).thenComparingLong(Flight::order));
        final Node a;
        final Node b;
        long now;
        long order;
        long longestDelay = MILLI;
        int lossOneIn = Integer.MAX_VALUE;
        boolean partitioned;

        Net(Rng rng) {
            this.rng = rng;
            a = new Node(this, "192.0.2.2", profile(rng));
            b = new Node(this, "192.0.2.1", profile(rng));
        }

        /// The time until either side must have noticed that the other is silent.
        long slowestDetection() {
            return 1000 * Math.max(a.session().detectionMicros(), b.session().detectionMicros());
        }

        void run(long nanos) {
            long end = now + nanos;
            while (true) {
                long next = Math.min(a.sessions.nextDeadline(), b.sessions.nextDeadline());
                Flight flight = flights.peek();
                boolean packetFirst = flight != null && flight.arrives() <= next;
                long at = packetFirst ? flight.arrives() : next;
                if (at > end) {
                    now = end;
                    return;
                }
                now = Math.max(now, at);
                if (packetFirst) {
                    flights.remove();
                    flight.to().receive(flight.packet());
                } else {
                    a.sessions.advance(now);
                    b.sessions.advance(now);
                }
            }
        }

        private static BfdProfile profile(Rng rng) {
            return new BfdProfile(
                    Duration.ofMillis(rng.between(10, 1000)),
                    Duration.ofMillis(rng.between(10, 1000)),
                    rng.between(2, 6),
                    false,
                    Duration.ofMillis(50),
                    false,
                    254);
        }
    }

    private static final class Node implements SessionSet.Output {
        final Net net;
        final IpAddress peer;
        BfdProfile profile;
        SessionSet sessions;
        int downs;
        long lastArrival;

        Node(Net net, String peer, BfdProfile profile) {
            this.net = net;
            this.peer = IpAddress.parse(peer);
            this.profile = profile;
            this.sessions = started();
        }

        void restart() {
            sessions = started();
        }

        void configure(BfdProfile next) {
            profile = next;
            sessions.configure(0, next, net.now);
        }

        Session session() {
            Session session = sessions.session(0);
            if (session == null) {
                throw new AssertionError("no session");
            }
            return session;
        }

        void receive(MemorySegment packet) {
            sessions.receive(Recorder.arrival(peer, packet), net.now);
        }

        @Override
        public boolean sendControl(int session, MemorySegment packet) {
            if (!net.partitioned && !net.rng.oneIn(net.lossOneIn)) {
                Node to = this == net.a ? net.b : net.a;
                long delay = net.rng.between(1, (int) (net.longestDelay / 1000)) * 1000L;
                // A link may lose and delay, but packets do not overtake each other.
                to.lastArrival = Math.max(to.lastArrival, net.now + delay);
                net.flights.add(new Flight(
                        to.lastArrival, net.order++, to, MemorySegment.ofArray(packet.toArray(ValueLayout.JAVA_BYTE))));
            }
            return true;
        }

        @Override
        public boolean sendEcho(int session) {
            return false;
        }

        @Override
        public void changed(int session, BfdState before, BfdState after) {
            downs += before == BfdState.UP ? 1 : 0;
        }

        @Override
        public void gone(int session) {}

        private SessionSet started() {
            SessionSet fresh = new SessionSet(this, Arena.ofAuto().allocate(24, 8));
            fresh.add(BfdPath.singleHop(peer), profile, 0, 0, true, net.rng.bits(), net.now);
            return fresh;
        }
    }

    @Test
    void aSessionComesUpStaysUpAndAgreesOnIntervals() {
        forSeeds(300, rng -> {
            Net net = new Net(rng);
            net.run(LONG_ENOUGH);
            assertUp(net);
            long slower = Math.max(
                    net.a.profile.transmitInterval().toMillis(),
                    net.b.profile.receiveInterval().toMillis());
            assertEquals(slower * 1000, net.a.session().transmitMicros());
            assertEquals(
                    net.a.profile.detectMultiplier() * slower * 1000,
                    net.b.session().detectionMicros());
            assertEquals(0, net.a.downs + net.b.downs);
        });
    }

    @Test
    void silenceIsNoticedWithinTheDetectionTimeAndForgivenAfterwards() {
        forSeeds(300, rng -> {
            Net net = new Net(rng);
            net.run(LONG_ENOUGH);
            net.partitioned = true;
            net.run(net.slowestDetection() + net.longestDelay);
            assertEquals(BfdState.DOWN, net.a.session().state());
            assertEquals(BfdState.DOWN, net.b.session().state());
            net.partitioned = false;
            net.run(LONG_ENOUGH);
            assertUp(net);
            assertEquals(2, net.a.downs + net.b.downs);
        });
    }

    @Test
    void changedParametersNeverTakeASessionDown() {
        forSeeds(300, rng -> {
            Net net = new Net(rng);
            net.run(LONG_ENOUGH);
            for (int change = 0; change < 10; change++) {
                rng.oneOf(net.a, net.b).configure(Net.profile(rng));
                net.run(rng.between(0, 3000) * MILLI);
            }
            net.run(LONG_ENOUGH);
            assertUp(net);
            assertEquals(0, net.a.downs + net.b.downs, "a change of parameters took the session down");
            assertTrue(!net.a.session().isPolling() && !net.b.session().isPolling());
        });
    }

    @Test
    void aRestartedPeerIsFoundAgain() {
        forSeeds(300, rng -> {
            Net net = new Net(rng);
            net.run(LONG_ENOUGH);
            Node restarting = rng.oneOf(net.a, net.b);
            restarting.restart();
            net.run(2 * LONG_ENOUGH);
            assertUp(net);
            assertEquals(1, net.a.downs + net.b.downs, "only the other side saw it");
        });
    }

    @Test
    void anythingEndsWithASessionThatIsUp() {
        forSeeds(300, rng -> {
            Net net = new Net(rng);
            net.longestDelay = 40 * MILLI;
            for (int step = 0; step < 30; step++) {
                switch (rng.between(0, 5)) {
                    case 0 -> net.partitioned = true;
                    case 1 -> net.lossOneIn = rng.between(2, 10);
                    case 2 -> rng.oneOf(net.a, net.b).restart();
                    case 3 -> rng.oneOf(net.a, net.b).configure(Net.profile(rng));
                    case 4 -> rng.oneOf(net.a, net.b).receive(MemorySegment.ofArray(rng.octets(rng.between(0, 60))));
                    default -> net.partitioned = false;
                }
                net.run(rng.between(0, 4000) * MILLI);
            }
            net.partitioned = false;
            net.lossOneIn = Integer.MAX_VALUE;
            net.longestDelay = MILLI;
            net.run(3 * LONG_ENOUGH);
            assertUp(net);
        });
    }

    private static void assertUp(Net net) {
        assertEquals(
                BfdState.UP,
                net.a.session().state(),
                () -> "a: " + net.a.session().localDiagnostic());
        assertEquals(
                BfdState.UP,
                net.b.session().state(),
                () -> "b: " + net.b.session().localDiagnostic());
    }
}
