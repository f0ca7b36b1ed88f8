package io.barewire.speaker.session;

import java.time.Duration;

/// How it goes on with a peer after we ended its session.
public sealed interface Afterwards {
    Afterwards RETRY = new Retry();

    /// Tried again after a short pause. Ends what the others began.
    record Retry() implements Afterwards {}

    /// Neither tried nor taken until so much time has gone by.
    record RetryAfter(Duration pause) implements Afterwards {}

    /// Neither tried nor taken.
    record StayDown() implements Afterwards {}
}
