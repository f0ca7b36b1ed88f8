package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Transactions as JSON, and what the server says of them (RFC 7047 §4.1.3, §5.2).
final class OperationCodec {
    private OperationCodec() {}

    /// The parameters of a `transact` request.
    static void write(String database, List<? extends Operation> operations, RepeatingGenerator out)
            throws IOException {
        out.writeString(database);
        for (Operation operation : operations) {
            out.writeStartObject();
            write(operation, out);
            out.writeEndObject();
        }
    }

    private static void write(Operation operation, RepeatingGenerator out) throws IOException {
        switch (operation) {
            case Operation.Insert(String table, Operation.Identity identity, Map<String, Value> row) -> {
                begin("insert", table, out);
                switch (identity) {
                    case Operation.Chosen(UUID uuid) -> {
                        out.writeFieldName("uuid");
                        out.writeUuid(uuid);
                    }
                    case Operation.Named(String name) -> out.writeStringField("uuid-name", name);
                }
                row(row, out);
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
            }
            case Operation.Update(String table, List<Condition> where, Map<String, Value> row) -> {
                begin("update", table, out);
                where(where, out);
                row(row, out);
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
            }
            case Operation.Delete(String table, List<Condition> where) -> {
                begin("delete", table, out);
                where(where, out);
            }
            case Operation.Wait wait -> write(wait, out);
            case Operation.Assert(String lock) -> {
                out.writeStringField("op", "assert");
                out.writeStringField("lock", lock);
            }
            case Operation.Comment(String text) -> {
                out.writeStringField("op", "comment");
                out.writeStringField("comment", text);
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
    }

    private static void begin(String op, String table, RepeatingGenerator out) throws IOException {
        out.writeFieldName("op");
        out.writeName(op);
        out.writeFieldName("table");
        out.writeName(table);
    }

    private static void where(List<Condition> conditions, RepeatingGenerator out) throws IOException {
        out.writeFieldName("where");
        ValueCodec.writeConditions(conditions, out);
    }

    private static void row(Map<String, Value> row, RepeatingGenerator out) throws IOException {
        out.writeFieldName("row");
        ValueCodec.writeRow(row, out);
    }

    /// @param result of a response without an error of its own: the errors of operations, and of the commit as one more
    ///     element than there were operations, are in here
    static TransactOutcome outcome(JsonNode result, List<Operation> operations, DatabaseSchema schema)
            throws ProtocolFault {
        if (!result.isArray()) {
            throw new ProtocolFault("the answer to a transaction is no array");
        }
        for (int i = 0; i < result.size(); i++) {
            JsonNode element = result.get(i);
            if (element.path("error").isTextual()) {
                return new TransactOutcome.Aborted(i, error(element));
            }
        }
        if (result.size() != operations.size()) {
            throw new ProtocolFault(operations.size() + " operations were answered with " + result.size() + " results");
        }
        List<OperationResult> results = new ArrayList<>(result.size());
        for (int i = 0; i < result.size(); i++) {
            results.add(result(result.get(i), operations.get(i), schema));
        }
        return new TransactOutcome.Committed(results);
    }

    private static OperationResult result(JsonNode json, Operation operation, DatabaseSchema schema)
            throws ProtocolFault {
        return switch (operation) {
            case Operation.Insert _ ->
                new OperationResult.Inserted(
                        ValueCodec.uuid(json.path("uuid").path(1).asText()));
            case Operation.Select select -> new OperationResult.Rows(rows(json.path("rows"), select, schema));
            case Operation.Update _, Operation.Mutate _, Operation.Delete _ -> {
                if (!json.path("count").isIntegralNumber()) {
                    throw new ProtocolFault("the answer to an operation has no count");
                }
                yield new OperationResult.Count(json.path("count").longValue());
            }
            case Operation.Wait _, Operation.Assert _, Operation.Comment _ -> new OperationResult.Done();
        };
    }

    private static List<Row> rows(JsonNode json, Operation.Select select, DatabaseSchema schema) throws ProtocolFault {
        RowShape shape = RowShape.of(select.table(), select.columns(), schema);
        List<Row> rows = new ArrayList<>(json.size());
        for (JsonNode row : json) {
            UUID uuid = ValueCodec.uuid(row.path("_uuid").path(1).asText());
            rows.add(RowUpdates.whole(uuid, row, Optional.empty(), shape));
        }
        return rows;
    }

    /// An `<error>`, in a response or in place of an operation's result.
    static OvsdbError error(JsonNode json) {
        return json.isObject()
                ? new OvsdbError(
                        json.path("error").asText(), json.path("details").asText(""))
                : new OvsdbError(json.asText(), "");
    }
}
