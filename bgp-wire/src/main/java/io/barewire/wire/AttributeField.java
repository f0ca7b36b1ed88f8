package io.barewire.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The path attributes field of one UPDATE, cut into attributes that are not yet understood: NEXT_HOP and the
/// multiprotocol ones by themselves, since they say what is announced, and the rest back to back. Made once and
/// used again for each message.
final class AttributeField {
    /// Where an attribute is in the frame: its header, its value, its end.
    record Slice(int flags, int start, int from, int to) {}

    private byte[] others = new byte[256];
    private int othersLength;
    private int count;
    private @Nullable Slice nextHop;
    private @Nullable Slice mpReach;
    private @Nullable Slice mpUnreach;
    private @Nullable String overrun;
    private @Nullable String repeatedMultiprotocol;
    private final List<String> repeated = new ArrayList<>();
    private final long[] seen = new long[4];

    void cut(byte[] frame, int from, int to) {
        othersLength = 0;
        count = 0;
        nextHop = null;
        mpReach = null;
        mpUnreach = null;
        overrun = null;
        repeatedMultiprotocol = null;
        repeated.clear();
        Arrays.fill(seen, 0);
        for (int at = from; at < to; ) {
            int headerLength = (frame[at] & AttributeType.EXTENDED_LENGTH) != 0 ? 4 : 3;
            if (to - at < headerLength) {
                overrun = (to - at) + " octets left where an attribute should begin";
                return;
            }
            int code = NetworkOrder.u8(frame, at + 1);
            int length = headerLength == 4 ? NetworkOrder.u16(frame, at + 2) : NetworkOrder.u8(frame, at + 2);
            if (to - at - headerLength < length) {
                overrun = name(code) + " of length " + length + " overruns the attributes";
                return;
            }
            add(code, frame, new Slice(NetworkOrder.u8(frame, at), at, at + headerLength, at + headerLength + length));
            at += headerLength + length;
        }
    }

    /// RFC 7606 §3 g: of repeated attributes the first one counts; the multiprotocol ones must not be repeated.
    private void add(int code, byte[] frame, Slice slice) {
        count++;
        boolean again = (seen[code >>> 6] & 1L << code) != 0;
        seen[code >>> 6] |= 1L << code;
        boolean multiprotocol = code == AttributeType.MP_REACH_NLRI.code || code == AttributeType.MP_UNREACH_NLRI.code;
        if (again && multiprotocol) {
            repeatedMultiprotocol = name(code);
        } else if (again) {
            repeated.add(name(code) + ": repeated");
        } else if (code == AttributeType.MP_REACH_NLRI.code) {
            mpReach = slice;
        } else if (code == AttributeType.MP_UNREACH_NLRI.code) {
            mpUnreach = slice;
        } else if (code == AttributeType.NEXT_HOP.code) {
            nextHop = slice;
        } else {
            int length = slice.to - slice.start;
            if (others.length - othersLength < length) {
                others = Arrays.copyOf(others, Math.max(others.length * 2, othersLength + length));
            }
            System.arraycopy(frame, slice.start, others, othersLength, length);
            othersLength += length;
        }
    }

    private static String name(int code) {
        return AttributeType.of(code).map(AttributeType::name).orElse("attribute of type " + code);
    }

    /// How many attributes there were, repeated ones included.
    int count() {
        return count;
    }

    /// All but NEXT_HOP and the multiprotocol ones, [#othersLength()] octets.
    byte[] others() {
        return others;
    }

    int othersLength() {
        return othersLength;
    }

    Optional<Slice> nextHop() {
        return Optional.ofNullable(nextHop);
    }

    Optional<Slice> mpReach() {
        return Optional.ofNullable(mpReach);
    }

    Optional<Slice> mpUnreach() {
        return Optional.ofNullable(mpUnreach);
    }

    /// RFC 7606 §4: why the last attribute could not be cut.
    Optional<String> overrun() {
        return Optional.ofNullable(overrun);
    }

    Optional<String> repeatedMultiprotocol() {
        return Optional.ofNullable(repeatedMultiprotocol);
    }

    List<String> repeated() {
        return repeated;
    }
}
