package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import java.util.Optional;

/// An `FRRK8sConfiguration` (frrk8s.metallb.io/v1beta1): settings of the daemons themselves, in whose namespace it is.
///
/// @param logLevel in place of the command line's; empty: that
public record FrrK8sConfiguration(ObjectKey key, Origin origin, Optional<LogLevel> logLevel) implements ClusterObject {
    public static final String KIND = "FRRK8sConfiguration";

    /// One of another name means nothing.
    public static final String NAME = "config";

    /// `spec.logLevel`.
    public enum LogLevel {
        ALL,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        NONE
    }
}
