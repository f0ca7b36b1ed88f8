package io.barewire.mesh.manifests;

import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.OvnKubeConfigDecoder;
import io.barewire.mesh.inforce.Part;
import io.barewire.mesh.inforce.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the files of one folder again and again, decoding only those that changed since the last time.
/// Used by one thread.
final class ManifestFiles {
    static final int LARGEST_FILE = 8 * 1024 * 1024;
    static final int MOST_FILES = 10_000;

    /// A file may change twice within one tick of the file system's clock, so that its attributes stay the same. They
    /// are believed only when the last change was this long before we read it.
    private static final long TICK_MILLIS = 2_000;

    private record Stamp(long size, FileTime modified, Optional<String> fileKey) {}

    private record Known(Stamp stamp, Instant readAt, ManifestVersion version) {
        boolean settled() {
            return stamp.modified().toMillis() + TICK_MILLIS < readAt.toEpochMilli();
        }
    }

    private final Path folder;
    private final Map<String, Known> known = new HashMap<>();

    ManifestFiles(Path folder) {
        this.folder = folder;
    }

    /// The folder as it is now.
    Reading read() {
        TreeSet<String> names = new TreeSet<>();
        List<Problem> problems = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (isManifest(name)) {
                    names.add(name);
                } else if (!name.startsWith(".") && Files.isDirectory(entry)) {
                    problems.add(new Problem(
                            Severity.INFO, new Origin(name, 0), "", "", "a folder in the folder is not read", ""));
                }
                if (names.size() > MOST_FILES) {
                    return failed("more than " + MOST_FILES + " files");
                }
            }
        } catch (IOException bad) {
            return failed("cannot be read: " + FileFault.of(folder, bad));
        } catch (DirectoryIteratorException bad) {
            return failed("cannot be read: " + FileFault.of(folder, Objects.requireNonNull(bad.getCause())));
        }
        known.keySet().retainAll(names);
        List<Part> files = new ArrayList<>();
        for (String name : names) {
            read(name).ifPresent(files::add);
        }
        return new Reading(true, files, problems);
    }

    /// Editors' temporary files and the inner folders of a mounted ConfigMap begin with other signs or end otherwise.
    static boolean isManifest(String name) {
        boolean hidden = name.startsWith(".") || name.startsWith("#");
        return !hidden
                && (name.endsWith(".yaml")
                        || name.endsWith(".yml")
                        || name.endsWith(".json")
                        || name.equals(OvnKubeConfigDecoder.FILE_NAME));
    }

    private Reading failed(String reason) {
        Problem problem = new Problem(
                Severity.ERROR,
                new Origin(folder.toString(), 0),
                "",
                "",
                "the folder " + reason,
                "all objects stay as they were");
        return new Reading(false, List.of(), List.of(problem));
    }

    /// Empty when the file went away meanwhile.
    private Optional<Part> read(String name) {
        Path file = folder.resolve(name);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return Optional.of(ManifestText.unreadable(name, 0, "is a folder", "give it another name"));
            }
            if (!attributes.isRegularFile()) {
                return Optional.of(ManifestText.unreadable(name, 0, "not a regular file", "a text file is needed"));
            }
            Stamp stamp = new Stamp(
                    attributes.size(),
                    attributes.lastModifiedTime(),
                    Optional.ofNullable(attributes.fileKey()).map(Object::toString));
            Known before = known.get(name);
            if (before != null && before.settled() && before.stamp().equals(stamp)) {
                return Optional.of(before.version().part());
            }
            return Optional.of(decode(name, file, stamp, before));
        } catch (NoSuchFileException gone) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(
                        ManifestText.unreadable(name, 0, "a link to a file that is not there", "mend the link"));
            }
            return Optional.empty();
        } catch (IOException bad) {
            return Optional.of(ManifestText.unreadable(
                    name, 0, "cannot be read: " + FileFault.of(file, bad), "let the agent's user read it"));
        }
    }

    private Part decode(String name, Path file, Stamp stamp, @Nullable Known before) throws IOException {
        Instant now = Instant.now();
        byte[] octets;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(LARGEST_FILE + 1);
        }
        if (octets.length > LARGEST_FILE) {
            return ManifestText.unreadable(
                    name, 0, "larger than " + LARGEST_FILE + " octets", "split it into several files");
        }
        ManifestVersion version;
        try {
            version = before == null
                    ? ManifestVersion.of(octets, ManifestText.read(name, octets))
                    : before.version().next(name, octets);
        } catch (OutOfMemoryError tooLarge) {
            // Nothing of the file is held any more; the agent goes on with what it had.
            return ManifestText.unreadable(name, 0, "too large for the memory there is", "split it into several files");
        }
        known.put(name, new Known(stamp, now, version));
        return version.part();
    }
}
