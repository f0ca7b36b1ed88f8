package io.barewire.mesh.manifests;

import io.barewire.mesh.decode.FieldPath;
import io.barewire.mesh.decode.LineFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// Finds the lines of fields in a YAML stream. Most files have nothing wrong in them and nobody asks, so the stream is
/// read for this only when somebody does. Used by one thread.
final class YamlLines {
    /// What scalars are is of no interest here.
    private static final Resolver UNTYPED = new Resolver() {
        @Override
        protected void addImplicitResolvers() {}
    };

    private final String text;
    private final LoaderOptions options;
    private @Nullable List<Node> roots;

    YamlLines(String text, LoaderOptions options) {
        this.text = text;
        this.options = options;
    }

    /// @param document counted from 0, empty ones too
    LineFinder ofDocument(int document) {
        return path -> {
            List<Node> all = roots();
            return document < all.size() ? lineOf(all.get(document), path) : 0;
        };
    }

    private List<Node> roots() {
        List<Node> found = roots;
        if (found == null) {
            found = new ArrayList<>();
            try {
                Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), UNTYPED, options);
                while (composer.checkNode()) {
                    found.add(composer.getNode());
                }
            } catch (YAMLException _) {
                // Said by who reads the documents; those before it have their lines.
            }
            roots = found;
        }
        return found;
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
                find(root, path).map(YamlLines::lineOf).orElseGet(() -> lineOf(root, parent));
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
