package io.barewire.mesh.manifests;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.decode.OvnKubeConfigDecoder;
import io.barewire.mesh.inforce.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// From a file's octets to its objects. Any octets do: the answer names what is wrong with them.
final class ManifestText {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(50)
                            .maxStringLength(ManifestFiles.LARGEST_FILE)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    /// What a file holds.
    ///
    /// @param lists neighbors of objects that nothing is wrong with, where the text is YAML of ASCII alone and
    ///     without anchors
    record Content(Part part, List<NeighborList> lists) {}

    private ManifestText() {}

    /// @param path decides the format by its last letters
    static Part decode(String path, byte[] octets) {
        return read(path, octets).part();
    }

    static Content read(String path, byte[] octets) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException bad) {
            return new Content(unreadable(path, 0, "not UTF-8 text", "save the file as UTF-8"), List.of());
        }
        boolean isAscii = text.length() == octets.length;
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (path.equals(OvnKubeConfigDecoder.FILE_NAME)) {
            Decoded config = OvnKubeConfigDecoder.decodeFile(text, path);
            return new Content(reading(path, true, List.of(config), List.of()), List.of());
        }
        if (path.endsWith(".json")) {
            return new Content(json(path, text), List.of());
        }
        Content content = yaml(path, text);
        return isAscii ? content : new Content(content.part(), List.of());
    }

    /// A file whose content is unknown.
    static Part unreadable(String path, int line, String reason, String remedy) {
        Problem problem = new Problem(Severity.ERROR, new Origin(path, line), "", "", reason, remedy);
        return reading(path, false, List.of(), List.of(problem));
    }

    private static Content yaml(String path, String text) {
        YamlDocuments yaml = YamlDocuments.parse(text, path);
        List<Decoded> objects = new ArrayList<>();
        List<NeighborList> lists = new ArrayList<>();
        for (YamlDocuments.Document document : yaml.documents()) {
            List<Decoded> decoded =
                    ObjectDecoder.decode(document.tree(), new Origin(path, document.line()), document.lines());
            boolean one = document.tree().path("kind").asText().equals("FRRConfiguration"); // not a list of such
            if (one && NeighborEdit.flawless(decoded.getFirst()).isPresent()) {
                JsonNode routers = document.tree().path("spec").path("bgp").path("routers");
                for (int i = 0; i < routers.size(); i++) {
                    Elements neighbors = yaml.elements().get(routers.get(i).path("neighbors"));
                    if (neighbors != null) {
                        lists.add(new NeighborList(objects.size(), i, neighbors));
                    }
                }
            }
            objects.addAll(decoded);
        }
        Part part = reading(
                path, yaml.fault().isEmpty(), objects, yaml.fault().stream().toList());
        return new Content(part, lists);
    }

    private static Part json(String path, String text) {
        List<Decoded> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> trees = JSON.readerFor(JsonNode.class).readValues(text)) {
            while (trees.hasNextValue()) {
                objects.addAll(ObjectDecoder.decode(trees.nextValue(), new Origin(path, 0), LineFinder.NONE));
            }
            return reading(path, true, objects, List.of());
        } catch (IOException bad) {
            // Not its message, which quotes the file: that may be a Secret.
            int line = bad instanceof JsonProcessingException json && json.getLocation() != null
                    ? Math.max(0, json.getLocation().getLineNr())
                    : 0;
            Problem problem = new Problem(
                    Severity.ERROR,
                    new Origin(path, line),
                    "",
                    "",
                    "not readable as JSON",
                    "objects from here to the end of the file stay as they were");
            return reading(path, false, objects, List.of(problem));
        }
    }

    private static Part reading(String path, boolean complete, List<Decoded> objects, List<Problem> problems) {
        boolean recognised = objects.stream().noneMatch(Decoded.Unidentified.class::isInstance);
        return new Part(path, complete && recognised, objects, problems);
    }
}
