package io.barewire.examples.mrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.examples.mrt.MrtRecord.DumpPeer;
import io.barewire.examples.mrt.MrtRecord.Entry;
import io.barewire.examples.mrt.MrtRecord.Message;
import io.barewire.examples.mrt.MrtRecord.PeerIndexTable;
import io.barewire.examples.mrt.MrtRecord.RibEntries;
import io.barewire.examples.mrt.MrtRecord.Session;
import io.barewire.examples.mrt.MrtRecord.StateChange;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Field by field as RFC 6396 draws them; the same files were read by bgpdump.
class MrtWriterTest {
    private static final Instant AT = Instant.ofEpochSecond(0x65000000L);
    private static final IpAddress PEER = IpAddress.parse("192.0.2.1");
    private static final IpAddress LOCAL = IpAddress.parse("192.0.2.9");
    private static final Session SESSION = new Session(65536, 64512, PEER, LOCAL);
    private static final PathAttributes ATTRIBUTES = PathAttributes.of(
            new Origin(Origin.Kind.IGP),
            new AsPath(List.of(new Segment(SegmentType.AS_SEQUENCE, List.of(65536L)))),
            new MultiExitDisc(7));

    private static String written(MrtRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MrtWriter writer = new MrtWriter(out)) {
            writer.write(record);
        }
        return Octets.of(out.toByteArray()).toHex();
    }

    @Test
    void aStateChange() throws IOException {
        assertEquals(
                "65000000 0010 0005 00000018 00010000 0000fc00 0000 0001 c0000201 c0000209 0005 0006".replace(" ", ""),
                written(new StateChange(AT, SESSION, 5, 6)));
    }

    @Test
    void aMessageOfAFourOctetSessionAndOneOfATwoOctetSession() throws IOException {
        Octets keepalive = Octets.parseHex("ffffffffffffffffffffffffffffffff001304");
        assertEquals(
                ("65000000 0010 0004 00000027 00010000 0000fc00 0000 0001 c0000201 c0000209" + keepalive.toHex())
                        .replace(" ", ""),
                written(new Message(AT, SESSION, true, false, keepalive)));
        assertEquals(
                ("65000000 0010 0001 00000023 5ba0 fc00 0000 0001 c0000201 c0000209" + keepalive.toHex())
                        .replace(" ", ""),
                written(new Message(AT, SESSION, false, false, keepalive)));
    }

    /// RFC 8050 §4.2.
    @Test
    void messagesWithPathIdentifiersAreOfAnotherSubtype() throws IOException {
        Octets keepalive = Octets.parseHex("ffffffffffffffffffffffffffffffff001304");
        assertEquals(
                "0009", written(new Message(AT, SESSION, true, true, keepalive)).substring(12, 16));
        assertEquals(
                "0008",
                written(new Message(AT, SESSION, false, true, keepalive)).substring(12, 16));
    }

    @Test
    void thePeersOfADump() throws IOException {
        assertEquals(
                ("65000000 000d 0001 00000032 c0000209 0004 76696577 0002"
                                + "02 0a000001 c0000201 00010000"
                                + "03 0a000002 20010db8000000000000000000000001 0000fc01")
                        .replace(" ", ""),
                written(new PeerIndexTable(
                        AT,
                        LOCAL,
                        "view",
                        List.of(
                                new DumpPeer(IpAddress.parse("10.0.0.1"), PEER, 65536),
                                new DumpPeer(IpAddress.parse("10.0.0.2"), IpAddress.parse("2001:db8::1"), 64513)))));
    }

    /// NEXT_HOP stands where its type puts it, between AS_PATH and MULTI_EXIT_DISC.
    @Test
    void theIpv4EntriesOfADump() throws IOException {
        assertEquals(
                ("65000000 000d 0002 0000002d 00000005 14 c63360 0001 0003 65000000 001b"
                                + "40010100 40020602010001 0000 400304c0000201 80040400000007")
                        .replace(" ", ""),
                written(new RibEntries(
                        AT,
                        5,
                        Prefix.parse("198.51.96.0/20"),
                        List.of(new Entry(3, AT, NextHop.of(PEER), ATTRIBUTES)))));
    }

    /// §4.3.4: MP_REACH_NLRI holds the next hop alone.
    @Test
    void theIpv6EntriesOfADump() throws IOException {
        NextHop nextHop = new NextHop(IpAddress.parse("2001:db8::1"), Optional.of(IpAddress.parse("fe80::1")));
        assertEquals(
                ("65000000 000d 0004 0000004b 00000000 20 20010db8 0001 0000 65000000 0038"
                                + "40010100 40020602010001 0000 80040400000007"
                                + "800e21 20 20010db8000000000000000000000001 fe800000000000000000000000000001")
                        .replace(" ", ""),
                written(new RibEntries(
                        AT, 0, Prefix.parse("2001:db8::/32"), List.of(new Entry(0, AT, nextHop, ATTRIBUTES)))));
    }
}
