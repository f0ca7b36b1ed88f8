package io.barewire.bfd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barewire.wire.IpAddress;
import java.lang.foreign.MemorySegment;

/// Whatever comes in a datagram, a session set survives it, and only what passes every check reaches a session.
class ControlPacketFuzzTest {
    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");

    @FuzzTest
    void datagram(byte[] octets) {
        Recorder recorder = new Recorder();
        SessionSet sessions = new SessionSet(recorder, MemorySegment.ofArray(new byte[24]));
        int number = sessions.add(BfdPath.singleHop(PEER), BfdProfile.DEFAULT, 0, 0, true, 1L << 20, 0);
        Arrival arrival = Recorder.arrival(PEER, MemorySegment.ofArray(octets));
        Verdict verdict = sessions.receive(arrival, 1);
        Counters counters = sessions.counters(number);
        if (counters == null || counters.controlIn != (verdict == Verdict.TAKEN ? 1 : 0)) {
            throw new AssertionError(verdict + " and " + (counters == null ? "no session" : counters.controlIn));
        }
        sessions.advance(Long.MAX_VALUE / 2);
    }
}
