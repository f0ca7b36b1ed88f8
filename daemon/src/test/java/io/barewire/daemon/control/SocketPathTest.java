package io.barewire.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SocketPathTest {
    @TempDir
    Path folder;

    @Test
    void theSystemsFolderIsTriedBeforeTheUsers() {
        List<Path> folders = SocketPath.folders(Map.of("XDG_RUNTIME_DIR", "/run/user/1000"));
        assertEquals(Path.of("/run/barewire"), folders.get(0));
        assertEquals(Path.of("/run/user/1000/barewire"), folders.get(1));
        assertEquals(3, folders.size());
    }

    @Test
    void aFolderThatCannotBeMadeIsPassedOver() throws IOException {
        Path impossible = folder.resolve("missing/parent/barewire");
        Path possible = folder.resolve("barewire");
        assertEquals(possible.resolve("a.sock"), SocketPath.choose("a", List.of(impossible, possible)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(possible)));
        assertThrows(IOException.class, () -> SocketPath.choose("a", List.of(impossible)));
    }

    @Test
    void socketsAreFoundInEveryFolder() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.createFile(two.resolve("b.sock"));
        Files.createFile(one.resolve("a.sock"));
        Files.createFile(one.resolve("a.sock.lock"));
        assertEquals(
                List.of(one.resolve("a.sock"), two.resolve("b.sock")),
                SocketPath.existing(List.of(folder.resolve("none"), one, two)));
    }
}
