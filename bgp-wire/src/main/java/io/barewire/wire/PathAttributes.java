package io.barewire.wire;

import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The attributes that a set of routes share: immutable, without repeats, equal by content. The next hop and the
/// NLRI are not among them.
///
/// What is kept is the *canonical block*: the attributes as they would travel between four-octet speakers, in
/// ascending order of type code, the extended length bit only where a length needs it. Two sets are equal exactly
/// when their blocks are, octet by octet. So a table can intern sets by hash and memory compare, a decoder can
/// hand over what it received almost as it came, an encoder can copy it out again, and nobody builds objects for
/// attributes that nobody looks at: [#list] and [#get] make them anew at each call.
public final class PathAttributes {
    public static final PathAttributes NONE = new PathAttributes(new byte[0]);

    private final byte[] canonical;
    /// 0 until somebody asks.
    private int hash;

    /// For the decoder, which has made a canonical block; the array is not copied and must not change.
    PathAttributes(byte[] canonical) {
        this(canonical, 0);
    }

    /// @param hash as [#hashCode] would find it
    PathAttributes(byte[] canonical, int hash) {
        this.canonical = canonical;
        this.hash = hash;
    }

    /// @throws IllegalArgumentException when two are of one type, or their block is longer than 65535 octets
    public static PathAttributes of(List<PathAttribute> attributes) {
        List<PathAttribute> sorted = new ArrayList<>(attributes);
        sorted.sort(Comparator.comparingInt(PathAttributes::typeCode));
        WireWriter out = new WireWriter(64);
        for (int i = 0; i < sorted.size(); i++) {
            int code = typeCode(sorted.get(i));
            if (i > 0 && typeCode(sorted.get(i - 1)) == code) {
                throw new IllegalArgumentException("attribute type " + code + " appears twice");
            }
            AttributeValues.write(sorted.get(i), out);
        }
        return ofWritten(out);
    }

    public static PathAttributes of(PathAttribute... attributes) {
        return of(List.of(attributes));
    }

    /// The set whose canonical block is a copy of `octets` from `from` to `to`. The block is trusted: it must
    /// have come from [#copyCanonical].
    public static PathAttributes ofCanonical(byte[] octets, int from, int to) {
        return from == to ? NONE : new PathAttributes(Arrays.copyOfRange(octets, from, to));
    }

    /// Must not change.
    byte[] canonical() {
        return canonical;
    }

    static PathAttributes ofWritten(WireWriter out) {
        if (out.length() > 0xFFFF) {
            throw new IllegalArgumentException("attributes of " + out.length() + " octets fit into no message");
        }
        return out.length() == 0 ? NONE : new PathAttributes(out.toArray());
    }

    public boolean isEmpty() {
        return canonical.length == 0;
    }

    /// Length of the canonical block in octets, at most 65535.
    public int canonicalLength() {
        return canonical.length;
    }

    /// Copies the canonical block into `target`, starting at `at`.
    public void copyCanonical(byte[] target, int at) {
        System.arraycopy(canonical, 0, target, at, canonical.length);
    }

    /// Whether `octets` from `from` to `to` are this canonical block.
    public boolean canonicalEquals(byte[] octets, int from, int to) {
        return Arrays.equals(canonical, 0, canonical.length, octets, from, to);
    }

    /// Reads the attributes one by one, in ascending order of type code, without making objects of them.
    public Cursor cursor() {
        return new Cursor();
    }

    /// All attributes in ascending order of type code.
    public List<PathAttribute> list() {
        List<PathAttribute> list = new ArrayList<>();
        for (Cursor at = cursor(); at.next(); ) {
            list.add(at.attribute());
        }
        return List.copyOf(list);
    }

    /// The attribute of a kind; for [PathAttribute.Unknown] the first one.
    public <A extends PathAttribute> Optional<A> get(Class<A> kind) {
        int wanted = code(kind);
        for (Cursor at = cursor(); at.next(); ) {
            if (wanted == at.code() || (wanted == UNKNOWN && at.isUnknown())) {
                return Optional.of(kind.cast(at.attribute()));
            }
        }
        return Optional.empty();
    }

    /// Whether there is an attribute of a kind; for [PathAttribute.Unknown] one that we do not understand.
    public boolean has(Class<? extends PathAttribute> kind) {
        return find(code(kind)) >= 0;
    }

    /// Whether there is an attribute of a type, one of [AttributeCode].
    public boolean has(int code) {
        return find(code) >= 0;
    }

    /// Whether there is one that we do not understand.
    public boolean hasUnknown() {
        return find(UNKNOWN) >= 0;
    }

