package io.barewire.speaker;

/// Hears what happens in a speaker.
///
/// Called on a thread of its own, one event after the other, so it may block and may call the speaker. The queue
/// before it is bounded: a listener that falls far behind hears [SpeakerEvent.EventsLost].
@FunctionalInterface
public interface SpeakerListener {
    void on(SpeakerEvent event);
}
