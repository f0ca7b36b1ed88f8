package io.barewire.daemon.log;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the command line says is logged, unless an FRRK8sConfiguration says something else. Confined to one thread.
public final class LogLevelSetting {
    private static final Logger LOG = LoggerFactory.getLogger(LogLevelSetting.class);

    private final LogLevel ofCommandLine;

    /// @param ofCommandLine which is in force now
    public LogLevelSetting(LogLevel ofCommandLine) {
        this.ofCommandLine = ofCommandLine;
    }

    /// @param settings empty when there are none any more
    /// @return what is to be told of them
    public Optional<Problem> follow(Optional<FrrK8sConfiguration> settings) {
        Optional<LogLevel> wanted =
                settings.flatMap(FrrK8sConfiguration::logLevel).map(LogLevelSetting::level);
        become(
                wanted.orElse(ofCommandLine),
                wanted.isPresent()
                        ? FrrK8sConfiguration.KIND + " "
                                + settings.orElseThrow().key()
                        : "the command line");
        return wanted.map(level -> new Problem(
                Severity.INFO,
                settings.orElseThrow().origin(),
                FrrK8sConfiguration.KIND + " " + settings.orElseThrow().key(),
                "spec.logLevel",
                "the log level is " + word(level) + ", in place of " + word(ofCommandLine) + " from the command line",
                ""));
    }

    private static void become(LogLevel level, String by) {
        LogLevel before = Logging.level();
        if (level == before) {
            return;
        }
        // told while it can be seen
        boolean more = level.compareTo(before) > 0;
        if (more) {
            Logging.level(level);
        }
        LOG.info("the log level is {} from now on, as {} says", word(level), by);
        Logging.level(level);
    }

    /// frr-k8s' words: `all` for everything, `none` for what must not be missed.
    private static LogLevel level(FrrK8sConfiguration.LogLevel level) {
        return switch (level) {
            case ALL -> LogLevel.TRACE;
            case DEBUG -> LogLevel.DEBUG;
            case INFO -> LogLevel.INFO;
            case WARN -> LogLevel.WARN;
            case ERROR, NONE -> LogLevel.ERROR;
        };
    }

    private static String word(LogLevel level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
