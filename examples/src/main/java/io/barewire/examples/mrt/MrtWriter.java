package io.barewire.examples.mrt;

import io.barewire.examples.mrt.MrtRecord.DumpPeer;
import io.barewire.examples.mrt.MrtRecord.Entry;
import io.barewire.examples.mrt.MrtRecord.Message;
import io.barewire.examples.mrt.MrtRecord.PeerIndexTable;
import io.barewire.examples.mrt.MrtRecord.RibEntries;
import io.barewire.examples.mrt.MrtRecord.Session;
import io.barewire.examples.mrt.MrtRecord.StateChange;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Writes MRT records (RFC 6396) to a stream, one whole record at a time. For one thread.
public final class MrtWriter implements Closeable {
    private static final int TABLE_DUMP_V2 = 13;
    private static final int BGP4MP = 16;

    /// Subtypes of [#TABLE_DUMP_V2].
    private static final int PEER_INDEX_TABLE = 1;

    private static final int RIB_IPV4_UNICAST = 2;
    private static final int RIB_IPV6_UNICAST = 4;

    /// Subtypes of [#BGP4MP]; RFC 8050 §4.2 for those of ADD-PATH.
    private static final int MESSAGE = 1;

    private static final int MESSAGE_AS4 = 4;
    private static final int STATE_CHANGE_AS4 = 5;
    private static final int MESSAGE_ADDPATH = 8;
    private static final int MESSAGE_AS4_ADDPATH = 9;

    private static final int AS_TRANS = 23456;
    private static final int PEER_IS_IPV6 = 0x01;
    private static final int PEER_AS_IS_32_BITS = 0x02;
    private static final int NEXT_HOP = 3;
    private static final int MP_REACH_NLRI = 14;
    private static final int EXTENDED_LENGTH = 0x10;

    private final OutputStream out;

    public MrtWriter(OutputStream out) {
        this.out = out;
    }

    public void write(MrtRecord record) throws IOException {
        switch (record) {
            case StateChange change ->
                record(change.at(), BGP4MP, STATE_CHANGE_AS4, body -> {
                    session(change.session(), true, body);
                    body.writeShort(change.before());
                    body.writeShort(change.after());
                });
            case Message message ->
                record(message.at(), BGP4MP, subtype(message), body -> {
                    session(message.session(), message.fourOctetAs(), body);
                    body.write(message.message().toArray());
                });
            case PeerIndexTable index ->
                record(index.at(), TABLE_DUMP_V2, PEER_INDEX_TABLE, body -> index(index, body));
            case RibEntries entries ->
                record(
                        entries.at(),
                        TABLE_DUMP_V2,
                        entries.family() == AddressFamily.IPV4 ? RIB_IPV4_UNICAST : RIB_IPV6_UNICAST,
                        body -> entries(entries, body));
        }
    }

    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static int subtype(Message message) {
        if (message.addPath()) {
            return message.fourOctetAs() ? MESSAGE_AS4_ADDPATH : MESSAGE_ADDPATH;
        }
        return message.fourOctetAs() ? MESSAGE_AS4 : MESSAGE;
    }

    private interface Body {
        void writeTo(DataOutputStream body) throws IOException;
    }

    /// §2, the common header.
    private void record(Instant at, int type, int subtype, Body body) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        body.writeTo(new DataOutputStream(octets));
        DataOutputStream header = new DataOutputStream(out);
        header.writeInt((int) at.getEpochSecond());
        header.writeShort(type);
        header.writeShort(subtype);
        header.writeInt(octets.size());
        octets.writeTo(header);
    }

    private static void session(Session session, boolean fourOctetAs, DataOutputStream body) throws IOException {
        as(session.peerAs(), fourOctetAs, body);
        as(session.localAs(), fourOctetAs, body);
        body.writeShort(0); // interface index: none
        body.writeShort(session.peer().family().afi());
        body.write(session.peer().octets());
        body.write(session.local().octets());
    }

    private static void as(long as, boolean fourOctets, DataOutputStream body) throws IOException {
        if (fourOctets) {
            body.writeInt((int) as);
        } else {
            body.writeShort(as > 0xFFFF ? AS_TRANS : (int) as);
        }
    }

    private static void index(PeerIndexTable index, DataOutputStream body) throws IOException {
        byte[] view = index.view().getBytes(StandardCharsets.UTF_8);
        body.write(index.collector().octets());
        body.writeShort(view.length);
        body.write(view);
        body.writeShort(index.peers().size());
        for (DumpPeer peer : index.peers()) {
            boolean ipv6 = peer.address().family() == AddressFamily.IPV6;
            body.writeByte(PEER_AS_IS_32_BITS | (ipv6 ? PEER_IS_IPV6 : 0));
            body.write(peer.bgpIdentifier().octets());
            body.write(peer.address().octets());
            body.writeInt((int) peer.as());
        }
    }

    private static void entries(RibEntries entries, DataOutputStream body) throws IOException {
        Prefix prefix = entries.prefix();
        body.writeInt((int) entries.sequence());
        body.writeByte(prefix.length());
        body.write(prefix.network().octets(), 0, (prefix.length() + 7) / 8);
        body.writeShort(entries.entries().size());
        for (Entry entry : entries.entries()) {
            byte[] attributes = attributes(entry);
            body.writeShort(entry.peer());
            body.writeInt((int) entry.originated().getEpochSecond());
            body.writeShort(attributes.length);
            body.write(attributes);
        }
    }

    /// The attributes as four-octet speakers exchange them, with the next hop in its place: NEXT_HOP for an IPv4 one,
    /// and for an IPv6 one MP_REACH_NLRI cut down to the next hop (§4.3.4).
    private static byte[] attributes(Entry entry) {
        PathAttributes attributes = entry.attributes();
        byte[] block = new byte[attributes.canonicalLength()];
        attributes.copyCanonical(block, 0);
        byte[] nextHop = nextHop(entry.nextHop());
        int code = nextHop[1];
        int at = 0;
        while (at < block.length && (block[at + 1] & 0xFF) < code) {
            boolean extended = (block[at] & EXTENDED_LENGTH) != 0;
            int length = extended ? (block[at + 2] & 0xFF) << 8 | (block[at + 3] & 0xFF) : block[at + 2] & 0xFF;
            at += (extended ? 4 : 3) + length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(block, 0, at);
        out.writeBytes(nextHop);
        out.write(block, at, block.length - at);
        return out.toByteArray();
    }

    private static byte[] nextHop(NextHop nextHop) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] address = nextHop.address().octets();
        if (nextHop.address().family() == AddressFamily.IPV4) {
            out.writeBytes(new byte[] {0x40, NEXT_HOP, (byte) address.length});
            out.writeBytes(address);
        } else {
            byte[] linkLocal = nextHop.linkLocal().map(IpAddress::octets).orElse(new byte[0]);
            int length = address.length + linkLocal.length;
            out.writeBytes(new byte[] {(byte) 0x80, MP_REACH_NLRI, (byte) (1 + length), (byte) length});
            out.writeBytes(address);
            out.writeBytes(linkLocal);
        }
        return out.toByteArray();
    }
}
