package io.barewire.bfd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.barewire.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionSetTest {
    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");
    private static final IpAddress OTHER = IpAddress.parse("192.0.2.2");
    private static final IpAddress US = IpAddress.parse("192.0.2.9");
    private static final long MILLI = 1_000_000;

    private final Recorder recorder = new Recorder();
    private final SessionSet sessions = new SessionSet(recorder, Arena.ofAuto().allocate(24, 8));

    @Test
    void aSessionIsFoundByAddressFirstAndByDiscriminatorThen() {
        int number = add(BfdPath.singleHop(PEER));
        add(BfdPath.singleHop(OTHER));
        assertEquals(Verdict.TAKEN, receive(PEER, Packets.packet(BfdState.DOWN, 0, 0)));
        assertEquals(Verdict.TAKEN, receive(PEER, Packets.packet(BfdState.INIT, 0, discriminator(number))));
        assertEquals(List.of("Down to Init", "Init to Up"), recorder.news);
    }

    @Test
    void whatFitsNoSessionIsDroppedAndCounted() {
        int number = add(BfdPath.singleHop(PEER));
        assertEquals(Verdict.UNKNOWN_PEER, receive(OTHER, Packets.packet(BfdState.DOWN, 0, 0)));
        assertEquals(Verdict.UNKNOWN_DISCRIMINATOR, receive(PEER, Packets.packet(BfdState.UP, 0, 12345)));
        assertEquals(Verdict.WRONG_PATH, receive(OTHER, Packets.packet(BfdState.UP, 0, discriminator(number))));

        Arrival toMultihopPort = Recorder.arrival(PEER, Packets.packet(BfdState.UP, 0, discriminator(number)));
        toMultihopPort.multihop = true;
        assertEquals(Verdict.WRONG_PATH, sessions.receive(toMultihopPort, 0));
        Arrival fromFar = Recorder.arrival(PEER, Packets.packet(BfdState.DOWN, 0, 0));
        fromFar.ttl = 254;
        assertEquals(Verdict.TTL_TOO_LOW, sessions.receive(fromFar, 0));
        Arrival inOtherVrf = Recorder.arrival(PEER, Packets.packet(BfdState.DOWN, 0, 0));
        inOtherVrf.vrf = 1;
        assertEquals(Verdict.UNKNOWN_PEER, sessions.receive(inOtherVrf, 0));
        assertEquals(Verdict.UNKNOWN_ECHO, sessions.echoReturned(discriminator(number), 0));

        assertEquals(2, sessions.dropped(Verdict.UNKNOWN_PEER));
        assertEquals(2, sessions.dropped(Verdict.WRONG_PATH));
        assertEquals(1, sessions.dropped(Verdict.TTL_TOO_LOW));
        assertEquals(1, sessions.dropped(Verdict.UNKNOWN_ECHO));
        assertEquals(List.of(), recorder.news);
    }

    /// RFC 5880 §6.7.1: authentication in use at one end only.
    @Test
    void anAuthenticatedPacketOfAPeerIsDroppedAsSuch() {
        add(BfdPath.singleHop(PEER));
        MemorySegment packet = Packets.hex("2044031a 00000007 00000000 000f4240 000493e0 00000000 0102");
        assertEquals(Verdict.AUTHENTICATED, receive(PEER, packet));
        assertEquals(List.of(), recorder.news);
    }

    /// RFC 5883 §3, §5: another port, and a TTL of at least what is configured.
    @Test
    void aMultihopSessionHasItsOwnLeastTtl() {
        BfdPath path = BfdPath.multihop(PEER, US);
        BfdProfile profile = new BfdProfile(
                BfdProfile.DEFAULT.receiveInterval(),
                BfdProfile.DEFAULT.transmitInterval(),
                3,
                false,
                BfdProfile.DEFAULT.echoInterval(),
                false,
                250);
        assertEquals(0, sessions.add(path, profile, 0, 0, true, 5L << 20, 0));
        Arrival arrival = Recorder.arrival(PEER, Packets.packet(BfdState.DOWN, 0, 0));
        arrival.multihop = true;
        arrival.ttl = 249;
        assertEquals(Verdict.UNKNOWN_PEER, sessions.receive(arrival, 0), "sent to another address of ours");
        arrival.localHigh = US.high();
        assertEquals(Verdict.TTL_TOO_LOW, sessions.receive(arrival, 0));
        arrival.ttl = 250;
        assertEquals(Verdict.TAKEN, sessions.receive(arrival, 0));
    }

    @Test
    void linkLocalPeersAreToldApartByInterface() {
        IpAddress router = IpAddress.parse("fe80::1");
        for (int index = 1; index <= 2; index++) {
            BfdPath path = new BfdPath(router, Optional.empty(), Optional.of("eth" + index), Optional.empty(), false);
            assertEquals(index - 1, sessions.add(path, BfdProfile.DEFAULT, index, 0, true, (index * 99L) << 20, 0));
        }
        Arrival arrival = Recorder.arrival(router, Packets.packet(BfdState.DOWN, 0, 0));
        arrival.interfaceIndex = 2;
        assertEquals(Verdict.TAKEN, sessions.receive(arrival, 0));
        assertEquals(BfdState.DOWN, session(0).state());
        assertEquals(BfdState.INIT, session(1).state());
        arrival.interfaceIndex = 3;
        assertEquals(Verdict.UNKNOWN_PEER, sessions.receive(arrival, 0));
    }

    /// §6.8.16: AdminDown is told for the peer's detection time, then the session is gone.
    @Test
    void aRemovedSessionTellsItsPeerAndGoes() {
        int number = add(BfdPath.singleHop(PEER));
        receive(PEER, Packets.packet(BfdState.DOWN, 0, 0));
        receive(PEER, Packets.packet(BfdState.INIT, 0, discriminator(number)));
        int again = discriminator(number);
        sessions.remove(number, 0);
        for (long now = 0; now <= 900 * MILLI; now += MILLI) {
            sessions.advance(now);
        }
        assertEquals(BfdState.ADMIN_DOWN, ControlPacket.state(recorder.last(), 0));
        assertEquals("gone", recorder.news.getLast());
        assertEquals(Verdict.UNKNOWN_DISCRIMINATOR, receive(PEER, Packets.packet(BfdState.UP, 0, again)));
        assertEquals(number, add(BfdPath.singleHop(PEER)), "the number is free again");
    }

    @Test
    void aSessionTooManyIsRefused() {
        for (int i = 0; i < SessionSet.MOST; i++) {
            assertEquals(i, add(BfdPath.singleHop(IpAddress.ipv4(0x0A000001 + i))));
        }
        assertEquals(-1, add(BfdPath.singleHop(PEER)));
        IpAddress last = IpAddress.ipv4(0x0A000000 + SessionSet.MOST);
        assertEquals(Verdict.TAKEN, receive(last, Packets.packet(BfdState.DOWN, 0, 0)));
    }

    /// A stall of ours must not end in a burst: one packet a session, however many were missed.
    @Test
    void missedPacketsAreNotMadeUpFor() {
        for (int i = 0; i < 100; i++) {
            add(BfdPath.singleHop(IpAddress.ipv4(0x0A000001 + i)));
        }
        sessions.advance(0);
        recorder.sent.clear();
        sessions.advance(60_000 * MILLI);
        assertEquals(100, recorder.sent.size());
    }

    /// Packets in and out, good and bad: nothing on the way is left for the collector.
    @Test
    void packetsLeaveNoGarbage() {
        SessionSet quiet = new SessionSet(new Silent(), Arena.ofAuto().allocate(24, 8));
        Arrival arrival = Recorder.arrival(PEER, Packets.packet(BfdState.DOWN, 0, 0));
        for (int i = 0; i < 100; i++) {
            quiet.add(
                    BfdPath.singleHop(IpAddress.ipv4(0xC0000201 + i)),
                    BfdProfile.DEFAULT,
                    0,
                    0,
                    true,
                    (i * 7919L) << 20,
                    0);
        }
        MemorySegment garbage = MemorySegment.ofArray(new byte[24]);
        MemorySegment down = arrival.packet;
        Session first = quiet.session(0);
        assertNotNull(first);
        MemorySegment up = Packets.packet(BfdState.UP, ControlPacket.POLL, first.localDiscriminator());
        long now = 0;
        long least = Long.MAX_VALUE;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                int kind = random.nextInt(4);
                arrival.packet = kind == 0 ? garbage : kind == 1 ? down : up;
                arrival.peerHigh = (0xC0000201L + (kind == 1 ? random.nextInt(120) : 0)) << 32;
                quiet.receive(arrival, now);
                now += MILLI / 10;
                quiet.advance(now);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
        assertTrue(quiet.dropped(Verdict.WRONG_VERSION) > 1000);
    }

    private static final class Silent implements SessionSet.Output {
        @Override
        public boolean sendControl(int session, MemorySegment packet) {
            return true;
        }

        @Override
        public boolean sendEcho(int session) {
            return true;
        }

        @Override
        public void changed(int session, BfdState before, BfdState after) {}

        @Override
        public void gone(int session) {}
    }

    private int add(BfdPath path) {
        return sessions.add(path, BfdProfile.DEFAULT, 0, 0, true, (path.hashCode() | 1L) << 20, 0);
    }

    private Session session(int number) {
        Session session = sessions.session(number);
        assertNotNull(session);
        return session;
    }

    private int discriminator(int number) {
        return session(number).localDiscriminator();
    }

    private Verdict receive(IpAddress from, MemorySegment packet) {
        return sessions.receive(Recorder.arrival(from, packet), 0);
    }
}
