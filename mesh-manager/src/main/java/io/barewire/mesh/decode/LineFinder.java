package io.barewire.mesh.decode;

/// Knows on which line of its source a field of one object stands.
@FunctionalInterface
public interface LineFinder {
    /// For objects that did not come as text.
    LineFinder NONE = path -> 0;

    /// The line of the field, or of the closest field around it; 0 when not known.
    int lineOf(FieldPath path);
}
