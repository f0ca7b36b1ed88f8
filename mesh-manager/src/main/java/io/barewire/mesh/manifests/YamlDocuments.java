package io.barewire.mesh.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.LineFinder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// The documents of a YAML stream as JSON trees that know their lines.
///
/// @param documents up to the first that is not YAML
/// @param elements where those of block sequences are, by identity of the sequence; empty for a stream with anchors
/// @param fault why reading ended early; the documents behind it are unknown
record YamlDocuments(List<Document> documents, IdentityHashMap<JsonNode, Elements> elements, Optional<Problem> fault) {
    /// @param line where it begins
    record Document(JsonNode tree, int line, LineFinder lines) {}

    static final int MOST_DOCUMENTS = 10_000;
    private static final int DEEPEST = 50;
    private static final String UNDEFINED_TAG = "found undefined tag handle";

    YamlDocuments {
        documents = List.copyOf(documents);
    }

    static YamlDocuments parse(String text, String file) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // the file's size was checked before
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE); // what they unfold to has its own bound
        YamlLines lines = new YamlLines(text, options);
        List<Document> documents = new ArrayList<>();
        try {
            YamlToJson stream = new YamlToJson(new ParserImpl(new StreamReader(text), options), DEEPEST);
            for (int i = 0; stream.hasNext(); i++) {
                int line = stream.line();
                JsonNode tree = stream.next();
                if (documents.size() == MOST_DOCUMENTS) {
                    return cut(documents, file, line, "more than " + MOST_DOCUMENTS + " documents");
                }
                if (!tree.isNull()) {
                    documents.add(new Document(tree, line, lines.ofDocument(i)));
                }
            }
            return new YamlDocuments(documents, stream.elements(), Optional.empty());
        } catch (YamlToJson.NotJson bad) {
            return cut(documents, file, bad.line(), bad.reason());
        } catch (MarkedYAMLException bad) {
            // Not its message, which quotes the file: that may be a Secret.
            int line = bad.getProblemMark() == null ? 0 : bad.getProblemMark().getLine() + 1;
            return cut(documents, file, line, problem(bad));
        } catch (YAMLException bad) {
            return cut(documents, file, 0, String.valueOf(bad.getMessage()));
        }
    }

    /// Without the name of a tag: a password that begins with ! and has no quotes is taken for one.
    private static String problem(MarkedYAMLException bad) {
        String problem = String.valueOf(bad.getProblem());
        return problem.startsWith(UNDEFINED_TAG) ? UNDEFINED_TAG + YamlToJson.NEEDS_QUOTES : problem;
    }

    private static YamlDocuments cut(List<Document> documents, String file, int line, String reason) {
        return new YamlDocuments(
                documents,
                new IdentityHashMap<>(),
                Optional.of(new Problem(
                        Severity.ERROR,
                        new Origin(file, line),
                        "",
                        "",
                        "not readable as YAML: " + reason,
                        "objects from here to the end of the file stay as they were")));
    }
}
