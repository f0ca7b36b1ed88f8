package io.barewire.daemon.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `60`, `60s` or `5m`.
final class SecondsConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        if (!text.matches("[0-9]{1,6}[sm]?")) {
            throw new TypeConversionException("'" + text + "' is not a time such as 60s or 5m");
        }
        boolean minutes = text.endsWith("m");
        String digits = text.replaceAll("[sm]", "");
        return minutes ? Duration.ofMinutes(Long.parseLong(digits)) : Duration.ofSeconds(Long.parseLong(digits));
    }
}
