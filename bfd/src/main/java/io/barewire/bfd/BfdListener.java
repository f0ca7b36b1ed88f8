package io.barewire.bfd;

/// Hears of sessions that changed their state.
@FunctionalInterface
public interface BfdListener {
    /// Called on the BFD thread, which has packets of all sessions to send meanwhile: hand it over and return at
    /// once.
    void changed(BfdPath path, BfdChange change);
}
