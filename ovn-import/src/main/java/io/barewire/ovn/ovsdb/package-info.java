/// An OVSDB client (RFC 7047 with the extensions of ovsdb-server(7)): a mirror of some tables of a database, and
/// transactions. Start with [OvsdbClient].
///
/// Framing, codec, session, probe and back-off have no clock, thread or socket; [OvsdbClient] and its connection do.
/// Nothing here knows what OVN is.
@NullMarked
package io.barewire.ovn.ovsdb;

import org.jspecify.annotations.NullMarked;
