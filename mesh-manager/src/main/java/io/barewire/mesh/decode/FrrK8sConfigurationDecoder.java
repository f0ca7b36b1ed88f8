package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.FrrK8sConfiguration.LogLevel;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the settings of the daemons themselves.
final class FrrK8sConfigurationDecoder {
    private static final List<String> LOG_LEVELS = Arrays.stream(LogLevel.values())
            .map(level -> level.name().toLowerCase(Locale.ROOT))
            .toList();

    private FrrK8sConfigurationDecoder() {}

    static Optional<FrrK8sConfiguration> decode(Field root, Origin origin, ObjectKey key, Faults faults) {
        if (!key.name().equals(FrrK8sConfiguration.NAME)) {
            root.member("metadata")
                    .member("name")
                    .warning(
                            "only the one called \"" + FrrK8sConfiguration.NAME + "\" counts", "the object is ignored");
            return Optional.empty();
        }
        Optional<LogLevel> level = root.member("spec")
                .member("logLevel")
                .oneOf(LOG_LEVELS)
                .map(word -> LogLevel.valueOf(word.toUpperCase(Locale.ROOT)));
        return faults.anyError() ? Optional.empty() : Optional.of(new FrrK8sConfiguration(key, origin, level));
    }
}
