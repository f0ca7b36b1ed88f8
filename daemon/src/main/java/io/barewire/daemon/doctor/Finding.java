package io.barewire.daemon.doctor;

import java.util.Comparator;

/// One thing that a person should know.
///
/// @param check which look found it, as `forwarding`
/// @param place where: a setting, a device, an object
/// @param remedy empty where there is nothing to do
public record Finding(Severity severity, String check, String place, String what, String remedy)
        implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::check)
            .thenComparing(Finding::place)
            .thenComparing(Finding::what)
            .thenComparing(Finding::remedy);

    /// What a finding means.
    public enum Severity {
        /// Packets do not arrive, or would not.
        ERROR,
        /// It may be meant, and may hurt.
        WARNING,
        INFO,
        /// Something could not be looked at.
        UNSEEN
    }

    /// The worst first.
    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
