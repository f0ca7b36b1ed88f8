package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a server says of the database in its own database `_Server` (ovsdb-server(5)), and whether that makes it the
/// one to talk to.
final class ServerDatabase {
    static final List<String> COLUMNS = List.of("name", "model", "connected", "leader", "schema");

    private static final String TABLE = "Database";
    private static final ColumnType STRING = new ColumnType(ColumnType.Base.STRING, Optional.empty(), 1, 1);
    private static final ColumnType BOOLEAN = new ColumnType(ColumnType.Base.BOOLEAN, Optional.empty(), 1, 1);
    private static final ColumnType OPTIONAL_STRING = new ColumnType(ColumnType.Base.STRING, Optional.empty(), 0, 1);
    private static final RowShape SHAPE =
            new RowShape(TABLE, COLUMNS, List.of(STRING, STRING, BOOLEAN, BOOLEAN, OPTIONAL_STRING));

    private final String database;
    private final boolean leaderOnly;
    private final MirrorTables tables = new MirrorTables();
    private @Nullable String schema;

    ServerDatabase(String database, boolean leaderOnly) {
        this.database = database;
        this.leaderOnly = leaderOnly;
        tables.use(List.of(SHAPE));
    }

    void apply(JsonNode updates) throws ProtocolFault {
        RowUpdates.apply(updates, tables, (_, _) -> false);
    }

    /// Whether this server alone decides what the database has, and does so at once.
    boolean isStandalone() {
        return tables.rows(TABLE).stream().anyMatch(row -> row.text("model").equals("standalone"));
    }

    /// Why not to talk to this server, or not any more.
    Optional<String> objection() {
        Row row = tables.rows(TABLE).stream().findFirst().orElse(null);
        if (row == null) {
            return Optional.of("the server does not serve " + database);
        }
        boolean clustered = row.text("model").equals("clustered");
        if (row.optionalText("schema").isEmpty()) {
            return Optional.of("the server has not joined the cluster of " + database + " yet");
        }
        if (!row.bool("connected")) {
            return Optional.of("the server has lost the cluster of " + database);
        }
        if (clustered && leaderOnly && !row.bool("leader")) {
            return Optional.of("the server is not the leader of the cluster of " + database);
        }
        String now = row.optionalText("schema").get();
        if (schema != null && !schema.equals(now)) {
            return Optional.of("the schema of " + database + " was converted");
        }
        schema = now;
        return Optional.empty();
    }
}
