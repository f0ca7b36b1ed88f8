package io.barewire.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Prefixes of one family, packed as they travel: a length octet and just enough octets (RFC 4271 §4.3), with a
/// four-octet path identifier in front of each when `withPathIds` (RFC 7911 §3). Immutable and validated: whoever
/// holds one can walk it with a [Cursor] and meets neither bad lengths nor bits behind the length.
public final class Nlri {
    private final AddressFamily family;
    private final boolean withPathIds;
    private final byte[] octets;
    private final int from;
    private final int to;
    private final int size;

    /// For the decoder and [Builder], which have checked every entry; the array is not copied and must not
    /// change.
    Nlri(AddressFamily family, boolean withPathIds, byte[] octets, int from, int to, int size) {
        this.family = family;
        this.withPathIds = withPathIds;
        this.octets = octets;
        this.from = from;
        this.to = to;
        this.size = size;
    }

    /// What octets turned out to be when read as NLRI.
    sealed interface Scan {
        record Good(Nlri nlri) implements Scan {}

        record Bad(String why) implements Scan {}
    }

    /// Checks the octets `from` to `to` (RFC 7606 §5.3) and keeps them. Bits behind a prefix's length mean
    /// nothing (RFC 4271 §4.3); where there are any, a cleaned copy is kept instead, so that equal prefixes are
    /// equal octets.
    static Scan scan(AddressFamily family, boolean withPathIds, byte[] octets, int from, int to) {
        int size = 0;
        boolean clean = true;
        for (int at = from; at < to; size++) {
            int lengthAt = withPathIds ? at + 4 : at;
            if (lengthAt >= to) {
                return new Scan.Bad("path identifier without a prefix");
            }
            int length = octets[lengthAt] & 0xFF;
            if (length > family.bits()) {
                return new Scan.Bad("prefix length " + length + " for " + family);
            }
            at = lengthAt + 1 + ((length + 7) >>> 3);
            if (at > to) {
                return new Scan.Bad("prefix of " + length + " bits overruns its field");
            }
            clean &= (octets[at - 1] & trailingBits(length)) == 0;
        }
        if (clean) {
            return new Scan.Good(new Nlri(family, withPathIds, octets, from, to, size));
        }
        Nlri unclean = new Nlri(family, withPathIds, octets, from, to, size);
        return new Scan.Good(unclean.repacked(withPathIds));
    }

    /// The bits of a prefix's last octet that lie behind its length; none for length 0, which has no octets.
    private static int trailingBits(int length) {
        return 0xFF >>> (((length - 1) & 7) + 1);
    }

    /// The same prefixes with or without path identifiers; those that come in are 0.
    Nlri repacked(boolean packWithPathIds) {
        Builder builder = new Builder(family, packWithPathIds);
        for (Cursor at = cursor(); at.next(); ) {
            builder.add(at.pathId(), at.high(), at.low(), at.length());
        }
        return builder.build();
    }

    /// The most octets that one of these prefixes takes.
    int longestEntry() {
        int longest = 0;
        for (int at = from; at < to; ) {
            int next = entryAfter(at);
            longest = Math.max(longest, next - at);
            at = next;
        }
        return longest;
    }

    private int entryAfter(int at) {
        int lengthAt = withPathIds ? at + 4 : at;
        return lengthAt + 1 + (((octets[lengthAt] & 0xFF) + 7) >>> 3);
    }

    /// The prefixes in their order, in parts of at most `mostOctets` packed octets.
    ///
    /// @param mostOctets at least [#longestEntry()]
    List<Nlri> split(int mostOctets) {
        if (wireLength() <= mostOctets) {
            return List.of(this);
        }
        List<Nlri> parts = new ArrayList<>();
        int start = from;
        int count = 0;
        for (int at = from; at < to; count++) {
            int next = entryAfter(at);
            if (next - start > mostOctets) {
                parts.add(new Nlri(family, withPathIds, octets, start, at, count));
                start = at;
                count = 0;
            }
            at = next;
        }
        parts.add(new Nlri(family, withPathIds, octets, start, to, count));
        return parts;
    }

    public static Nlri of(AddressFamily family, List<Prefix> prefixes) {
        Builder builder = new Builder(family, false);
        for (Prefix prefix : prefixes) {
            if (prefix.family() != family) {
                throw new IllegalArgumentException(prefix + " is not of family " + family);
            }
            builder.add(0, prefix.high(), prefix.low(), prefix.length());
        }
        return builder.build();
    }

