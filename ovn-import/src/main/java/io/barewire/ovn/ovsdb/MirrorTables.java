package io.barewire.ovn.ovsdb;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows themselves, which outlive a connection: with the last transaction's id, the next one may begin where this
/// one ended.
final class MirrorTables implements Mirror {
    /// The id of a transaction that no database has.
    static final String NO_TRANSACTION = "00000000-0000-0000-0000-000000000000";

    private final Map<String, RowShape> shapes = new HashMap<>();
    private final Map<String, Map<UUID, Row>> tables = new HashMap<>();
    private String lastTransaction = NO_TRANSACTION;
    private long connection;

    /// Takes the shapes that the server has now; when they are others than before, all rows are to be sent again.
    void use(List<RowShape> now) {
        boolean same = now.size() == shapes.size()
                && now.stream().allMatch(shape -> {
                    RowShape before = shapes.get(shape.table());
                    return before != null && before.sameAs(shape);
                });
        if (!same) {
            clear();
            shapes.clear();
            now.forEach(shape -> shapes.put(shape.table(), shape));
        }
    }

    /// No row, and nothing to go on from.
    void clear() {
        tables.clear();
        lastTransaction = NO_TRANSACTION;
    }

    String lastTransaction() {
        return lastTransaction;
    }

    void lastTransaction(String id) {
        lastTransaction = id;
    }

    /// One more connection has brought it up to date.
    void connected() {
        connection++;
    }

    @Nullable
    RowShape shape(String table) {
        return shapes.get(table);
    }

    Map<UUID, Row> rowsOf(String table) {
        return tables.computeIfAbsent(table, _ -> new HashMap<>());
    }

    @Override
    public Collection<Row> rows(String table) {
        return Collections.unmodifiableCollection(
                tables.getOrDefault(table, Map.of()).values());
    }

    @Override
    public Optional<Row> row(String table, UUID uuid) {
        return Optional.ofNullable(tables.getOrDefault(table, Map.of()).get(uuid));
    }

    @Override
    public long connection() {
        return connection;
    }

    @Override
    public Set<String> columns(String table) {
        RowShape shape = shapes.get(table);
        return shape == null ? Set.of() : new LinkedHashSet<>(shape.columns());
    }
}
