package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The tables of a database and the types of their columns (RFC 7047 §3.2).
///
/// @param version of the schema, such as `7.0.0`
/// @param tables by name: the columns' types by name, without `_uuid` and `_version`, which every row has
public record DatabaseSchema(String name, String version, Map<String, Map<String, ColumnType>> tables) {
    public DatabaseSchema {
        tables = Map.copyOf(tables);
    }

    public boolean has(String table, String column) {
        return tables.getOrDefault(table, Map.of()).containsKey(column);
    }

    static DatabaseSchema parse(JsonNode json) throws ProtocolFault {
        Map<String, Map<String, ColumnType>> tables = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> table : json.path("tables").properties()) {
            Map<String, ColumnType> columns = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> column :
                    table.getValue().path("columns").properties()) {
                columns.put(column.getKey(), type(column.getValue().path("type")));
            }
            tables.put(table.getKey(), Map.copyOf(columns));
        }
        if (!json.path("name").isTextual() || tables.isEmpty()) {
            throw new ProtocolFault("the server's schema has no name or no tables");
        }
        return new DatabaseSchema(
                json.path("name").textValue(), json.path("version").asText("without version"), tables);
    }

    private static ColumnType type(JsonNode json) throws ProtocolFault {
        if (!json.isObject()) {
            return new ColumnType(base(json), Optional.empty(), 1, 1);
        }
        JsonNode value = json.path("value");
        JsonNode max = json.path("max");
        return new ColumnType(
                base(json.path("key")),
                value.isMissingNode() ? Optional.empty() : Optional.of(base(value)),
                json.path("min").asInt(1),
                max.asText().equals("unlimited") ? Integer.MAX_VALUE : max.asInt(1));
    }

    private static ColumnType.Base base(JsonNode json) throws ProtocolFault {
        String name = json.isObject() ? json.path("type").asText() : json.asText();
        return switch (name) {
            case "integer" -> ColumnType.Base.INTEGER;
            case "real" -> ColumnType.Base.REAL;
            case "boolean" -> ColumnType.Base.BOOLEAN;
            case "string" -> ColumnType.Base.STRING;
            case "uuid" -> ColumnType.Base.UUID;
            default -> throw new ProtocolFault("the server's schema has the unknown type '" + name + "'");
        };
    }
}
