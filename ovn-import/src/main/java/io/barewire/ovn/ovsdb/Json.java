package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Octets to trees and back, as OVSDB has them.
final class Json {
    /// Writes into a generator.
    interface Writer {
        void write(RepeatingGenerator out) throws IOException;
    }

    /// Takes the members of an object.
    interface Members {
        /// @param in at the member's first token; to be left at its last
        void member(String name, JsonParser in) throws IOException, ProtocolFault;
    }

    /// The schema of a database comes as one string inside a document: strings are limited by the document's length.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonFraming.MAXIMUM_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            // a transaction that cannot be written to its end must not look like one that ends there
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private static final JsonMapper MAPPER = new JsonMapper(FACTORY);

    private Json() {}

    /// Reads a document, member by member.
    static void read(byte[] octets, int offset, int length, Members members) throws ProtocolFault {
        try (JsonParser in = MAPPER.createParser(octets, offset, length)) {
            in.nextToken(); // the framing has seen that it is an object
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                in.nextToken();
                members.member(name, in);
            }
        } catch (IOException unreadable) {
            throw new ProtocolFault("what arrives is no JSON: " + firstLine(unreadable.getMessage()));
        }
    }

    /// A tree once more as it was read, and at its first token.
    static JsonParser again(JsonNode tree) throws IOException {
        JsonParser in = MAPPER.treeAsTokens(tree);
        in.nextToken();
        return in;
    }

    static byte[] write(Writer writer) {
        ByteArrayBuilder octets = new ByteArrayBuilder(512);
        write(writer, octets);
        return octets.toByteArray();
    }

    /// Writes to a stream as it goes, and closes it.
    static void write(Writer writer, OutputStream to) {
        try (RepeatingGenerator out = new RepeatingGenerator(MAPPER.createGenerator(to))) {
            writer.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory refuses to be written", impossible);
        }
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
