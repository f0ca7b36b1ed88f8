package io.barewire.speaker;

/// Sees every message that peers send, as it came: for collectors and recorders. Costs a copy of each message, and
/// nothing while nobody listens.
///
/// Called on a thread of its own, one message after the other. What it does not take in time is left out, so that
/// neither memory nor sessions depend on it.
@FunctionalInterface
public interface MessageListener {
    void received(ReceivedMessage message);

    /// Messages came faster than they were taken, and this many were left out here.
    default void lost(long count) {}
}
