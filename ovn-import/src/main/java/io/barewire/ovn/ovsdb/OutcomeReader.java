package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the server says of a transaction (RFC 7047 §5.2), read as it comes: of ten thousand new rows it says the uuids
/// once more, and a tree of that would be most of what there is to do after the answer.
final class OutcomeReader {
    private final List<Operation> operations;
    private final DatabaseSchema schema;
    private final List<OperationResult> results;

    /// The operation whose results come.
    private int at = -1;
    /// It is of rows whose uuids we have chosen.
    private boolean isOfKnownRow;
    /// So many of them still.
    private int left;
    /// Of all operations before it, and of its own.
    private int expected;

    /// What makes this no answer, unless a later element is an error.
    private @Nullable ProtocolFault fault;

    // Of the last element.
    private JsonNode error = MissingNode.getInstance();
    private JsonNode details = MissingNode.getInstance();
    private boolean hasUuid;
    private JsonNode uuid = MissingNode.getInstance();
    private JsonNode count = MissingNode.getInstance();
    private JsonNode rows = MissingNode.getInstance();

    private OutcomeReader(List<Operation> operations, DatabaseSchema schema) {
        this.operations = operations;
        this.schema = schema;
        this.results = new ArrayList<>(operations.size());
    }

    /// @param in at the result in a response without an error of its own: the errors of operations, and of the commit
    ///     as one more element than there were operations, are in it. Afterwards at its end
    static TransactOutcome read(JsonParser in, List<Operation> operations, DatabaseSchema schema)
            throws IOException, ProtocolFault {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new ProtocolFault("the answer to a transaction is no array");
        }
        return new OutcomeReader(operations, schema).elements(in);
    }

    private TransactOutcome elements(JsonParser in) throws IOException, ProtocolFault {
        int elements = 0;
        next();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            element(in);
            if (!isNothing(error)) {
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    in.skipChildren();
                }
                return new TransactOutcome.Aborted(at, new OvsdbError(text(error), text(details)));
            }
            elements++;
            if (isOfKnownRow && !hasUuid) {
                fault("the answer to an insert has no uuid");
            }
            if (left > 0 && --left == 0) {
                note();
                next();
            }
        }
        if (elements != expected || left > 0) {
            throw new ProtocolFault(all() + " operations were answered with " + elements + " results");
        }
        if (fault != null) {
            throw fault;
        }
        return new TransactOutcome.Committed(results);
    }

    /// To the next operation that has results.
    private void next() {
        while (left == 0 && at < operations.size()) {
            at++;
            isOfKnownRow = false;
            if (at < operations.size()) {
                isOfKnownRow = operations.get(at) instanceof Operation.Inserts;
                left = results(operations.get(at));
                expected += left;
                if (left == 0) {
                    note();
                }
            }
        }
    }

    private int all() {
        return operations.stream().mapToInt(OutcomeReader::results).sum();
    }

    private static int results(Operation operation) {
        return operation instanceof Operation.Inserts inserts ? inserts.rows().size() : 1;
    }

    private void element(JsonParser in) throws IOException {
        error = MissingNode.getInstance();
        details = MissingNode.getInstance();
        hasUuid = false;
        uuid = MissingNode.getInstance();
        count = MissingNode.getInstance();
        rows = MissingNode.getInstance();
        if (in.currentToken() != JsonToken.START_OBJECT) {
            fault("the answer to an operation is no object");
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "error" -> error = in.readValueAsTree();
                case "details" -> details = in.readValueAsTree();
                case "count" -> count = in.readValueAsTree();
                case "rows" -> rows = in.readValueAsTree();
                case "uuid" -> {
                    hasUuid = true;
                    if (isOfKnownRow) {
                        in.skipChildren();
                    } else {
                        uuid = in.readValueAsTree();
                    }
                }
                default -> in.skipChildren();
            }
        }
    }

    private static boolean isNothing(JsonNode json) {
        return json.isMissingNode() || json.isNull();
    }

    private static String text(JsonNode json) {
        return json.isTextual() ? json.textValue() : isNothing(json) ? "" : json.toString();
    }

    private void note() {
        try {
            results.add(result(operations.get(at)));
        } catch (ProtocolFault unreadable) {
            fault(Objects.requireNonNull(unreadable.getMessage()));
        }
    }

    private void fault(String why) {
        fault = fault == null ? new ProtocolFault(why) : fault;
    }

    private OperationResult result(Operation operation) throws ProtocolFault {
        return switch (operation) {
            case Operation.Insert _ ->
                new OperationResult.Inserted(ValueCodec.uuid(uuid.path(1).asText()));
            case Operation.Select select -> new OperationResult.Rows(rows(select));
            case Operation.Update _, Operation.Mutate _, Operation.Delete _ -> {
                if (!count.isIntegralNumber() || !count.canConvertToLong()) {
                    throw new ProtocolFault("the answer to an operation has no count");
                }
                yield new OperationResult.Count(count.longValue());
            }
            case Operation.Inserts _, Operation.Wait _, Operation.Assert _, Operation.Comment _ ->
                new OperationResult.Done();
        };
    }

    private List<Row> rows(Operation.Select select) throws ProtocolFault {
        RowShape shape = RowShape.of(select.table(), select.columns(), schema);
        List<Row> read = new ArrayList<>(rows.size());
        for (JsonNode row : rows) {
            UUID name = ValueCodec.uuid(row.path("_uuid").path(1).asText());
            read.add(RowUpdates.whole(name, row, Optional.empty(), shape));
        }
        return read;
    }
}
