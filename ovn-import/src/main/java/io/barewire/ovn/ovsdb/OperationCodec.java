package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Transactions as JSON, and what the server says of them (RFC 7047 §4.1.3, §5.2).
final class OperationCodec {
    private OperationCodec() {}

    /// The parameters of a `transact` request.
    static void write(String database, List<? extends Operation> operations, RepeatingGenerator out)
            throws IOException {
        out.writeString(database);
        for (Operation operation : operations) {
            write(operation, out);
        }
    }

    private static void write(Operation operation, RepeatingGenerator out) throws IOException {
        switch (operation) {
            case Operation.Insert(String table, Operation.Identity identity, Map<String, Value> row) -> {
                begin("insert", table, out);
                switch (identity) {
                    case Operation.Chosen(UUID uuid) -> uuid(uuid, out);
                    case Operation.Named(String name) -> out.writeStringField("uuid-name", name);
                }
                row(row, out);
                out.writeEndObject();
            }
            case Operation.Inserts(String table, List<String> columns, List<Operation.NewRow> rows) -> {
                for (Operation.NewRow row : rows) {
                    begin("insert", table, out);
                    uuid(row.uuid(), out);
                    out.writeObjectFieldStart("row");
                    for (int i = 0; i < columns.size(); i++) {
                        out.writeFieldName(columns.get(i));
                        ValueCodec.write(row.values().get(i), out);
                    }
                    out.writeEndObject();
                    out.writeEndObject();
                }
            }
            case Operation.Select(String table, List<Condition> where, List<String> columns) -> {
                begin("select", table, out);
                where(where, out);
                out.writeArrayFieldStart("columns");
                out.writeString("_uuid");
                for (String column : columns) {
                    out.writeString(column);
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            case Operation.Update(String table, List<Condition> where, Map<String, Value> row) -> {
                begin("update", table, out);
                where(where, out);
                row(row, out);
                out.writeEndObject();
            }
            case Operation.Mutate(String table, List<Condition> where, List<Mutation> mutations) -> {
                begin("mutate", table, out);
                where(where, out);
                out.writeArrayFieldStart("mutations");
                for (Mutation mutation : mutations) {
                    out.writeStartArray();
                    out.writeString(mutation.column());
                    out.writeString(mutation.mutator().symbol());
                    ValueCodec.write(mutation.value(), out);
                    out.writeEndArray();
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            case Operation.Delete(String table, List<Condition> where) -> {
                begin("delete", table, out);
                where(where, out);
                out.writeEndObject();
            }
            case Operation.Wait wait -> write(wait, out);
            case Operation.Assert(String lock) -> {
                out.writeStartObject();
                out.writeStringField("op", "assert");
                out.writeStringField("lock", lock);
                out.writeEndObject();
            }
            case Operation.Comment(String text) -> {
                out.writeStartObject();
                out.writeStringField("op", "comment");
                out.writeStringField("comment", text);
                out.writeEndObject();
            }
        }
    }

    private static void write(Operation.Wait wait, RepeatingGenerator out) throws IOException {
        begin("wait", wait.table(), out);
        out.writeNumberField("timeout", wait.timeout().toMillis());
        where(wait.where(), out);
        out.writeArrayFieldStart("columns");
        for (String column : wait.columns()) {
            out.writeString(column);
        }
        out.writeEndArray();
        out.writeStringField("until", wait.equal() ? "==" : "!=");
        out.writeArrayFieldStart("rows");
        for (Map<String, Value> row : wait.rows()) {
            ValueCodec.writeRow(row, out);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void begin(String op, String table, RepeatingGenerator out) throws IOException {
        out.writeStartObject();
        out.writeFieldName("op");
        out.writeName(op);
        out.writeFieldName("table");
        out.writeName(table);
    }

    private static void uuid(UUID uuid, RepeatingGenerator out) throws IOException {
        out.writeFieldName("uuid");
        out.writeUuid(uuid);
    }

    private static void where(List<Condition> conditions, RepeatingGenerator out) throws IOException {
        out.writeFieldName("where");
        ValueCodec.writeConditions(conditions, out);
    }

    private static void row(Map<String, Value> row, RepeatingGenerator out) throws IOException {
        out.writeFieldName("row");
        ValueCodec.writeRow(row, out);
    }

    /// An `<error>`, in a response or in place of an operation's result.
    static OvsdbError error(JsonNode json) {
        return json.isObject()
                ? new OvsdbError(
                        json.path("error").asText(), json.path("details").asText(""))
                : new OvsdbError(json.asText(), "");
    }
}
