package io.barewire.mesh.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.FieldPath;
import io.barewire.mesh.decode.LineFinder;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// The documents of a YAML stream as JSON trees that know their lines.
///
/// @param documents up to the first that is not YAML
/// @param fault why reading ended early; the documents behind it are unknown
record YamlDocuments(List<Document> documents, Optional<Problem> fault) {
    /// @param line where it begins
    record Document(JsonNode tree, int line, LineFinder lines) {}

    static final int MOST_DOCUMENTS = 10_000;
    private static final int DEEPEST = 50;
    private static final int MOST_ALIASES = 1_000;
    private static final Pattern NAMED = Pattern.compile("(found undefined|duplicate) (alias|tag handle)");

    YamlDocuments {
        documents = List.copyOf(documents);
    }

    static YamlDocuments parse(String text, String file) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE); // the file's size was checked before
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        List<Document> documents = new ArrayList<>();
        YamlToJson toJson = new YamlToJson(DEEPEST);
        try {
            Iterator<Node> nodes =
                    new Yaml(options).composeAll(new StringReader(text)).iterator();
            while (nodes.hasNext()) {
                Node root = nodes.next();
                if (documents.size() == MOST_DOCUMENTS) {
                    return cut(documents, file, lineOf(root), "more than " + MOST_DOCUMENTS + " documents");
                }
                JsonNode tree = toJson.convert(root);
                if (!tree.isNull()) {
                    documents.add(new Document(tree, lineOf(root), path -> lineOf(root, path)));
                }
            }
            return new YamlDocuments(documents, Optional.empty());
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

    /// Without the name of an alias or tag: a password that begins with * or ! and has no quotes is taken for one.
    private static String problem(MarkedYAMLException bad) {
        String problem = String.valueOf(bad.getProblem());
        Matcher named = NAMED.matcher(problem);
        return named.lookingAt() ? named.group() + " (text that begins with * or ! needs quotes)" : problem;
    }

    private static YamlDocuments cut(List<Document> documents, String file, int line, String reason) {
        return new YamlDocuments(
                documents,
                Optional.of(new Problem(
                        Severity.ERROR,
                        new Origin(file, line),
                        "",
                        "",
                        "not readable as YAML: " + reason,
                        "objects from here to the end of the file stay as they were")));
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    }

    /// The line of a field, or of the closest one around it that is there. A field that holds more than a scalar is
    /// where its name is.
    private static int lineOf(Node root, FieldPath path) {
        return switch (path) {
            case FieldPath.Root _ -> lineOf(root);
            case FieldPath.Member(FieldPath parent, String name) ->
                find(root, parent)
                        .flatMap(map -> entry(map, name))
                        .map(entry -> lineOf(
                                entry.getValueNode() instanceof ScalarNode ? entry.getValueNode() : entry.getKeyNode()))
                        .orElseGet(() -> lineOf(root, parent));
            case FieldPath.Element(FieldPath parent, int _) ->
                find(root, path).map(YamlDocuments::lineOf).orElseGet(() -> lineOf(root, parent));
        };
    }

    private static Optional<Node> find(Node root, FieldPath path) {
        return switch (path) {
            case FieldPath.Root _ -> Optional.of(root);
            case FieldPath.Member(FieldPath parent, String name) ->
                find(root, parent).flatMap(map -> entry(map, name)).map(NodeTuple::getValueNode);
            case FieldPath.Element(FieldPath parent, int index) ->
                find(root, parent)
                        .filter(list -> list instanceof SequenceNode sequence
                                && index < sequence.getValue().size())
                        .map(list -> ((SequenceNode) list).getValue().get(index));
        };
    }

    private static Optional<NodeTuple> entry(Node map, String name) {
        if (map instanceof MappingNode entries) {
            for (NodeTuple entry : entries.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name)) {
                    return Optional.of(entry);
                }
            }
        }
        return Optional.empty();
    }
}
