package io.barewire.daemon.control;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where control sockets live: `/run/barewire/NODE.sock`, or a folder of the user's own when that cannot be written.
public final class SocketPath {
    private static final String SUFFIX = ".sock";

    private SocketPath() {}

    /// The folders in which agents put their sockets, best first.
    public static List<Path> folders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        folders.add(Path.of("/run/barewire"));
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (runtime.startsWith("/")) {
            folders.add(Path.of(runtime, "barewire"));
        }
        folders.add(Path.of(System.getProperty("java.io.tmpdir"), "barewire-" + System.getProperty("user.name")));
        return folders;
    }

    /// The socket for a new agent in the first folder that can be written, which is made when missing.
    ///
    /// @throws IOException when none can be written
    public static Path choose(String node, List<Path> folders) throws IOException {
        for (Path folder : folders) {
            if (usable(folder)) {
                return folder.resolve(node + SUFFIX);
            }
        }
        throw new IOException("none of the folders " + folders + " can be written");
    }

    /// The sockets found in the folders; an agent need not be behind each.
    public static List<Path> existing(List<Path> folders) {
        List<Path> sockets = new ArrayList<>();
        for (Path folder : folders) {
            if (!trusted(folder)) {
                continue;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                entries.forEach(sockets::add);
            } catch (IOException unreadable) {
                // Another user's folder: its agents are not ours to ask.
            }
        }
        sockets.sort(null);
        return sockets;
    }

    private static boolean usable(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return Files.isWritable(folder) && trusted(folder);
        } catch (IOException notPossible) {
            return false;
        }
    }

    /// In a folder for everyone, such as /tmp, somebody else could have put a folder under our name.
    private static boolean trusted(Path folder) {
        try {
            String owner = Files.getOwner(folder).getName();
            return owner.equals("root") || owner.equals(System.getProperty("user.name"));
        } catch (IOException missing) {
            return false;
        }
    }
}
