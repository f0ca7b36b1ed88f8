package io.barewire.bfd;

/// A session went from one state to another.
///
/// @param remoteState the peer's state as it last said
/// @param remoteControlPlaneIndependent the peer's C bit (RFC 5880 §4.1): its BFD goes on while its control plane
///     restarts, so that a failure means that it does not forward
public record BfdChange(
        BfdState before,
        BfdState after,
        Diagnostic diagnostic,
        BfdState remoteState,
        boolean remoteControlPlaneIndependent) {
    /// True when the path has failed. A session that somebody has shut down says nothing about the path (RFC 5882
    /// §3.2).
    public boolean isFailure() {
        return before == BfdState.UP && after == BfdState.DOWN && remoteState != BfdState.ADMIN_DOWN;
    }
}
