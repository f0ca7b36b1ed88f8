package io.barewire.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the UPDATEs that make up nearly all of a table: IPv4 routes withdrawn and nothing else, or IPv4 routes
/// announced under NEXT_HOP, with attributes that have no fault and are written as [PathAttributes] keeps them. Of
/// anything else it says nothing, and [UpdateDecoder] reads it. That would say the same of these too, by way of many
/// objects.
final class PlainUpdate {
    private static final long MANDATORY = bit(AttributeType.ORIGIN) | bit(AttributeType.AS_PATH);
    private static final long MANDATORY_WITHIN_AS = MANDATORY | bit(AttributeType.LOCAL_PREF);

    private final MessageFormat format;
    private final boolean inUse;
    private final boolean withPathIds;
    private final long mandatory;
    // A peer repeats its next hop, and attributes whose routes do not fit into one message.
    private NextHop nextHop = NextHop.of(IpAddress.ipv4(0));
    private PathAttributes attributes = PathAttributes.NONE;

    PlainUpdate(MessageFormat format) {
        this.format = format;
        this.inUse = format.fourOctetAs() && format.families().contains(AddressFamily.IPV4);
        this.withPathIds = format.addPathReceive().contains(AddressFamily.IPV4);
        this.mandatory = format.external() ? MANDATORY : MANDATORY_WITHIN_AS;
    }

    /// Reads a frame of at least 23 octets; null when it is not plain.
    @Nullable
    Update read(byte[] frame) {
        int from = Framing.HEADER_LENGTH + 2;
        int withdrawn = NetworkOrder.u16(frame, Framing.HEADER_LENGTH);
        if (!inUse) {
            return null;
        }
        if (withdrawn == 0) {
            int nlriFrom = from + 2 + NetworkOrder.u16(frame, from);
            return nlriFrom < frame.length ? announced(frame, from + 2, nlriFrom) : null;
        }
        boolean nothingElse =
                frame.length == UpdateEncoder.FIXED + withdrawn && NetworkOrder.u16(frame, frame.length - 2) == 0;
        Nlri nlri = nothingElse ? nlri(frame, from, from + withdrawn) : null;
        return nlri == null ? null : Update.withdraw(nlri);
    }

    private @Nullable Update announced(byte[] frame, int from, int to) {
        long present = 0;
        int nextHopAt = -1;
        int last = 0;
        for (int at = from; at < to; ) {
            boolean extended = (frame[at] & AttributeType.EXTENDED_LENGTH) != 0;
            int valueFrom = at + (extended ? 4 : 3);
            if (valueFrom > to) {
                return null;
            }
            int length = extended ? NetworkOrder.u16(frame, at + 2) : NetworkOrder.u8(frame, at + 2);
            int valueTo = valueFrom + length;
            int code = NetworkOrder.u8(frame, at + 1);
            AttributeType type = AttributeType.known(code);
            if (valueTo > to || code <= last || type == null || extended != length > 255) {
                return null;
            }
            if ((frame[at] & 0xFF & ~AttributeType.EXTENDED_LENGTH) != type.flags
                    || !isKeptAsItCame(type)
                    || !type.readFrom(format)
                    || type.check.flaw(frame, valueFrom, valueTo, format).isPresent()) {
                return null;
            }
            if (type == AttributeType.NEXT_HOP) {
                nextHopAt = at;
            }
            present |= bit(type);
            last = code;
            at = valueTo;
        }
        Nlri nlri = nextHopAt < 0 || (present & mandatory) != mandatory ? null : nlri(frame, to, frame.length);
        if (nlri == null) {
            return null;
        }
        readNextHop(frame, nextHopAt + 3);
        readAttributes(frame, from, nextHopAt, nextHopAt + UpdateEncoder.NEXT_HOP, to);
        return Update.announce(nextHop, attributes, nlri);
    }

    /// Whether the octets of a faultless value are those of [PathAttributes].
    private static boolean isKeptAsItCame(AttributeType type) {
        return switch (type) {
            case ORIGIN,
                    AS_PATH,
                    NEXT_HOP,
                    MULTI_EXIT_DISC,
                    LOCAL_PREF,
                    ATOMIC_AGGREGATE,
                    AGGREGATOR,
                    COMMUNITIES,
                    ORIGINATOR_ID,
                    CLUSTER_LIST,
                    EXTENDED_COMMUNITIES,
                    ONLY_TO_CUSTOMER -> true;
            case MP_REACH_NLRI, MP_UNREACH_NLRI, AS4_PATH, AS4_AGGREGATOR, LARGE_COMMUNITIES -> false;
        };
    }

    private @Nullable Nlri nlri(byte[] frame, int from, int to) {
        return switch (Nlri.scan(AddressFamily.IPV4, withPathIds, frame, from, to)) {
            case Nlri.Scan.Good(Nlri nlri) -> nlri;
            case Nlri.Scan.Bad _ -> null;
        };
    }

    private void readNextHop(byte[] frame, int at) {
        int bits = NetworkOrder.i32(frame, at);
        if (nextHop.address().ipv4Bits() != bits) {
            nextHop = NextHop.of(IpAddress.ipv4(bits));
        }
    }

    /// All but NEXT_HOP, which lies between `gapFrom` and `gapTo`.
    private void readAttributes(byte[] frame, int from, int gapFrom, int gapTo, int to) {
        byte[] before = attributes.canonical();
        int first = gapFrom - from;
        int length = first + to - gapTo;
        if (before.length == length
                && Arrays.equals(before, 0, first, frame, from, gapFrom)
                && Arrays.equals(before, first, length, frame, gapTo, to)) {
            return;
        }
        byte[] block = new byte[length];
        System.arraycopy(frame, from, block, 0, first);
        System.arraycopy(frame, gapTo, block, first, length - first);
        // Hashed here, and not on the thread that has all the tables to look after.
        attributes = new PathAttributes(block, SecretHash.OF_THIS_PROCESS.of(block));
    }

    private static long bit(AttributeType type) {
        return 1L << type.code;
    }
}
