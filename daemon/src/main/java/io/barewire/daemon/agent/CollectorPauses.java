package io.barewire.daemon.agent;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// BFD sends and judges by the millisecond, but a collector that stops all threads stops its thread, too: above a
/// heap of some hundred megabytes long enough for the peers to take the sessions down.
final class CollectorPauses {
    private CollectorPauses() {}

    /// What to do about it, unless this process runs with a collector that works beside the other threads.
    static Optional<String> warning() {
        boolean concurrent = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .anyMatch(name -> name.startsWith("ZGC") || name.startsWith("Shenandoah"));
        return concurrent
                ? Optional.empty()
                : Optional.of("BFD runs beside a collector that stops all threads: restart the agent, whose launcher"
                        + " chooses ZGC where a folder of manifests asks for BFD; where objects come from an API"
                        + " server, with JDK_JAVA_OPTIONS=-XX:+UseZGC");
    }
}
