package io.barewire.rib;

import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.wire.AddressFamily;
import java.util.Optional;

/// What became of a received UPDATE.
public sealed interface ReceiveOutcome {
    /// Its routes are in Adj-RIB-In.
    ///
    /// @param announced prefixes in it that were announced
    /// @param denied how many of these are kept but not used: import filter, loop, bad next hop
    /// @param withdrawn prefixes that were there and are gone
    record Applied(int announced, int denied, int withdrawn) implements ReceiveOutcome {}

    /// The peer has told all it had of a family (RFC 4724 §2).
    record EndOfRib(AddressFamily family) implements ReceiveOutcome {}

    /// The peer announced more than it may; what exceeds the limit was not stored. The session should end with
    /// Cease 6/1 (RFC 4486 §4).
    ///
    /// @param family whose limit it is; empty when it is that of both together
    record PrefixLimitExceeded(Optional<AddressFamily> family, int limit, OnExcess then) implements ReceiveOutcome {}
}