    public static Nlri of(Prefix first, Prefix... more) {
        List<Prefix> all = new ArrayList<>(List.of(more));
        all.addFirst(first);
        return of(first.family(), all);
    }

    public AddressFamily family() {
        return family;
    }

    public boolean withPathIds() {
        return withPathIds;
    }

    /// How many prefixes.
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /// Length of the packed form in octets.
    public int wireLength() {
        return to - from;
    }

    void appendTo(WireWriter out) {
        out.octets(octets, from, to);
    }

    public Cursor cursor() {
        return new Cursor();
    }

    public List<Prefix> toList() {
        List<Prefix> list = new ArrayList<>(size);
        for (Cursor at = cursor(); at.next(); ) {
            list.add(at.prefix());
        }
        return List.copyOf(list);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Nlri that
                && family == that.family
                && withPathIds == that.withPathIds
                && Arrays.equals(octets, from, to, that.octets, that.from, that.to);
    }

    @Override
    public int hashCode() {
        int hash = family.hashCode();
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return toList().toString();
    }

    /// Walks the prefixes in order without making objects: `while (at.next()) use(at.high(), …)`.
    public final class Cursor {
        private int at = from;
        private int pathId;
        private long high;
        private long low;
        private int length;

        private Cursor() {}

        public boolean next() {
            if (at == to) {
                return false;
            }
            byte[] packed = octets;
            if (withPathIds) {
                pathId = NetworkOrder.i32(packed, at);
                at += 4;
            }
            int bits = packed[at++] & 0xFF;
            int count = (bits + 7) >>> 3;
            long upper = 0;
            for (int i = 0, shift = 56; i < count && i < 8; i++, shift -= 8) {
                upper |= (packed[at + i] & 0xFFL) << shift;
            }
            long lower = 0;
            for (int i = 8, shift = 56; i < count; i++, shift -= 8) {
                lower |= (packed[at + i] & 0xFFL) << shift;
            }
            if ((bits & 7) != 0) { // only what scan() is about to clean needs it
                upper &= Prefix.maskHigh(bits);
                lower &= Prefix.maskLow(bits);
            }
            at += count;
            length = bits;
            high = upper;
            low = lower;
            return true;
        }

        /// Zero when the packed form has none.
        public int pathId() {
            return pathId;
        }

        public long high() {
            return high;
        }

        public long low() {
            return low;
        }

        public int length() {
            return length;
        }

        public Prefix prefix() {
            return new Prefix(family, high, low, length);
        }
    }

    /// Packs prefixes one by one; grows as needed and can be used again after [#build()].
    public static final class Builder {
        private final AddressFamily family;
        private final boolean withPathIds;
        private static final byte[] NONE = new byte[0];
        private static final int LONGEST_ENTRY = 4 + 1 + 16;

        private byte[] octets = NONE;
        private int at;
        private int size;

        public Builder(AddressFamily family, boolean withPathIds) {
            this.family = family;
            this.withPathIds = withPathIds;
        }

        /// Adds `length` leading bits of a left-aligned address; what stands behind them is ignored.
        ///
        /// @param pathId ignored when packing without path identifiers
        public Builder add(int pathId, long high, long low, int length) {
            if (length < 0 || length > family.bits()) {
                throw new IllegalArgumentException("prefix length " + length + " for " + family);
            }
            long maskedHigh = high & Prefix.maskHigh(length);
            long maskedLow = low & Prefix.maskLow(length);
            int count = (length + 7) >>> 3;
            if (octets.length - at < count + 5) {
                octets = Arrays.copyOf(octets, octets.length * 2 + LONGEST_ENTRY);
            }
            if (withPathIds) {
                for (int shift = 24; shift >= 0; shift -= 8) {
                    octets[at++] = (byte) (pathId >>> shift);
                }
            }
            octets[at++] = (byte) length;
            for (int i = 0; i < count; i++) {
                octets[at++] = (byte) (i < 8 ? maskedHigh >>> (56 - 8 * i) : maskedLow >>> (120 - 8 * i));
            }
            size++;
            return this;
        }

        public int size() {
            return size;
        }

        public int wireLength() {
            return at;
        }

        /// What was added so far; the builder starts again empty.
        public Nlri build() {
            Nlri built = new Nlri(family, withPathIds, octets, 0, at, size);
            octets = NONE;
            at = 0;
            size = 0;
            return built;
        }
    }
}
