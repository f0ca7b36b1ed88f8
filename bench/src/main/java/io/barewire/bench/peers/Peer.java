package io.barewire.bench.peers;

import io.barewire.wire.IpAddress;

/// One end of a session that the generator plays.
///
/// @param address its own, which is its BGP identifier too
/// @param as never above 65535, so that every daemon's configuration takes it in any form
record Peer(IpAddress address, long as) {}
