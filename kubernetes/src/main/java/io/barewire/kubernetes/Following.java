package io.barewire.kubernetes;

/// What goes on since [ApiServer#follow].
public interface Following extends AutoCloseable {
    /// Has everything told again, as when some of it was not kept and is wanted now. Returns at once.
    void relist();

    /// Ends it; when this returns the follower is not running and will not be called again. Called by the follower
    /// itself it returns at once, and the follower will not be called again.
    @Override
    void close();
}
