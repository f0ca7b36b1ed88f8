package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What came of [ApiServer#replace].
public sealed interface Replacement {
    /// @param object as the server keeps it now
    record Done(ObjectNode object) implements Replacement {}

    /// The object has changed since it was read, or is gone: read it again, decide again.
    enum Conflict implements Replacement {
        CONFLICT
    }
}
