package io.barewire.mesh.inforce;

import io.barewire.mesh.Problem;
import java.util.List;

/// Everything that there is, as it was read at one moment.
///
/// @param complete false when the whole could not be read: what is missing may still be there
public record Reading(boolean complete, List<Part> parts, List<Problem> problems) {
    public Reading {
        parts = List.copyOf(parts);
        problems = List.copyOf(problems);
    }
}
