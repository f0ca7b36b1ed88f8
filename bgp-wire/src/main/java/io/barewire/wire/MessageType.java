package io.barewire.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages and the lengths they may have (RFC 4271 §4.2 to §4.5, §6.1; RFC 2918 §3; RFC 8654 §4).
public enum MessageType {
    OPEN(1, 29, false),
    UPDATE(2, 23, true),
    NOTIFICATION(3, 21, true),
    KEEPALIVE(4, 19, false),
    /// Anything with a header: a wrong length has an error of its own (RFC 7313 §5), which the decoder finds.
    ROUTE_REFRESH(5, 19, true);

    private static final @Nullable MessageType[] BY_CODE = new MessageType[256];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final int shortest;
    private final boolean mayBeExtended;

    MessageType(int code, int shortest, boolean mayBeExtended) {
        this.code = code;
        this.shortest = shortest;
        this.mayBeExtended = mayBeExtended;
    }

    /// The number in the header.
    public int code() {
        return code;
    }

    /// The type of a number of one octet.
    public static Optional<MessageType> of(int code) {
        return Optional.ofNullable(known(code));
    }

    /// The same, without an object for each message.
    static @Nullable MessageType known(int code) {
        return BY_CODE[code];
    }

    /// Whether a message of this type may have `length` octets, header included.
    public boolean mayHaveLength(int length, MessageFormat format) {
        int longest = this == KEEPALIVE ? shortest : mayBeExtended ? format.maximumLength() : 4096;
        return length >= shortest && length <= longest;
    }
}
