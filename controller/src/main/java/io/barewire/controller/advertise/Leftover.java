package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/// Finds what a server-side apply leaves in an object because somebody else has put it there.
final class Leftover {
    private Leftover() {}

    /// Whether there is a member with something in it that is not wanted. What is in lists was written as a whole.
    static boolean in(JsonNode there, JsonNode wanted) {
        for (Map.Entry<String, JsonNode> member : there.properties()) {
            JsonNode value = member.getValue();
            JsonNode counterpart = wanted.path(member.getKey());
            boolean empty = value.isNull() || (value.isContainerNode() && value.isEmpty());
            if (!empty && (counterpart.isMissingNode() || (value.isObject() && in(value, counterpart)))) {
                return true;
            }
        }
        return false;
    }
}
