package io.barewire.daemon.metrics;

import io.barewire.fib.FibTotals;
import io.barewire.speaker.SpeakerStatus;
import java.util.Optional;

/// One routing instance at one moment.
///
/// @param vrf the name of its VRF device, or `default`
/// @param speaker empty while no manifest has configured it
/// @param fib empty when the agent leaves the kernel alone, and while there is no VRF device
/// @param waiting what it cannot work without; empty when it has that
public record InstanceSample(
        String vrf, Optional<SpeakerStatus> speaker, Optional<FibTotals> fib, Optional<String> waiting) {}
