package io.barewire.speaker.session;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.MessageFormat;
import java.time.Duration;
import java.util.Set;

/// What two OPENs agree on.
///
/// @param sent our OPEN
/// @param received the peer's OPEN
/// @param holdTime the smaller of both; zero: no keepalives, no time-out
/// @param keepaliveTime zero when the hold time is
/// @param routeRefresh the peer resends its routes when asked (RFC 2918)
/// @param enhancedRouteRefresh both mark where a resending begins and ends (RFC 7313)
public record Negotiated(
        Open sent,
        Open received,
        Duration holdTime,
        Duration keepaliveTime,
        MessageFormat format,
        boolean routeRefresh,
        boolean enhancedRouteRefresh) {
    /// The AS that the peer showed.
    public long peerAs() {
        return received.myAs();
    }

    /// Both know Hard Reset, and take every other NOTIFICATION for a restart (RFC 8538 §3, the N bit).
    public boolean notificationRestarts() {
        return hasNotificationBit(sent) && hasNotificationBit(received);
    }

    /// Both know long-lived stale routes for what they are (RFC 9494 §3.1).
    public boolean longLivedKnown() {
        return sent.capability(Capability.LongLivedGracefulRestart.class).isPresent()
                && received.capability(Capability.LongLivedGracefulRestart.class)
                        .isPresent();
    }

    private static boolean hasNotificationBit(Open open) {
        return open.capability(Capability.GracefulRestart.class)
                .filter(Capability.GracefulRestart::notification)
                .isPresent();
    }

    public Set<AddressFamily> families() {
        return format.families();
    }
}
