package io.barewire.speaker;

import java.time.Duration;

/// What is done about restarts of a peer and of ourselves (RFC 4724, RFC 8538, RFC 9494).
///
/// @param mode whose restarts are survived
/// @param restartTime what the peer is told to wait for us when we restart, 0 to 4095 s
/// @param staleTime how long, from the loss on, routes of a peer are kept that it has not told again
/// @param notification a NOTIFICATION is a restart as well, unless it is a Hard Reset (the N bit of RFC 8538)
/// @param longLivedStaleTime how long, from the end of its restart time on, routes of a peer are kept as the least
///     preferred ones (RFC 9494), up to 194 days; the capability is offered unless it is zero
public record GracefulRestart(
        Mode mode, Duration restartTime, Duration staleTime, boolean notification, Duration longLivedStaleTime) {
    private static final int LONGEST_RESTART = 4095;
    private static final int LONGEST_LONG_LIVED = 0xFFFFFF;

    public enum Mode {
        /// The capability is not offered; a loss is a loss.
        DISABLED,
        /// A peer that restarts finds its routes kept.
        HELPER,
        /// That, and the peer is asked to keep ours when we restart.
        RESTARTER
    }

    /// Helper, with the times that FRR has: 120 s to come back, 360 s to tell all again.
    public static final GracefulRestart DEFAULT =
            new GracefulRestart(Mode.HELPER, Duration.ofMinutes(2), Duration.ofMinutes(6), true, Duration.ZERO);

    public GracefulRestart {
        requireSeconds(restartTime, LONGEST_RESTART, "restart time");
        requireSeconds(staleTime, Integer.MAX_VALUE, "stale time");
        requireSeconds(longLivedStaleTime, LONGEST_LONG_LIVED, "long-lived stale time");
    }

    private static void requireSeconds(Duration time, int most, String what) {
        if (time.isNegative() || time.toSeconds() > most) {
            throw new IllegalArgumentException(what + " " + time + " is not within 0 and " + most + " s");
        }
    }

    public GracefulRestart withMode(Mode mode) {
        return new GracefulRestart(mode, restartTime, staleTime, notification, longLivedStaleTime);
    }

    public GracefulRestart withRestartTime(Duration restartTime) {
        return new GracefulRestart(mode, restartTime, staleTime, notification, longLivedStaleTime);
    }

    public GracefulRestart withStaleTime(Duration staleTime) {
        return new GracefulRestart(mode, restartTime, staleTime, notification, longLivedStaleTime);
    }

    public GracefulRestart withNotification(boolean notification) {
        return new GracefulRestart(mode, restartTime, staleTime, notification, longLivedStaleTime);
    }

    public GracefulRestart withLongLivedStaleTime(Duration longLivedStaleTime) {
        return new GracefulRestart(mode, restartTime, staleTime, notification, longLivedStaleTime);
    }

    public boolean isRestarter() {
        return mode == Mode.RESTARTER;
    }
}
