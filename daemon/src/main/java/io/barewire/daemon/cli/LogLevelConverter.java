package io.barewire.daemon.cli;

import io.barewire.daemon.log.LogLevel;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `info`, and frr-k8s' words: `all` for everything, `none` for what must not be missed.
final class LogLevelConverter implements ITypeConverter<LogLevel> {
    @Override
    public LogLevel convert(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "all", "trace" -> LogLevel.TRACE;
            case "debug" -> LogLevel.DEBUG;
            case "info" -> LogLevel.INFO;
            case "warn" -> LogLevel.WARN;
            case "error", "none" -> LogLevel.ERROR;
            default ->
                throw new TypeConversionException(
                        "'" + text + "' is none of all, trace, debug, info, warn, error, none");
        };
    }
}
