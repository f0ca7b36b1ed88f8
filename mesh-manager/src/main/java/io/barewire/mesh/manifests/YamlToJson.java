package io.barewire.mesh.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;

/// The documents of a YAML stream as JSON, with the scalars of YAML 1.2's core schema: `yes` and `1:30` are text, as a
/// reader of JSON expects. Aliases are followed, within a budget of nodes for the whole stream, so that a few lines
/// cannot unfold to gigabytes; `<<` merges.
///
/// Made from the parser's events: a tree of YAML nodes, which remember where they begin and end, is ten times the size
/// of the JSON, and the collector would carry it into the old generation.
final class YamlToJson {
    /// Something that YAML allows and JSON or our bounds do not.
    static final class NotJson extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final String reason;

        NotJson(Event at, String reason) {
            super(reason, null, false, false);
            this.line = lineOf(at);
            this.reason = reason;
        }

        int line() {
            return line;
        }

        String reason() {
            return reason;
        }
    }

    static final String NEEDS_QUOTES = " (text that begins with * or ! needs quotes)";
    static final int MOST_NODES = 2_000_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,100}");
    private static final Pattern BASED = Pattern.compile("0(x[0-9a-fA-F]{1,16}|o[0-7]{1,21})");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]{1,50}|[0-9]{1,50}(\\.[0-9]{0,50})?)([eE][-+]?[0-9]{1,3})?");

    /// @param text of a scalar, as a key has it; empty for others
    private record Anchored(JsonNode value, String text) {}

    private record Merge(JsonNode from, Event at) {}

    private final Parser events;
    private final int deepest;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<JsonNode> unfinished = Collections.newSetFromMap(new IdentityHashMap<>());
    private final IdentityHashMap<JsonNode, Elements> elements = new IdentityHashMap<>();
    private boolean anchored;
    private int budget = MOST_NODES;

    YamlToJson(Parser events, int deepest) {
        this.events = events;
        this.deepest = deepest;
    }

    /// Whether there is another document.
    boolean hasNext() {
        if (events.checkEvent(Event.ID.StreamStart)) {
            events.getEvent();
        }
        if (events.checkEvent(Event.ID.DocumentStart)) {
            events.getEvent();
        }
        return !events.checkEvent(Event.ID.StreamEnd);
    }

    /// Where the document of [#next] begins, counted from 1; 0 when that is not known.
    int line() {
        return lineOf(events.peekEvent());
    }

    /// Where the elements of block sequences are in the text, in code points, by identity of the sequence; nothing of
    /// that when anything so far had an anchor.
    IdentityHashMap<JsonNode, Elements> elements() {
        return anchored ? new IdentityHashMap<>() : elements;
    }

    /// The next document; an empty one is null.
    ///
    /// @throws NotJson with line and reason
    JsonNode next() {
        JsonNode root = value(events.getEvent(), 0);
        events.getEvent(); // its end
        anchored |= !anchors.isEmpty();
        anchors.clear();
        return root;
    }

    private static int lineOf(Event event) {
        return event.getStartMark() == null ? 0 : event.getStartMark().getLine() + 1;
    }

    private static int indexOf(Event event) {
        return event.getStartMark() == null ? 0 : event.getStartMark().getIndex();
    }

    private JsonNode value(Event begin, int depth) {
        count(begin, depth);
        return switch (begin) {
            case MappingStartEvent map -> {
                checkTag(map.getTag(), map);
                yield map(map, depth);
            }
            case SequenceStartEvent sequence -> {
                checkTag(sequence.getTag(), sequence);
                yield sequence(sequence, depth);
            }
            case ScalarEvent scalar -> {
                checkTag(scalar.getTag(), scalar);
                JsonNode value = scalar(scalar);
                anchor(scalar.getAnchor(), value, scalar.getValue());
                yield value;
            }
            case AliasEvent alias -> {
                JsonNode value = named(alias).value();
                // What it stands in has no end.
                unfold(value, alias, unfinished.contains(value) ? Integer.MAX_VALUE : depth);
                yield value;
            }
            default -> throw new NotJson(begin, "neither map, list nor scalar");
        };
    }

    private void count(Event at, int depth) {
        if (depth > deepest) {
            throw new NotJson(at, "nested deeper than " + deepest + " levels");
        }
        if (--budget < 0) {
            throw new NotJson(at, "more than " + MOST_NODES + " values, aliases unfolded");
        }
    }

    private static void checkTag(@Nullable String tag, Event at) {
        // SnakeYAML's own class throws at one with space at an end (`!%20`).
        if (tag != null && (!tag.trim().equals(tag) || new Tag(tag).isCustomGlobal())) {
            // Without it: that may be a password.
            throw new NotJson(at, "found a tag that means nothing here" + NEEDS_QUOTES);
        }
    }

    /// Counts what an alias stands for as if it were written out.
    private void unfold(JsonNode value, AliasEvent at, int depth) {
        count(at, depth);
        value.forEach(element -> unfold(element, at, depth + 1));
    }

    private void begin(@Nullable String anchor, JsonNode container) {
        if (anchor != null) {
            anchors.put(anchor, new Anchored(container, ""));
            unfinished.add(container);
        }
    }

    private void anchor(@Nullable String name, JsonNode value, String text) {
        if (name != null) {
            anchors.put(name, new Anchored(value, text));
        }
    }

    private Anchored named(AliasEvent alias) {
        Anchored found = anchors.get(alias.getAnchor());
        if (found == null) {
            // Without its name: that may be a password.
            throw new NotJson(alias, "found undefined alias" + NEEDS_QUOTES);
        }
        return found;
    }

    private ArrayNode sequence(SequenceStartEvent begin, int depth) {
        ArrayNode array = JSON.arrayNode();
        begin(begin.getAnchor(), array);
        Elements places = new Elements();
        Event event = events.getEvent();
        for (; !event.is(Event.ID.SequenceEnd); event = events.getEvent()) {
            places.add(indexOf(event), lineOf(event));
            array.add(value(event, depth + 1));
        }
        if (!begin.isFlow()) {
            places.endAt(indexOf(event));
            elements.put(array, places);
        }
        unfinished.remove(array);
        return array;
    }

    private ObjectNode map(MappingStartEvent begin, int depth) {
        ObjectNode object = JSON.objectNode();
        begin(begin.getAnchor(), object);
        List<Merge> merges = List.of();
        for (Event key = events.getEvent(); !key.is(Event.ID.MappingEnd); key = events.getEvent()) {
            String name = name(key);
            if (isMerge(key)) {
                Event at = events.getEvent();
                merges = merges.isEmpty() ? new ArrayList<>() : merges;
                merges.add(new Merge(value(at, depth + 1), at));
                continue;
            }
            if (object.has(name)) {
                throw new NotJson(key, "the key \"" + name + "\" stands twice in one map");
            }
            object.set(name, value(events.getEvent(), depth + 1));
        }
        merges.forEach(merge -> merge(object, merge.from(), merge.at()));
        unfinished.remove(object);
        return object;
    }

    private static boolean isMerge(Event key) {
        return key instanceof ScalarEvent scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().equals("<<");
    }

    private String name(Event key) {
        if (key instanceof ScalarEvent scalar) {
            checkTag(scalar.getTag(), scalar);
            if (scalar.getAnchor() != null) {
                anchor(scalar.getAnchor(), scalar(scalar), scalar.getValue());
            }
            return scalar.getValue();
        }
        if (key instanceof AliasEvent alias && named(alias).value().isValueNode()) {
            return named(alias).text();
        }
        throw new NotJson(key, "a key is neither text nor number");
    }

    /// What the map has itself counts, then what comes first in the list of maps to merge.
    private static void merge(ObjectNode into, JsonNode from, Event at) {
        if (from instanceof ArrayNode maps) {
            maps.forEach(map -> merge(into, map, at));
        } else if (from instanceof ObjectNode map) {
            map.properties().forEach(entry -> into.putIfAbsent(entry.getKey(), entry.getValue()));
        } else {
            throw new NotJson(at, "<< needs a map");
        }
    }

    private static JsonNode scalar(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return JSON.textNode(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
            case "true", "True", "TRUE" -> JSON.booleanNode(true);
            case "false", "False", "FALSE" -> JSON.booleanNode(false);
            default -> mayBeNumber(text) ? number(text) : JSON.textNode(text);
        };
    }

    /// Most scalars are not: names, addresses, durations.
    private static boolean mayBeNumber(String text) {
        if ("+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return false;
        }
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            dots += c == '.' ? 1 : 0;
            if (dots > 1 || "+-.0123456789abcdefABCDEFxo".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
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
