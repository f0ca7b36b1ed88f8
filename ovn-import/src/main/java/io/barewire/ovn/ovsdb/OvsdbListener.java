package io.barewire.ovn.ovsdb;

import java.util.List;

/// Told what happens, always on the client's one thread, which nothing else of the client can use meanwhile: a listener
/// should return within milliseconds. From here everything of the client may be called.
public interface OvsdbListener {
    /// The mirror is complete and follows the server from now on. Told once for each connection, before any
    /// [#changed].
    ///
    /// @param mirror the same object each time; whatever was known of it before must be looked at again
    void connected(Endpoint endpoint, DatabaseSchema schema, Mirror mirror);

    /// A transaction changed mirrored rows; the mirror shows it already. Of one's own transactions this comes before
    /// the outcome.
    void changed(List<RowChange> changes);

    /// The connection ended, or an attempt to get one did. The next attempt follows by itself; the mirror stays as it
    /// was.
    void disconnected(String reason);

    /// A lock that was asked for is held from now on, or is not any more. With the connection all are lost, without a
    /// word here.
    default void lock(String name, boolean held) {}
}
