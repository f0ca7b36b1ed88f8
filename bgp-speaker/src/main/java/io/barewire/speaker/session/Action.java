package io.barewire.speaker.session;

import io.barewire.wire.BgpMessage;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Notification;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.Optional;

/// What a driver has to do for a connection, in the order given.
public sealed interface Action {
    /// Begin a TCP connection to the peer; tell the outcome by [Event.TcpConnectionConfirmed] or
    /// [Event.TcpConnectionFails].
    record Connect() implements Action {}

    /// Close the TCP connection, or the attempt at one, once what was sent before has left. Nothing is to be
    /// reported of it any more.
    record Disconnect() implements Action {}

    record Send(BgpMessage message) implements Action {}

    /// Start a timer, or start it anew, for a time that the driver draws evenly between the two: jitter
    /// (RFC 4271 §10) where they differ.
    record StartTimer(Event.Expired timer, Duration shortest, Duration longest) implements Action {}

    record StopTimer(Event.Expired timer) implements Action {}

    /// Read and write as this says from the next message on.
    record UseFormat(MessageFormat format) implements Action {}

    /// The session is established.
    record Up(Negotiated agreed) implements Action {}

    record DeliverUpdate(Update update) implements Action {}

    record DeliverRouteRefresh(BgpMessage.RouteRefresh refresh) implements Action {}

    /// An established session is lost, or an attempt at one failed.
    ///
    /// @param why a sentence without a full stop, for people
    /// @param restart the peer may be restarting, so its routes may be kept (RFC 4724 §4.2, RFC 8538 §4)
    record Down(
            String why,
            boolean wasEstablished,
            boolean restart,
            Optional<Notification> sent,
            Optional<Notification> received)
            implements Action {}
}
