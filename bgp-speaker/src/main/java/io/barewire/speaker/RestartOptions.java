package io.barewire.speaker;

import java.time.Duration;

/// What a start of ours is like when peers keep our routes over it (RFC 4724 §4.1); without effect unless a peer's
/// [GracefulRestart] says that we are its restarter.
///
/// @param forwardingPreserved packets are forwarded while we are away, so peers may keep our routes (the F bit)
/// @param selectionDeferral how long at most we wait for the routes of all such peers before we choose and tell any
public record RestartOptions(boolean forwardingPreserved, Duration selectionDeferral) {
    /// With FRR's time.
    public static final RestartOptions DEFAULT = new RestartOptions(false, Duration.ofMinutes(6));

    public RestartOptions {
        if (selectionDeferral.isNegative()) {
            throw new IllegalArgumentException("selection deferral time " + selectionDeferral + " is negative");
        }
    }
}
