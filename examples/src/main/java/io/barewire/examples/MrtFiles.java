package io.barewire.examples;

import io.barewire.examples.mrt.MrtWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Names and opens the files of a collection.
final class MrtFiles {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd.HHmmss.SSS").withZone(ZoneOffset.UTC);

    private MrtFiles() {}

    /// `rib.20260131.235959.123.mrt` for `rib`: in order of time when in order of name.
    static Path next(Path directory, String kind) {
        return directory.resolve(kind + "." + TIME.format(Instant.now()) + ".mrt");
    }

    static MrtWriter open(Path file) throws IOException {
        return new MrtWriter(new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
    }
}
