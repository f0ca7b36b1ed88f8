package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// [Value]s as JSON (RFC 7047 §5.1).
final class ValueCodec {
    private ValueCodec() {}

    /// A column's value; a set of one may come as its atom.
    static Value read(JsonNode json, ColumnType type) throws ProtocolFault {
        if (type.isScalar()) {
            return atom(json, type.key());
        }
        if (type.value().isPresent()) {
            Map<Value.Atom, Value.Atom> pairs = new LinkedHashMap<>();
            for (JsonNode pair : tagged(json, "map")) {
                if (!pair.isArray() || pair.size() != 2) {
                    throw unreadable("pair", pair);
                }
                pairs.put(
                        atom(pair.get(0), type.key()),
                        atom(pair.get(1), type.value().get()));
            }
            return new Value.MapOf(pairs);
        }
        if (!isTagged(json, "set")) {
            return new Value.SetOf(Set.of(atom(json, type.key())));
        }
        JsonNode elements = tagged(json, "set");
        Set<Value.Atom> atoms = LinkedHashSet.newLinkedHashSet(elements.size());
        for (JsonNode element : elements) {
            atoms.add(atom(element, type.key()));
        }
        return new Value.SetOf(new Atoms(atoms));
    }

    static UUID uuid(String text) throws ProtocolFault {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new ProtocolFault("'" + shortened(text) + "' is no UUID");
    }

    private static Value.Atom atom(JsonNode json, ColumnType.Base base) throws ProtocolFault {
        switch (base) {
            case INTEGER -> {
                if (json.isIntegralNumber() && json.canConvertToLong()) {
                    return new Value.Int(json.longValue());
                }
            }
            case REAL -> {
                if (json.isNumber()) {
                    return new Value.Real(json.doubleValue());
                }
            }
            case BOOLEAN -> {
                if (json.isBoolean()) {
                    return new Value.Bool(json.booleanValue());
                }
            }
            case STRING -> {
                if (json.isTextual()) {
                    return new Value.Text(json.textValue());
                }
            }
            case UUID -> {
                if (isTagged(json, "uuid") && json.get(1).isTextual()) {
                    return new Value.Uuid(uuid(json.get(1).textValue()));
                }
            }
        }
        throw unreadable(base.toString().toLowerCase(Locale.ROOT), json);
    }

    private static boolean isTagged(JsonNode json, String tag) {
        return json.size() == 2 && json.isArray() && tag.equals(json.get(0).textValue());
    }

    private static JsonNode tagged(JsonNode json, String tag) throws ProtocolFault {
        if (!isTagged(json, tag) || !json.get(1).isArray()) {
            throw unreadable(tag, json);
        }
        return json.get(1);
    }

    private static ProtocolFault unreadable(String wanted, JsonNode json) {
        return new ProtocolFault("no " + wanted + ": " + shortened(json.toString()));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    static void write(Value value, RepeatingGenerator out) throws IOException {
        switch (value) {
            case Value.Text(String text) -> out.writeString(text);
            case Value.Int(long number) -> out.writeNumber(number);
            case Value.Real(double number) -> out.writeNumber(number);
            case Value.Bool(boolean truth) -> out.writeBoolean(truth);
            case Value.Uuid(UUID uuid) -> {
                out.writeStartArray();
                out.writeName("uuid");
                out.writeUuid(uuid);
                out.writeEndArray();
            }
            case Value.NamedUuid(String name) -> {
                out.writeStartArray();
                out.writeName("named-uuid");
                out.writeString(name);
                out.writeEndArray();
            }
            case Value.SetOf(Set<Value.Atom> atoms) -> {
                out.writeStartArray();
                out.writeName("set");
                out.writeStartArray();
                for (Value.Atom atom : atoms) {
                    write(atom, out);
                }
                out.writeEndArray();
                out.writeEndArray();
            }
            case Value.MapOf(Map<Value.Atom, Value.Atom> pairs) -> {
                out.writeStartArray();
                out.writeName("map");
                out.writeStartArray();
                for (Map.Entry<Value.Atom, Value.Atom> pair : pairs.entrySet()) {
                    out.writeStartArray();
                    write(pair.getKey(), out);
                    write(pair.getValue(), out);
                    out.writeEndArray();
                }
                out.writeEndArray();
                out.writeEndArray();
            }
        }
    }

    static void writeRow(Map<String, Value> row, RepeatingGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Value> column : row.entrySet()) {
            out.writeFieldName(column.getKey());
            write(column.getValue(), out);
        }
        out.writeEndObject();
    }

    static void writeConditions(Iterable<Condition> conditions, RepeatingGenerator out) throws IOException {
        out.writeStartArray();
        for (Condition condition : conditions) {
            out.writeStartArray();
            out.writeName(condition.column());
            out.writeName(condition.function().symbol());
            write(condition.value(), out);
            out.writeEndArray();
        }
        out.writeEndArray();
    }
}
