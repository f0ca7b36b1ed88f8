package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The few words in which documents are written and read. What has no value is left out, never null.
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array(Collection<? extends JsonNode> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
        array.addAll(items);
        return array;
    }

    static ArrayNode strings(Collection<?> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(item -> array.add(item.toString()));
        return array;
    }

    static void put(ObjectNode into, String field, Optional<?> value) {
        value.ifPresent(there -> into.put(field, there.toString()));
    }

    /// The elements of an array, as text.
    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>(array.size());
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
