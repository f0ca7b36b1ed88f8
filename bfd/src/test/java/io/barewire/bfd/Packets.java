package io.barewire.bfd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/// Control packets as tests need them.
final class Packets {
    private Packets() {}

    static MemorySegment hex(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /// A packet of a peer with discriminator 7 that takes and sends one every 300 ms and fails after three.
    static MemorySegment packet(BfdState state, int flags, int yourDiscriminator) {
        return packet(state, flags, yourDiscriminator, 300_000, 300_000);
    }

    static MemorySegment packet(BfdState state, int flags, int yourDiscriminator, long minTx, long minRx) {
        MemorySegment packet = Arena.ofAuto().allocate(ControlPacket.OCTETS, 8);
        ControlPacket.write(packet, 0, Diagnostic.NONE, state, flags, 3, 7, yourDiscriminator, minTx, minRx, 50_000);
        return packet;
    }
}
