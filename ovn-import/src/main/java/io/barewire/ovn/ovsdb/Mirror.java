package io.barewire.ovn.ovsdb;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The rows of the monitored tables, as the server had them when it last spoke. Belongs to the listener's thread:
/// only there may it be read, and it changes only between two calls of the listener.
public interface Mirror {
    Collection<Row> rows(String table);

    Optional<Row> row(String table, UUID uuid);

    /// Which connection brought it, counted from 1.
    long connection();

    /// Which columns of a table are here: those that were asked for and, of the ones wanted only if present, those
    /// that the server has. Empty when the table was not asked for.
    Set<String> columns(String table);
}
