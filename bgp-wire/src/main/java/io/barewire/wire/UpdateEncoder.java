package io.barewire.wire;

import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.Update.Reach;
import java.util.ArrayList;
import java.util.List;

/// Writes UPDATEs for one session format. What does not fit into one message goes into several; withdrawals,
/// classic IPv4 routes and MP_REACH_NLRI each travel in messages of their own, MP_REACH_NLRI as the first
/// attribute (RFC 7606 §5.1). IPv4 routes with an IPv6 next hop travel in MP_REACH_NLRI (RFC 8950).
public final class UpdateEncoder {
    /// Header, length of withdrawn routes, length of path attributes.
    static final int FIXED = Framing.HEADER_LENGTH + 2 + 2;

    /// NEXT_HOP with its header.
    static final int NEXT_HOP = 3 + 4;

    /// A path identifier, a length and an IPv6 address.
    private static final int LONGEST_ENTRY = 4 + 1 + 16;

    private static final int AS4_AGGREGATOR = 3 + 8;

    private final MessageFormat format;

    public UpdateEncoder(MessageFormat format) {
        this.format = format;
    }

    /// @param messages to send in this order
    /// @param withdrawnInstead routes that fit into no message of this session with their attributes; `messages`
    ///     withdraw them (RFC 8654 §4)
    public record Encoded(List<byte[]> messages, List<Nlri> withdrawnInstead) {
        public Encoded {
            messages = List.copyOf(messages);
            withdrawnInstead = List.copyOf(withdrawnInstead);
        }
    }

    /// Blocks without prefixes say nothing and are left out, except in the End-of-RIB marker.
    ///
    /// @throws IllegalArgumentException when the format has no way to say it, such as an IPv6 next hop for IPv4
    ///     prefixes without RFC 8950
    public Encoded encode(Update update) {
        MessageBuffer out = new MessageBuffer(256);
        List<Nlri> withdrawnInstead = new ArrayList<>();
        encode(update, out, withdrawnInstead);
        return new Encoded(out.split(), withdrawnInstead);
    }

    /// The same, appended to what is in `out`. Nothing says which routes were withdrawn instead: ask [#fits] first.
    public void encode(Update update, MessageBuffer out) {
        encode(update, out, new ArrayList<>(0));
    }

    private void encode(Update update, MessageBuffer out, List<Nlri> withdrawnInstead) {
        boolean endOfRib = update.endOfRib().isPresent();
        for (int i = 0; i < update.withdrawn().size(); i++) {
            Nlri nlri = update.withdrawn().get(i);
            if (endOfRib || !nlri.isEmpty()) {
                withdraw(nlri, out);
            }
        }
        if (update.announced().isEmpty()) {
            return;
        }
        byte[] attributes = attributes(update.attributes());
        for (int i = 0; i < update.announced().size(); i++) {
            Reach reach = update.announced().get(i);
            if (!reach.nlri().isEmpty() && !announce(reach, attributes, out)) {
                withdrawnInstead.add(reach.nlri());
                withdraw(reach.nlri(), out);
            }
        }
    }

    /// The attributes as the session's format has them.
    private byte[] attributes(PathAttributes attributes) {
        return format.fourOctetAs() ? attributes.canonical() : folded(attributes);
    }

    /// Whether [#encode] can announce these routes: each fits into one message with the attributes.
    public boolean fits(Reach reach, PathAttributes attributes) {
        int length = attributes.canonicalLength();
        // An AS4_PATH is no longer than the AS_PATH.
        int most = format.fourOctetAs() ? length : 2 * length + AS4_AGGREGATOR;
        return room(reach, most) >= LONGEST_ENTRY
                || room(reach, format.fourOctetAs() ? length : folded(attributes).length)
                        >= packed(reach.nlri()).longestEntry();
    }

    /// Octets for NLRI in a message.
    private int room(Reach reach, int attributesLength) {
        int overhead = isClassic(reach) ? NEXT_HOP : MultiprotocolReach.overhead(reach.nextHop());
        return format.maximumLength() - FIXED - attributesLength - overhead;
    }

    private static boolean isClassic(Reach reach) {
        return reach.nlri().family() == AddressFamily.IPV4
                && reach.nextHop().address().family() == AddressFamily.IPV4;
    }

    private void withdraw(Nlri nlri, MessageBuffer messages) {
        boolean classic = nlri.family() == AddressFamily.IPV4;
        int room = format.maximumLength() - FIXED - (classic ? 0 : MultiprotocolUnreach.OVERHEAD);
        for (Nlri part : packed(nlri).split(room)) {
            int start = messages.length();
            WireWriter out = messages.begin(MessageType.UPDATE);
            if (classic) {
                out.u16(part.wireLength());
                part.appendTo(out);
                out.u16(0);
            } else {
                out.u16(0);
                int lengthAt = out.length();
                out.u16(0);
                MultiprotocolUnreach.write(part, out);
                out.patch16(lengthAt, out.length() - lengthAt - 2);
            }
            messages.end(start, MessageType.UPDATE, format);
        }
    }

