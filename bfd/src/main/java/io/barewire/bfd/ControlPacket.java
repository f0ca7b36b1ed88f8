package io.barewire.bfd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The BFD control packet (RFC 5880 §4.1), read and written where it lies.
///
/// ```
///  0 |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
///  4 |                       My Discriminator                        |
///  8 |                      Your Discriminator                       |
/// 12 |                    Desired Min TX Interval                    |
/// 16 |                   Required Min RX Interval                    |
/// 20 |                 Required Min Echo RX Interval                 |
/// ```
///
/// Intervals are microseconds, unsigned. An authentication section may follow; none of our sessions uses one.
final class ControlPacket {
    static final int OCTETS = 24;

    static final int POLL = 0x20;
    static final int FINAL = 0x10;
    static final int CONTROL_PLANE_INDEPENDENT = 0x08;
    static final int AUTHENTICATION_PRESENT = 0x04;
    static final int DEMAND = 0x02;
    static final int MULTIPOINT = 0x01;

    private static final int VERSION = 1;
    private static final int WITH_AUTHENTICATION = 26;
    private static final ValueLayout.OfByte OCTET = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private ControlPacket() {}

    /// The first checks of §6.8.6, up to those that need a session.
    ///
    /// @param length octets of the datagram
    static Verdict check(MemorySegment packet, long at, long length) {
        if (length < OCTETS) {
            return Verdict.TOO_SHORT;
        }
        if (octet(packet, at) >>> 5 != VERSION) {
            return Verdict.WRONG_VERSION;
        }
        int flags = flags(packet, at);
        int stated = octet(packet, at + 3);
        boolean authenticated = (flags & AUTHENTICATION_PRESENT) != 0;
        if (stated < (authenticated ? WITH_AUTHENTICATION : OCTETS) || stated > length) {
            return Verdict.WRONG_LENGTH;
        }
        if (detectMultiplier(packet, at) == 0) {
            return Verdict.ZERO_MULTIPLIER;
        }
        if ((flags & MULTIPOINT) != 0) {
            return Verdict.MULTIPOINT;
        }
        if (myDiscriminator(packet, at) == 0) {
            return Verdict.ZERO_MY_DISCRIMINATOR;
        }
        if (yourDiscriminator(packet, at) == 0) {
            BfdState state = state(packet, at);
            if (state == BfdState.INIT || state == BfdState.UP) {
                return Verdict.ZERO_YOUR_DISCRIMINATOR;
            }
        }
        return authenticated ? Verdict.AUTHENTICATED : Verdict.TAKEN;
    }

    static Diagnostic diagnostic(MemorySegment packet, long at) {
        return Diagnostic.of(octet(packet, at));
    }

    static BfdState state(MemorySegment packet, long at) {
        return BfdState.of(octet(packet, at + 1) >>> 6);
    }

    /// The six bits from [#POLL] to [#MULTIPOINT].
    static int flags(MemorySegment packet, long at) {
        return octet(packet, at + 1) & 0x3F;
    }

    static int detectMultiplier(MemorySegment packet, long at) {
        return octet(packet, at + 2);
    }

    static int myDiscriminator(MemorySegment packet, long at) {
        return packet.get(INT, at + 4);
    }

    static int yourDiscriminator(MemorySegment packet, long at) {
        return packet.get(INT, at + 8);
    }

    static long desiredMinTx(MemorySegment packet, long at) {
        return packet.get(INT, at + 12) & 0xFFFFFFFFL;
    }

    static long requiredMinRx(MemorySegment packet, long at) {
        return packet.get(INT, at + 16) & 0xFFFFFFFFL;
    }

    static long requiredMinEchoRx(MemorySegment packet, long at) {
        return packet.get(INT, at + 20) & 0xFFFFFFFFL;
    }

    static void write(
            MemorySegment into,
            long at,
            Diagnostic diagnostic,
            BfdState state,
            int flags,
            int detectMultiplier,
            int myDiscriminator,
            int yourDiscriminator,
            long desiredMinTx,
            long requiredMinRx,
            long requiredMinEchoRx) {
        into.set(OCTET, at, (byte) (VERSION << 5 | diagnostic.code()));
        into.set(OCTET, at + 1, (byte) (state.code() << 6 | flags));
        into.set(OCTET, at + 2, (byte) detectMultiplier);
        into.set(OCTET, at + 3, (byte) OCTETS);
        into.set(INT, at + 4, myDiscriminator);
        into.set(INT, at + 8, yourDiscriminator);
        into.set(INT, at + 12, (int) desiredMinTx);
        into.set(INT, at + 16, (int) requiredMinRx);
        into.set(INT, at + 20, (int) requiredMinEchoRx);
    }

    private static int octet(MemorySegment packet, long at) {
        return packet.get(OCTET, at) & 0xFF;
    }
}
