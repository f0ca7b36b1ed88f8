package io.barewire.mesh.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// YAML nodes to JSON, with the scalars of YAML 1.2's core schema: `yes` and `1:30` are text, as a reader of JSON
/// expects. Aliases are followed, within a budget of nodes for the whole file, so that a few lines cannot unfold to
/// gigabytes; `<<` merges.
final class YamlToJson {
    /// Something that YAML allows and JSON or our bounds do not.
    static final class NotJson extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String reason;

        NotJson(Node node, String reason) {
            super(reason, null, false, false);
            this.line = node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
            this.reason = reason;
        }

        int line() {
            return line;
        }

        String reason() {
            return reason;
        }
    }

    static final int MOST_NODES = 2_000_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,100}");
    private static final Pattern BASED = Pattern.compile("0(x[0-9a-fA-F]{1,16}|o[0-7]{1,21})");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]{1,50}|[0-9]{1,50}(\\.[0-9]{0,50})?)([eE][-+]?[0-9]{1,3})?");

    private final int deepest;
    private int budget = MOST_NODES;

    YamlToJson(int deepest) {
        this.deepest = deepest;
    }

    /// @throws NotJson with line and reason
    JsonNode convert(Node root) {
        return convert(root, 0);
    }

    private JsonNode convert(Node node, int depth) {
        if (depth > deepest) {
            throw new NotJson(node, "nested deeper than " + deepest + " levels");
        }
        if (--budget < 0) {
            throw new NotJson(node, "more than " + MOST_NODES + " values, aliases unfolded");
        }
        return switch (node) {
            case MappingNode map -> map(map, depth);
            case SequenceNode sequence -> {
                ArrayNode array = JSON.arrayNode();
                for (Node element : sequence.getValue()) {
                    array.add(convert(element, depth + 1));
                }
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new NotJson(node, "neither map, list nor scalar");
        };
    }

    private ObjectNode map(MappingNode map, int depth) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : map.getValue()) {
            if (!isMerge(entry.getKeyNode())) {
                String name = name(entry.getKeyNode());
                if (object.has(name)) {
                    throw new NotJson(entry.getKeyNode(), "the key \"" + name + "\" stands twice in one map");
                }
                object.set(name, convert(entry.getValueNode(), depth + 1));
            }
        }
        for (NodeTuple entry : map.getValue()) {
            if (isMerge(entry.getKeyNode())) {
                merge(object, entry.getValueNode(), depth);
            }
        }
        return object;
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().equals("<<");
    }

    private static String name(Node key) {
        if (key instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new NotJson(key, "a key is neither text nor number");
    }

    /// What the map has itself counts, then what comes first in the list of maps to merge.
    private void merge(ObjectNode into, Node from, int depth) {
        if (from instanceof SequenceNode sequence) {
            sequence.getValue().forEach(map -> merge(into, map, depth + 1));
        } else if (convert(from, depth + 1) instanceof ObjectNode map) {
            map.properties().forEach(entry -> into.putIfAbsent(entry.getKey(), entry.getValue()));
        } else {
            throw new NotJson(from, "<< needs a map");
        }
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return JSON.textNode(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
            case "true", "True", "TRUE" -> JSON.booleanNode(true);
            case "false", "False", "FALSE" -> JSON.booleanNode(false);
            default -> number(text);
        };
    }

    private static JsonNode number(String text) {
        if (INTEGER.matcher(text).matches()) {
            return integer(new BigInteger(text.startsWith("+") ? text.substring(1) : text));
        }
        if (BASED.matcher(text).matches()) {
            return integer(new BigInteger(text.substring(2), text.charAt(1) == 'x' ? 16 : 8));
        }
        if (FLOAT.matcher(text).matches()) {
            return JSON.numberNode(new BigDecimal(text));
        }
        return JSON.textNode(text);
    }

    private static JsonNode integer(BigInteger value) {
        return value.bitLength() < 64 ? JSON.numberNode(value.longValueExact()) : JSON.numberNode(value);
    }
}
