package io.barewire.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads what the API server answers, an object at a time.
final class Json {
    /// The server's own limit for an object is about 1.5 MB. Names of members are not interned: labels and annotations
    /// are other ones each time.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxStringLength(4 * 1024 * 1024)
                            .build())
                    .build())
            .build();

    private Json() {}

    /// The end of a page.
    ///
    /// @param continueToken for the next page; empty when this was the last one
    record PageEnd(String resourceVersion, String continueToken) {}

    /// Tells each item of a list as soon as it is read. Items of built-in resources come without kind and version,
    /// which they get here.
    static PageEnd page(InputStream in, Resource resource, Consumer<ObjectNode> each) throws IOException {
        PageEnd end = new PageEnd("", "");
        try (JsonParser parser = MAPPER.createParser(in)) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("items") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        ObjectNode item = MAPPER.readTree(parser);
                        each.accept(named(item, resource));
                    }
                } else if (name.equals("metadata")) {
                    JsonNode metadata = MAPPER.readTree(parser);
                    end = new PageEnd(
                            metadata.path("resourceVersion").asText(""),
                            metadata.path("continue").asText(""));
                } else {
                    parser.skipChildren();
                }
            }
            expect(parser, parser.currentToken(), JsonToken.END_OBJECT);
        }
        return end;
    }

    private static void expect(JsonParser parser, JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("the answer is no list: " + found + " at octet "
                    + parser.currentLocation().getByteOffset());
        }
    }

    /// The events of a watch, one after the other.
    static final class Events {
        private final JsonParser parser;

        /// Waits for the first octets.
        Events(InputStream in) throws IOException {
            parser = MAPPER.createParser(in);
        }

        /// Waits for the next one; empty when the server has ended the watch.
        Optional<JsonNode> next() throws IOException {
            return parser.nextToken() == null ? Optional.empty() : Optional.of(MAPPER.readTree(parser));
        }
    }

    static ObjectNode object(InputStream in, Resource resource) throws IOException {
        if (MAPPER.readTree(in) instanceof ObjectNode object) {
            return named(object, resource);
        }
        throw new IOException("the answer is no object");
    }

    private static ObjectNode named(ObjectNode object, Resource resource) {
        if (!object.has("kind")) {
            object.put("apiVersion", resource.apiVersion());
            object.put("kind", resource.kind());
        }
        return object;
    }

    /// The `message` of a Status object; what stands there instead when it is none.
    static String message(String body) {
        try {
            String message = MAPPER.readTree(body).path("message").asText("");
            return message.isEmpty() ? body : message;
        } catch (IOException _) {
            return body;
        }
    }
}
