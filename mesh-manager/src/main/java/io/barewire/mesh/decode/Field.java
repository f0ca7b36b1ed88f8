package io.barewire.mesh.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.rib.Community;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A field of an object's tree that knows its path, and reports when it is not what is asked of it. A field that is
/// absent, null or wrong reads as empty; only the wrong one is reported.
final class Field {
    private static final int NONE = -1;

    private final JsonNode node;
    /// Null for the root.
    private final @Nullable Field parent;
    /// What it is called there, unless it is an element of a list.
    private final String name;

    /// Where it is in its list, or [#NONE].
    private final int index;
    private final Faults faults;

    private Field(JsonNode node, @Nullable Field parent, String name, int index, Faults faults) {
        this.node = node;
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.faults = faults;
    }

    static Field root(JsonNode tree, Faults faults) {
        return new Field(tree, null, "", NONE, faults);
    }

    /// Made when somebody asks, as for most fields nobody does.
    FieldPath path() {
        if (parent == null) {
            return new FieldPath.Root();
        }
        return index != NONE ? new FieldPath.Element(parent.path(), index) : new FieldPath.Member(parent.path(), name);
    }

    boolean present() {
        return !node.isMissingNode() && !node.isNull();
    }

    /// True for a list, map or text with something in it, and for any other value.
    boolean presentAndNotEmpty() {
        return present()
                && !(node.isContainerNode() && node.isEmpty())
                && !(node.isTextual() && node.asText().isEmpty());
    }

    void error(String reason, String remedy) {
        faults.error(path(), reason, remedy);
    }

    /// Whether anything is wrong with the object so far, here or elsewhere.
    boolean anyError() {
        return faults.anyError();
    }

    void warning(String reason, String remedy) {
        faults.warning(path(), reason, remedy);
    }

    /// Absent when this is not a map.
    Field member(String name) {
        return new Field(node.path(name), this, name, NONE, faults);
    }

    /// Reports when there is something here that is not a map.
    boolean isMap() {
        return is(node.isObject(), "a map");
    }

    List<Field> elements() {
        if (!is(node.isArray(), "a list")) {
            return List.of();
        }
        List<Field> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Field(node.get(i), this, "", i, faults));
        }
        return elements;
    }

    Optional<String> text() {
        return is(node.isTextual(), "text") ? Optional.of(node.asText()) : Optional.empty();
    }

    Optional<Boolean> flag() {
        return is(node.isBoolean(), "true or false") ? Optional.of(node.asBoolean()) : Optional.empty();
    }

    Optional<Long> integer(long low, long high) {
        if (!is(node.isIntegralNumber(), "a whole number")) {
            return Optional.empty();
        }
        if (!node.canConvertToLong() || node.asLong() < low || node.asLong() > high) {
            error(node.asText() + " is out of range", low + " to " + high + " is needed");
            return Optional.empty();
        }
        return Optional.of(node.asLong());
    }

    Optional<IpAddress> address() {
        return text().flatMap(text -> {
            try {
                return Optional.of(IpAddress.parse(text));
            } catch (IllegalArgumentException bad) {
                error("\"" + text + "\" is not an IP address", "an IPv4 or IPv6 address is needed, without a zone");
                return Optional.empty();
            }
        });
    }

    Optional<Prefix> prefix() {
        return text().flatMap(text -> {
            try {
                return Optional.of(Prefix.parse(text));
            } catch (IllegalArgumentException bad) {
                error("\"" + text + "\" is not a prefix", "ADDRESS/LENGTH is needed, as 10.244.0.0/24");
                return Optional.empty();
            }
        });
    }

    Optional<Duration> duration() {
        return text().flatMap(text -> {
            Optional<Duration> duration = GoDuration.parse(text);
            if (duration.isEmpty()) {
                error("\"" + text + "\" is not a duration", "write 90s or 1m30s");
            }
            return duration;
        });
    }

    Optional<Community> community() {
        return text().flatMap(text -> {
            try {
                return Optional.of(Community.parse(text));
            } catch (IllegalArgumentException wrong) {
                error(String.valueOf(wrong.getMessage()), "one of these forms is needed");
                return Optional.empty();
            }
        });
    }

    /// One of a few words.
    Optional<String> oneOf(Collection<String> words) {
        return text().filter(text -> {
            if (!words.contains(text)) {
                error("\"" + text + "\" is not known here", Nearest.remedy(text, words));
            }
            return words.contains(text);
        });
    }

    /// A map from text to text, such as labels.
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        if (isMap()) {
            for (String name : names()) {
                member(name).text().ifPresent(text -> texts.put(name, text));
            }
        }
        return texts;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /// Warns of members that nothing will read. Reports when there is something here that is not a map.
    void expectOnly(Collection<String> known) {
        if (isMap()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                String name = member.getKey();
                if (!known.contains(name)) {
                    member(name).warning("unknown field", Nearest.remedy(name, known));
                }
            }
        }
    }

    /// Reports members that nothing will read and members without a value, where leaving them out would mean more than
    /// was meant, and something here that is not a map.
    void requireOnly(Collection<String> known) {
        if (isMap()) {
            for (String name : names()) {
                if (!known.contains(name)) {
                    member(name).error("unknown field", Nearest.remedy(name, known));
                } else if (!member(name).present()) {
                    member(name).error("has no value", "give it one or leave it out");
                }
            }
        }
    }

    /// The elements; reports a list that is there and has none.
    List<Field> atLeastOne() {
        List<Field> elements = elements();
        if (node.isArray() && elements.isEmpty()) {
            error("is an empty list", "at least one is needed, or leave it out");
        }
        return elements;
    }

    /// The same, and reports a list with more than so many, which then reads as empty.
    List<Field> upTo(int most) {
        List<Field> elements = atLeastOne();
        if (elements.size() > most) {
            error(elements.size() + " entries", "at most " + most + " are allowed");
            return List.of();
        }
        return elements;
    }

    boolean isText() {
        return node.isTextual();
    }

    private boolean is(boolean wanted, String what) {
        if (present() && !wanted) {
            error(
                    "is " + describe() + ", not " + what,
                    what + " is needed" + (what.equals("text") ? ": put it in quotes" : ""));
        }
        return wanted;
    }

    /// Without the value, which may be a secret.
    private String describe() {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "a map";
            case BOOLEAN -> "a boolean";
            case NUMBER -> "a number";
            case STRING, BINARY -> "text";
            case MISSING, NULL -> "empty";
        };
    }
}