    /// False when the attributes leave no room for each prefix.
    private boolean announce(Reach reach, byte[] attributes, MessageBuffer messages) {
        AddressFamily nextHopFamily = reach.nextHop().address().family();
        AddressFamily family = reach.nlri().family();
        if (nextHopFamily != family && !(family == AddressFamily.IPV4 && format.extendedNextHop())) {
            throw new IllegalArgumentException(family + " prefixes with next hop " + reach.nextHop());
        }
        boolean classic = isClassic(reach);
        int room = room(reach, attributes.length);
        Nlri nlri = packed(reach.nlri());
        if (room < LONGEST_ENTRY && room < nlri.longestEntry()) {
            return false;
        }
        List<Nlri> parts = nlri.split(room);
        for (int i = 0; i < parts.size(); i++) {
            Nlri part = parts.get(i);
            int start = messages.length();
            WireWriter out = messages.begin(MessageType.UPDATE);
            out.u16(0);
            int lengthAt = out.length();
            out.u16(0);
            if (classic) {
                writeWithNextHop(attributes, reach.nextHop().address(), out);
            } else {
                MultiprotocolReach.write(reach.nextHop(), part, out);
                out.octets(attributes);
            }
            out.patch16(lengthAt, out.length() - lengthAt - 2);
            if (classic) {
                part.appendTo(out);
            }
            messages.end(start, MessageType.UPDATE, format);
        }
        return true;
    }

    /// With path identifiers where the session wants them, without where it does not.
    private Nlri packed(Nlri nlri) {
        boolean withPathIds = format.addPathSend().contains(nlri.family());
        return nlri.withPathIds() == withPathIds ? nlri : nlri.repacked(withPathIds);
    }

    /// The attributes in ascending order of type (RFC 4271 §5) with NEXT_HOP in its place.
    private static void writeWithNextHop(byte[] attributes, IpAddress nextHop, WireWriter out) {
        int at = 0;
        while (at < attributes.length && NetworkOrder.u8(attributes, at + 1) < AttributeType.NEXT_HOP.code) {
            boolean extended = (attributes[at] & AttributeType.EXTENDED_LENGTH) != 0;
            at += extended ? 4 + NetworkOrder.u16(attributes, at + 2) : 3 + NetworkOrder.u8(attributes, at + 2);
        }
        out.octets(attributes, 0, at);
        AttributeValues.writeHeader(AttributeType.NEXT_HOP.flags, AttributeType.NEXT_HOP.code, 4, out);
        out.u32(nextHop.ipv4Bits()).octets(attributes, at, attributes.length);
    }

    /// The attributes as a two-octet speaker reads them (RFC 6793 §4.2.2).
    private static byte[] folded(PathAttributes attributes) {
        WireWriter out = new WireWriter(attributes.canonicalLength() + 64);
        WireWriter as4 = new WireWriter(64);
        boolean as4Written = false;
        for (PathAttributes.Cursor at = attributes.cursor(); at.next(); ) {
            if (!as4Written && at.code() > AttributeType.AS4_PATH.code) {
                as4.appendTo(out);
                as4Written = true;
            }
            if (at.code() == AttributeType.AS_PATH.code) {
                foldPath((AsPath) at.attribute(), out, as4);
            } else if (at.code() == AttributeType.AGGREGATOR.code) {
                foldAggregator((Aggregator) at.attribute(), at.flags(), out, as4);
            } else {
                at.copyTo(out);
            }
        }
        if (!as4Written) {
            as4.appendTo(out);
        }
        return out.toArray();
    }

    private static void foldPath(AsPath path, WireWriter out, WireWriter as4) {
        WireWriter value = new WireWriter(64);
        AttributeValues.writeAsPath(path, 2, value);
        AttributeValues.writeHeader(AttributeType.AS_PATH.flags, AttributeType.AS_PATH.code, value.length(), out);
        value.appendTo(out);
        TwoOctetSpeaker.as4Path(path).ifPresent(whole -> {
            value.clear();
            AttributeValues.writeAsPath(whole, 4, value);
            AttributeValues.writeHeader(AttributeType.AS4_PATH.flags, AttributeType.AS4_PATH.code, value.length(), as4);
            value.appendTo(as4);
        });
    }

    private static void foldAggregator(Aggregator aggregator, int flags, WireWriter out, WireWriter as4) {
        AttributeValues.writeHeader(flags, AttributeType.AGGREGATOR.code, 6, out);
        out.u16(TwoOctetSpeaker.fold(aggregator.as())).address(aggregator.speaker());
        if (aggregator.as() > 0xFFFF) {
            AttributeValues.writeHeader(AttributeType.AS4_AGGREGATOR.flags, AttributeType.AS4_AGGREGATOR.code, 8, as4);
            as4.u32(aggregator.as()).address(aggregator.speaker());
        }
    }
}
