package io.barewire.mesh;

import java.util.Comparator;

/// Something wrong in the configuration, told so that its author can mend it.
///
/// @param origin file and line
/// @param object kind and name, as `FRRConfiguration frr-k8s-system/tor`; empty when no object could be made out
/// @param path of the field, as `spec.bgp.routers[0].asn`; empty when it is about the whole
/// @param reason what is wrong
/// @param remedy what would be right; empty when the reason says it
public record Problem(Severity severity, Origin origin, String object, String path, String reason, String remedy)
        implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::origin)
            .thenComparing(Problem::object)
            .thenComparing(Problem::path)
            .thenComparing(Problem::severity)
            .thenComparing(Problem::reason)
            .thenComparing(Problem::remedy);

    /// What a problem does.
    public enum Severity {
        /// The object is not in force as written: its last good version is, or none.
        ERROR,
        /// In force, but probably not what its author meant.
        WARNING,
        /// Worth knowing; may mend itself.
        INFO
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// By file and line.
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /// One line: `tor.yaml:9: error: FRRConfiguration default/tor: spec.bgp.routers[0].asn: REASON; REMEDY`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String place = origin.toString();
        text.append(place).append(place.isEmpty() ? "" : ": ");
        text.append(
                switch (severity) {
                    case ERROR -> "error: ";
                    case WARNING -> "warning: ";
                    case INFO -> "info: ";
                });
        text.append(object).append(object.isEmpty() ? "" : ": ");
        text.append(path).append(path.isEmpty() ? "" : ": ");
        text.append(reason).append(remedy.isEmpty() ? "" : "; ").append(remedy);
        return text.toString();
    }
}
