package io.barewire.rib;

import java.util.List;

/// The prefixes that changed since they were last drained, each once however often it changed. Belongs to the thread
/// of its [Rib].
///
/// @param <T> what is told of a prefix: its state when it is drained, not the way there
public interface Feed<T> {
    boolean isEmpty();

    /// The state now of up to `most` changed prefixes, which then count as unchanged.
    List<T> drain(int most);

    /// Stops following changes. A closed feed is empty.
    void close();
}
