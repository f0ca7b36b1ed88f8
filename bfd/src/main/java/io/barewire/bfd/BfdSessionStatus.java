package io.barewire.bfd;

import java.time.Duration;
import java.util.Optional;

/// One session as it is now. Intervals are as announced by either side; those of the peer are zero until it has
/// said something.
///
/// @param sinceChange how long it has been in its state
/// @param detectionTime after so long a silence it fails; zero before the first packet
/// @param problem why packets do not leave or do not arrive, as far as this machine knows
public record BfdSessionStatus(
        BfdPath path,
        BfdProfile profile,
        BfdState state,
        BfdState remoteState,
        Diagnostic diagnostic,
        Diagnostic remoteDiagnostic,
        Duration sinceChange,
        int discriminator,
        int remoteDiscriminator,
        boolean remoteControlPlaneIndependent,
        Timing local,
        Timing remote,
        Duration transmitInterval,
        Duration detectionTime,
        boolean echoActive,
        Counts counts,
        Optional<String> problem) {
    /// What one side announces. An echo interval of zero means that it does not return echo packets.
    public record Timing(Duration transmit, Duration receive, Duration echoReceive, int detectMultiplier) {}

    public record Counts(
            long controlIn, long controlOut, long echoIn, long echoOut, long ups, long downs, long sendFailures) {}
}
