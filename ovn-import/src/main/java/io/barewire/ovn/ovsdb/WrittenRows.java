package io.barewire.ovn.ovsdb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows as [Operation.Inserts] write them; what they do not set holds its default. Values that are like the ones of the
/// row before are looked at once, and kept once.
final class WrittenRows {
    private final RowShape shape;
    /// Where in a row each column is; -1: it is not mirrored.
    private final int[] places;
    private final Value[] written;
    /// The row before.
    private final Value[] values;

    WrittenRows(List<String> columns, RowShape shape) {
        this.shape = shape;
        this.places = columns.stream()
                .mapToInt(column -> shape.has(column) ? shape.index(column) : -1)
                .toArray();
        this.written = new Value[columns.size()];
        this.values = new Value[shape.columns().size()];
        Arrays.setAll(values, shape::defaultValue);
    }

    /// Empty when the server may hold something else than what is written.
    Optional<Row> row(UUID uuid, List<Value> columns) {
        for (int i = 0; i < places.length; i++) {
            Value value = columns.get(i);
            if (places[i] < 0 || value.equals(written[i])) {
                continue;
            }
            ColumnType type = shape.type(places[i]);
            if (!type.keeps(value)) {
                return Optional.empty();
            }
            written[i] = value;
            values[places[i]] = type.held(value);
        }
        return Optional.of(new Row(uuid, shape, values.clone()));
    }
}
