package io.barewire.daemon.cli;

import io.barewire.mesh.objects.ObjectKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `NAMESPACE/NAME`.
final class ObjectKeyConverter implements ITypeConverter<ObjectKey> {
    @Override
    public ObjectKey convert(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1 || slash != text.lastIndexOf('/')) {
            throw new TypeConversionException("'" + text + "' is not NAMESPACE/NAME");
        }
        return new ObjectKey(text.substring(0, slash), text.substring(slash + 1));
    }
}
