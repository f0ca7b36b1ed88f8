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
        MessageBuffer out = new MessageBuffer(64);
        append(message, format, out);
        return out.split().getFirst();
    }

    /// The same, appended to what is in `out`.
    public static void append(BgpMessage message, MessageFormat format, MessageBuffer out) {
        switch (message) {
            case Open open -> append(MessageType.OPEN, format, out, body -> OpenMessage.write(open, body));
            case Update update -> appendSingle(new UpdateEncoder(format).encode(update), out);
            case Notification notification ->
                append(
                        MessageType.NOTIFICATION,
                        format,
                        out,
                        body -> body.u8(notification.code())
                                .u8(notification.subcode())
                                .octets(notification.data().toArray()));
            case Keepalive _ -> append(MessageType.KEEPALIVE, format, out, _ -> {});
            case RouteRefresh refresh ->
                append(
                        MessageType.ROUTE_REFRESH,
                        format,
                        out,
                        body -> body.u16(refresh.afi())
                                .u8(refresh.subtype().code())
                                .u8(refresh.safi()));
        }
    }

    private static void appendSingle(UpdateEncoder.Encoded encoded, MessageBuffer out) {
        if (encoded.messages().size() != 1 || !encoded.withdrawnInstead().isEmpty()) {
            throw new IllegalArgumentException("an UPDATE that takes "
                    + encoded.messages().size() + " messages and withdraws " + encoded.withdrawnInstead());
        }
        out.add(encoded.messages().getFirst());
    }

    private static void append(MessageType type, MessageFormat format, MessageBuffer out, Consumer<WireWriter> body) {
        int start = out.length();
        body.accept(out.begin(type));
        out.end(start, type, format);
    }
}
