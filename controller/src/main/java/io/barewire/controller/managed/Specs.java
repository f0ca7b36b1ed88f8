package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/// When two specs are the same, though one came from the API server.
final class Specs {
    /// Of numbers by their value: one may be an `int`, the other a `long`.
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;

    private Specs() {}

    static boolean same(JsonNode one, JsonNode other) {
        return one.equals(BY_VALUE, other);
    }
}
