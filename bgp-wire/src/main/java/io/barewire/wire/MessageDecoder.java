package io.barewire.wire;

import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.DecodeOutcome.Ignored;
import io.barewire.wire.DecodeOutcome.SessionReset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads messages of one session. It remembers attribute blocks that it has checked before, so it is confined to
/// one thread; make a new one when the format changes, which is once, after the OPENs.
public final class MessageDecoder {
    private final MessageFormat format;
    /// From the first UPDATE on: before the OPENs there is none.
    private @Nullable UpdateDecoder updates;

    public MessageDecoder(MessageFormat format) {
        this.format = format;
    }

    /// Reads one whole message, header included. The array is handed over: the result may keep slices of it, and
    /// it must not change any more. Never throws, whatever the octets are.
    public DecodeOutcome decode(byte[] frame) {
        return switch (Framing.next(frame, 0, frame.length, format)) {
            case Framing.Result.Bad(Notification notification, String why) -> new SessionReset(notification, why);
            case Framing.Result.NeedMore(int total) -> badLength(frame, total);
            case Framing.Result.Frame(MessageType type, int length) ->
                length == frame.length ? decode(type, frame) : badLength(frame, length);
        };
    }

    /// The same for a message that [Framing] found in this format: `frame` is just its octets.
    public DecodeOutcome decode(MessageType type, byte[] frame) {
        return switch (type) {
            case OPEN -> OpenMessage.read(frame);
            case UPDATE -> updates().decode(frame);
            case NOTIFICATION -> accepted(notification(frame));
            case KEEPALIVE -> accepted(new Keepalive());
            case ROUTE_REFRESH -> routeRefresh(frame);
        };
    }

    private UpdateDecoder updates() {
        UpdateDecoder known = updates;
        if (known == null) {
            known = new UpdateDecoder(format);
            updates = known;
        }
        return known;
    }

    private static DecodeOutcome accepted(BgpMessage message) {
        return new Accepted(message, List.of());
    }

    /// Only a caller that does not frame by [Framing] gets here.
    private static SessionReset badLength(byte[] frame, int expected) {
        return new SessionReset(
                Notification.of(Notification.MESSAGE_HEADER_ERROR, 2),
                "message of " + frame.length + " octets where its header says " + expected);
    }

    private static Notification notification(byte[] frame) {
        return new Notification(
                NetworkOrder.u8(frame, 19), NetworkOrder.u8(frame, 20), Octets.of(frame, 21, frame.length));
    }

    /// RFC 2918 §3, which has a receiver ignore the reserved octet, and RFC 7313 §5, which makes it a subtype. The
    /// reply to a wrong length carries the whole message when it is one of RFC 7313's.
    private DecodeOutcome routeRefresh(byte[] frame) {
        int length = frame.length - Framing.HEADER_LENGTH;
        int subtype = (length < 3 || !format.enhancedRefresh()) ? 0 : NetworkOrder.u8(frame, 21);
        if (length != 4) {
            Notification notification = subtype == 1 || subtype == 2
                    ? new Notification(Notification.ROUTE_REFRESH_ERROR, 1, Octets.of(frame))
                    : new Notification(Notification.MESSAGE_HEADER_ERROR, 2, Octets.of(frame, 16, 18));
            return new SessionReset(notification, "ROUTE-REFRESH of length " + frame.length);
        }
        Optional<RouteRefresh.Subtype> known = RouteRefresh.Subtype.of(subtype);
        return known.isEmpty()
                ? new Ignored("ROUTE-REFRESH of subtype " + subtype)
                : accepted(new RouteRefresh(NetworkOrder.u16(frame, 19), NetworkOrder.u8(frame, 22), known.get()));
    }
}
