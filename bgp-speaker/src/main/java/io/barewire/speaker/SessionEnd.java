package io.barewire.speaker;

import io.barewire.wire.Notification;
import java.time.Instant;
import java.util.Optional;

/// How a session, or an attempt at one, ended.
///
/// @param at when
/// @param why one sentence for people, naming the NOTIFICATION if one was sent or came
/// @param wasEstablished false for an attempt that never got as far
/// @param sent the NOTIFICATION that we ended it with
/// @param received the NOTIFICATION that the peer ended it with
public record SessionEnd(
        Instant at, String why, boolean wasEstablished, Optional<Notification> sent, Optional<Notification> received) {}
