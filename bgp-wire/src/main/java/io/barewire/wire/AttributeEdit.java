package io.barewire.wire;

import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;

/// Attributes left out of a set, and AS numbers put in front of its AS_PATH (RFC 4271 §5.1.2 b). Works on octets,
/// and copies what it leaves alone, so that telling a table to the next AS builds no object for an attribute.
public final class AttributeEdit {
    public static final AttributeEdit NOTHING = new AttributeEdit(new long[4], new long[0]);

    private static final int LONGEST_SEGMENT = 255;

    /// A bit for each type code.
    private final long[] leftOut;
    private final long[] prepended;

    private AttributeEdit(long[] leftOut, long[] prepended) {
        this.leftOut = leftOut;
        this.prepended = prepended;
    }

    @SafeVarargs
    public final AttributeEdit leavingOut(Class<? extends PathAttribute>... kinds) {
        long[] all = leftOut.clone();
        for (Class<? extends PathAttribute> kind : kinds) {
            int code = AttributeType.of(kind).orElseThrow().code;
            all[code >> 6] |= 1L << code;
        }
        return new AttributeEdit(all, prepended);
    }

    /// Puts `as` in front of what is put in front already.
    public AttributeEdit prepending(long as) {
        long[] all = new long[prepended.length + 1];
        all[0] = as;
        System.arraycopy(prepended, 0, all, 1, prepended.length);
        return new AttributeEdit(leftOut, all);
    }

    /// @throws IllegalArgumentException when it comes to more than 65535 octets
    public PathAttributes apply(PathAttributes attributes) {
        WireWriter out = new WireWriter(attributes.canonicalLength() + 8 + 4 * prepended.length);
        boolean prepends = prepended.length > 0;
        for (PathAttributes.Cursor at = attributes.cursor(); at.next(); ) {
            int code = at.code();
            if (prepends && code >= AttributeType.AS_PATH.code) {
                prepends = false;
                if (code == AttributeType.AS_PATH.code) {
                    prepend(at, out);
                    continue;
                }
                newPath(out);
            }
            if ((leftOut[code >> 6] >>> code & 1) == 0) {
                at.copyTo(out);
            }
        }
        if (prepends) {
            newPath(out);
        }
        return PathAttributes.ofWritten(out);
    }

    private void newPath(WireWriter out) {
        AttributeValues.writeHeader(AttributeType.AS_PATH.flags, AttributeType.AS_PATH.code, lengthOfFirst(), out);
        sequence(prepended.length, out);
    }

    /// Into the first segment where that is a sequence with room; else a segment of their own.
    private void prepend(PathAttributes.Cursor at, WireWriter out) {
        boolean joins = at.length() > 0
                && at.u8(0) == SegmentType.AS_SEQUENCE.code()
                && at.u8(1) + prepended.length <= LONGEST_SEGMENT;
        int length = at.length() + lengthOfFirst() - (joins ? 2 : 0);
        AttributeValues.writeHeader(at.flags(), at.code(), length, out);
        sequence(joins ? prepended.length + at.u8(1) : prepended.length, out);
        at.copyValueTo(out, joins ? 2 : 0);
    }

    private int lengthOfFirst() {
        return 2 + 4 * prepended.length;
    }

    private void sequence(int count, WireWriter out) {
        out.u8(SegmentType.AS_SEQUENCE.code()).u8(count);
        for (long as : prepended) {
            out.u32(as);
        }
    }
}
