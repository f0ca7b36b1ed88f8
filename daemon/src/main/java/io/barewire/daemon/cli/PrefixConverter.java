package io.barewire.daemon.cli;

import io.barewire.wire.Prefix;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `192.168.0.0/16` or `fc00::/7`.
final class PrefixConverter implements ITypeConverter<Prefix> {
    @Override
    public Prefix convert(String text) {
        try {
            return Prefix.parse(text.strip());
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException("'" + text + "' is no network: " + wrong.getMessage());
        }
    }
}