    /// Whether a standard community is there (RFC 1997).
    public boolean hasCommunity(int community) {
        int at = find(AttributeType.COMMUNITIES.code);
        if (at >= 0) {
            int to = valueTo(at);
            for (int value = valueFrom(at); value < to; value += 4) {
                if (NetworkOrder.i32(canonical, value) == community) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The AS number that the AS_PATH begins with; -1 when it is empty or begins with anything but a sequence.
    public long firstAs() {
        int at = find(AttributeType.AS_PATH.code);
        if (at < 0 || valueTo(at) - valueFrom(at) <= 2) {
            return -1;
        }
        int segment = valueFrom(at);
        boolean sequence = canonical[segment] == SegmentType.AS_SEQUENCE.code() && canonical[segment + 1] != 0;
        return sequence ? NetworkOrder.u32(canonical, segment + 2) : -1;
    }

    /// Where the attribute of a type, or for [#UNKNOWN] one that we do not understand, begins; -1 when it is not there.
    private int find(int code) {
        for (int at = 0; at < canonical.length; at = valueTo(at)) {
            int found = NetworkOrder.u8(canonical, at + 1);
            if (found == code || (code == UNKNOWN && !AttributeType.isKnown(found))) {
                return at;
            }
        }
        return -1;
    }

    private int valueFrom(int at) {
        return at + ((canonical[at] & AttributeType.EXTENDED_LENGTH) != 0 ? 4 : 3);
    }

    private int valueTo(int at) {
        boolean extended = (canonical[at] & AttributeType.EXTENDED_LENGTH) != 0;
        return valueFrom(at) + (extended ? NetworkOrder.u16(canonical, at + 2) : NetworkOrder.u8(canonical, at + 2));
    }

    /// This set with `attribute` added, or in place of the one of its type. The others stay as they are, down to
    /// the partial bit that the typed view does not show.
    public PathAttributes with(PathAttribute attribute) {
        int code = typeCode(attribute);
        WireWriter out = new WireWriter(canonical.length + 64);
        boolean written = false;
        for (Cursor at = cursor(); at.next(); ) {
            if (!written && at.code() >= code) {
                AttributeValues.write(attribute, out);
                written = true;
            }
            if (at.code() != code) {
                at.copyTo(out);
            }
        }
        if (!written) {
            AttributeValues.write(attribute, out);
        }
        return ofWritten(out);
    }

    /// This set less the attribute of a kind; for [PathAttribute.Unknown] less all of them.
    public PathAttributes without(Class<? extends PathAttribute> kind) {
        int unwanted = code(kind);
        WireWriter out = new WireWriter(canonical.length);
        for (Cursor at = cursor(); at.next(); ) {
            if (unwanted != at.code() && !(unwanted == UNKNOWN && at.isUnknown())) {
                at.copyTo(out);
            }
        }
        return out.length() == canonical.length ? this : ofWritten(out);
    }

    private static final int UNKNOWN = -1;

    private static int code(Class<? extends PathAttribute> kind) {
        AttributeType type = AttributeType.known(kind);
        if (type == null && kind != PathAttribute.Unknown.class) {
            throw new IllegalArgumentException(kind + " is not the class of an attribute");
        }
        return type == null ? UNKNOWN : type.code;
    }

    /// The IANA type code.
    static int typeCode(PathAttribute attribute) {
        return attribute instanceof PathAttribute.Unknown unknown ? unknown.type() : code(attribute.getClass());
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof PathAttributes that && Arrays.equals(canonical, that.canonical));
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = SecretHash.OF_THIS_PROCESS.of(canonical); // any thread finds the same
        }
        return hash;
    }

    @Override
    public String toString() {
        return list().toString();
    }

    /// `while (at.next()) use(at.code(), …)`. Offsets are within the value of the attribute; what is read must lie
    /// within its [#length].
    public final class Cursor {
        private int start;
        private int valueFrom;
        private int valueTo;

        private Cursor() {}

        public boolean next() {
            if (valueTo == canonical.length) {
                return false;
            }
            start = valueTo;
            valueFrom = valueFrom(start);
            valueTo = valueTo(start);
            return true;
        }

        /// One of [AttributeCode], or one that we do not understand.
        public int code() {
            return NetworkOrder.u8(canonical, start + 1);
        }

        /// Of the value, in octets.
        public int length() {
            return valueTo - valueFrom;
        }

        public int u8(int offset) {
            return NetworkOrder.u8(canonical, valueFrom + offset);
        }

        public int u32(int offset) {
            return (int) NetworkOrder.u32(canonical, valueFrom + offset);
        }

        int flags() {
            return canonical[start] & 0xE0;
        }

        boolean isUnknown() {
            return !AttributeType.isKnown(code());
        }

        PathAttribute attribute() {
            return AttributeValues.read(flags(), code(), canonical, valueFrom, valueTo);
        }

        void copyTo(WireWriter out) {
            out.octets(canonical, start, valueTo);
        }

        void copyValueTo(WireWriter out, int offset) {
            out.octets(canonical, valueFrom + offset, valueTo);
        }
    }
}
