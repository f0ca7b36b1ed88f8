package io.barewire.mesh.manifests;

import io.barewire.mesh.Problem;
import java.util.List;

/// What a folder held.
///
/// @param complete false when the folder itself could not be read
/// @param files by path
record FolderReading(boolean complete, List<FileReading> files, List<Problem> problems) {
    FolderReading {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }
}
