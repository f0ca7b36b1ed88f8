package io.barewire.mesh.manifests;

import io.barewire.mesh.Problem;
import io.barewire.mesh.decode.Decoded;
import java.util.List;

/// What one file held.
///
/// @param path below the folder
/// @param complete false when some of it could not be read or recognised: objects of this file that are missing now
///     may be in that part
record FileReading(String path, boolean complete, List<Decoded> objects, List<Problem> problems) {
    FileReading {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }
}
