package io.barewire.speaker;

/// Routes of one speaker in the tables of another, since [BgpSpeaker#importFrom].
public interface RouteImport extends AutoCloseable {
    /// Takes them out again.
    @Override
    void close();
}
