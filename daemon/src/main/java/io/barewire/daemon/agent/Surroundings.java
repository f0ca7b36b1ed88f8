package io.barewire.daemon.agent;

import io.barewire.mesh.plan.Handover;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.netlink.Interfaces;
import java.util.Map;
import java.util.function.Function;

/// What an agent takes for given, and what a test gives it instead.
///
/// @param vrfs finds the VRF devices among the machine's interfaces, by name
/// @param withoutNetlink the machine as an agent sees it that leaves the kernel alone, by the node's name
/// @param patience with sessions that the managed mesh does not want any more
record Surroundings(
        Function<Interfaces, Map<String, VrfDevice>> vrfs,
        Function<String, LocalFacts> withoutNetlink,
        Handover.Patience patience) {
    static final Surroundings REAL = new Surroundings(VrfDevice::of, MachineFacts::ofJdk, Handover.Patience.DEFAULT);
}
