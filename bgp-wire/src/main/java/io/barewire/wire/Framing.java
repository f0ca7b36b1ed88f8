package io.barewire.wire;

/// Finds messages in a stream of octets by their 19-octet header (RFC 4271 §4.1): 16 octets of ones, two of
/// length, one of type. Looks at the header alone and keeps no state, so half a message costs nothing but
/// waiting.
public final class Framing {
    public static final int HEADER_LENGTH = 19;

    static final int MARKER_LENGTH = 16;

    private Framing() {}

    /// What stands at the front of the stream.
    public sealed interface Result {
        /// Nothing can be said, or the message is not complete, before there are `total` octets, counted from its
        /// first one: 19 or the length in the header.
        record NeedMore(int total) implements Result {}

        /// A complete message of `length` octets, header included.
        record Frame(MessageType type, int length) implements Result {}

        /// No message can begin like this (RFC 4271 §6.1); the session ends with the NOTIFICATION.
        record Bad(Notification notification, String why) implements Result {}
    }

    /// Looks at the octets `from` to `to`. Never throws for any content.
    public static Result next(byte[] octets, int from, int to, MessageFormat format) {
        if (to - from < HEADER_LENGTH) {
            return new Result.NeedMore(HEADER_LENGTH);
        }
        for (int at = from; at < from + MARKER_LENGTH; at++) {
            if (octets[at] != -1) {
                return bad(1, Octets.NONE, "marker is not all ones");
            }
        }
        int length = NetworkOrder.u16(octets, from + MARKER_LENGTH);
        if (length < HEADER_LENGTH || length > format.maximumLength()) {
            return bad(2, lengthField(octets, from), "message length " + length);
        }
        int code = NetworkOrder.u8(octets, from + MARKER_LENGTH + 2);
        MessageType type = MessageType.known(code);
        if (type == null) {
            return bad(3, Octets.of((byte) code), "message type " + code);
        }
        if (!type.mayHaveLength(length, format)) {
            return bad(2, lengthField(octets, from), type + " of length " + length);
        }
        return to - from < length ? new Result.NeedMore(length) : new Result.Frame(type, length);
    }

    private static Octets lengthField(byte[] octets, int from) {
        return Octets.of(octets, from + MARKER_LENGTH, from + MARKER_LENGTH + 2);
    }

    private static Result bad(int subcode, Octets data, String why) {
        return new Result.Bad(new Notification(Notification.MESSAGE_HEADER_ERROR, subcode, data), why);
    }
}
