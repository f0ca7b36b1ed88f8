package io.barewire.ovn;

import java.util.List;

/// How often something took how long.
///
/// @param counts of delays up to each bound and above the one before; one more at the end, for those beyond all
/// @param sumSeconds of all of them
public record DelayCounts(List<Double> boundsSeconds, List<Long> counts, double sumSeconds) {
    public DelayCounts {
        boundsSeconds = List.copyOf(boundsSeconds);
        counts = List.copyOf(counts);
    }

    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
