package io.barewire.mesh.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileFaultTest {
    @TempDir
    Path folder;

    private String fault(Executable what) {
        return FileFault.of(folder, assertThrows(IOException.class, what));
    }

    @Test
    void theReasonIsSaidAndTheFileWhenItIsAnotherOne() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals("the folder is not empty", fault(() -> Files.delete(folder)));
        assertEquals("not a folder (" + file + ")", fault(() -> Files.newDirectoryStream(file)));
        assertEquals("Not a directory (" + file + "/x)", fault(() -> Files.createDirectory(file.resolve("x"))));
        assertEquals("it exists already (" + file + ")", fault(() -> Files.createDirectories(file)));
        Path gone = folder.resolve("gone");
        assertEquals("no such file or folder (" + gone + ")", fault(() -> Files.delete(gone)));
        assertEquals("permission denied (/etc/shadow)", FileFault.of(folder, new AccessDeniedException("/etc/shadow")));
        assertEquals("Is a directory", fault(() -> Files.readString(folder)));
        assertEquals("IOException", FileFault.of(folder, new IOException()));
    }
}
