package io.barewire.wire;

import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.BgpMessage.RouteRefresh;
import java.util.function.Consumer;

/// Writes single messages, header included.
public final class MessageEncoder {
    private MessageEncoder() {}

    /// @throws IllegalArgumentException when the message cannot be written in this format as one message: our
    ///     mistake. An UPDATE that may need several is for [UpdateEncoder].
    public static byte[] encode(BgpMessage message, MessageFormat format) {
        return switch (message) {
            case Open open -> message(MessageType.OPEN, format, out -> OpenMessage.write(open, out));
            case Update update -> single(new UpdateEncoder(format).encode(update));
            case Notification notification ->
                message(
                        MessageType.NOTIFICATION,
                        format,
                        out -> out.u8(notification.code())
                                .u8(notification.subcode())
                                .octets(notification.data().toArray()));
            case Keepalive _ -> message(MessageType.KEEPALIVE, format, _ -> {});
            case RouteRefresh refresh ->
                message(
                        MessageType.ROUTE_REFRESH,
                        format,
                        out -> out.u16(refresh.afi())
                                .u8(refresh.subtype().code())
                                .u8(refresh.safi()));
        };
    }

    private static byte[] single(UpdateEncoder.Encoded encoded) {
        if (encoded.messages().size() != 1 || !encoded.withdrawnInstead().isEmpty()) {
            throw new IllegalArgumentException("an UPDATE that takes "
                    + encoded.messages().size() + " messages and withdraws " + encoded.withdrawnInstead());
        }
        return encoded.messages().getFirst();
    }

    private static byte[] message(MessageType type, MessageFormat format, Consumer<WireWriter> body) {
        WireWriter out = new WireWriter(64);
        begin(type, out);
        body.accept(out);
        return end(type, format, out);
    }

    /// Appends a header whose length is not known yet.
    static void begin(MessageType type, WireWriter out) {
        out.u64(-1).u64(-1).u16(0).u8(type.code());
    }

    /// Fills in the length of what began at the writer's start.
    static byte[] end(MessageType type, MessageFormat format, WireWriter out) {
        if (!type.mayHaveLength(out.length(), format)) {
            throw new IllegalArgumentException(type + " of " + out.length() + " octets");
        }
        return out.patch16(Framing.MARKER_LENGTH, out.length()).toArray();
    }
}
