package io.barewire.bfd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPacketTest {
    /// RFC 5880 §6.8.6, check by check; `20c0…` is version 1, state Up.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        the first of a session          | 20400318 00000001 00000000 000f4240 000493e0 0000c350 | TAKEN
        one that is up                  | 20c00318 00000001 00000002 000493e0 000493e0 00000000 | TAKEN
        longer than its length says     | 20c00318 00000001 00000002 000493e0 000493e0 00000000 ffff | TAKEN
        no octets                       |                                                       | TOO_SHORT
        half of one                     | 20c00318 00000001 00000002                            | TOO_SHORT
        version 0                       | 00c00318 00000001 00000002 000493e0 000493e0 00000000 | WRONG_VERSION
        version 2                       | 40c00318 00000001 00000002 000493e0 000493e0 00000000 | WRONG_VERSION
        length 23                       | 20c00317 00000001 00000002 000493e0 000493e0 00000000 | WRONG_LENGTH
        length beyond the datagram      | 20c00319 00000001 00000002 000493e0 000493e0 00000000 | WRONG_LENGTH
        length 24 with authentication   | 20c40318 00000001 00000002 000493e0 000493e0 00000000 0102 | WRONG_LENGTH
        with authentication (§6.7)      | 20c4031a 00000001 00000002 000493e0 000493e0 00000000 0102 | AUTHENTICATED
        detect multiplier 0             | 20c00018 00000001 00000002 000493e0 000493e0 00000000 | ZERO_MULTIPLIER
        multipoint                      | 20c10318 00000001 00000002 000493e0 000493e0 00000000 | MULTIPOINT
        my discriminator 0              | 20c00318 00000000 00000002 000493e0 000493e0 00000000 | ZERO_MY_DISCRIMINATOR
        up without your discriminator   | 20c00318 00000001 00000000 000493e0 000493e0 00000000 | ZERO_YOUR_DISCRIMINATOR
        init without your discriminator | 20800318 00000001 00000000 000493e0 000493e0 00000000 | ZERO_YOUR_DISCRIMINATOR
        admin down without it           | 27000318 00000001 00000000 000f4240 000493e0 00000000 | TAKEN""")
    void isCheckedAsTheRfcSays(String what, String hex, Verdict verdict) {
        MemorySegment packet = Packets.hex(hex == null ? "" : hex);
        assertEquals(verdict, ControlPacket.check(packet, 0, packet.byteSize()));
    }

    @Test
    void everyFieldIsWhereTheRfcHasIt() {
        MemorySegment packet = Packets.hex("23 f8 05 18 01020304 05060708 000f4240 fffffffe 0000c350");
        assertEquals(Diagnostic.NEIGHBOR_SIGNALED_DOWN, ControlPacket.diagnostic(packet, 0));
        assertEquals(BfdState.UP, ControlPacket.state(packet, 0));
        assertEquals(
                ControlPacket.POLL | ControlPacket.FINAL | ControlPacket.CONTROL_PLANE_INDEPENDENT,
                ControlPacket.flags(packet, 0));
        assertEquals(5, ControlPacket.detectMultiplier(packet, 0));
        assertEquals(0x01020304, ControlPacket.myDiscriminator(packet, 0));
        assertEquals(0x05060708, ControlPacket.yourDiscriminator(packet, 0));
        assertEquals(1_000_000, ControlPacket.desiredMinTx(packet, 0));
        assertEquals(0xFFFFFFFEL, ControlPacket.requiredMinRx(packet, 0));
        assertEquals(50_000, ControlPacket.requiredMinEchoRx(packet, 0));
    }

    @Test
    void whatIsWrittenIsWhatFrrWrites() {
        MemorySegment packet = MemorySegment.ofArray(new byte[24]);
        ControlPacket.write(packet, 0, Diagnostic.NONE, BfdState.DOWN, 0, 3, 1, 0, 1_000_000, 300_000, 50_000);
        assertEquals(-1, packet.mismatch(Packets.hex("20400318 00000001 00000000 000f4240 000493e0 0000c350")));
    }

    @Test
    void unknownDiagnosticsAreKnownAsReserved() {
        assertEquals(Diagnostic.REVERSE_CONCATENATED_PATH_DOWN, Diagnostic.of(8));
        assertEquals(Diagnostic.RESERVED, Diagnostic.of(9));
        assertEquals(Diagnostic.RESERVED, Diagnostic.of(31));
    }
}
