package io.barewire.mesh.inforce;

import io.barewire.mesh.Problem;
import io.barewire.mesh.decode.Decoded;
import java.util.List;

/// What one place held, such as a file.
///
/// @param path of the place, unique in its reading
/// @param complete false when some of it could not be read or recognised: objects of this place that are missing now
///     may be in that part
public record Part(String path, boolean complete, List<Decoded> objects, List<Problem> problems) {
    public Part {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }
}
