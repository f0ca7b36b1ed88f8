package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.Optional;

/// A route in a peer's Adj-RIB-In, as it came, and whether it may be used.
///
/// @param pathId what the peer calls it (RFC 7911), as unsigned; 0 without ADD-PATH
public record ReceivedRoute(Prefix prefix, int pathId, NextHop nextHop, PathAttributes attributes, Verdict verdict) {
    public sealed interface Verdict {
        /// May be used.
        ///
        /// @param by the import rule that permits it; empty when the filter permits all
        record Accepted(Optional<PrefixFilter.Rule> by) implements Verdict {}

        record Denied(Reason reason) implements Verdict {}

        /// Permitted, but its next hop cannot be reached for now (RFC 4271 §9.1.2.1).
        record Unreachable(String why) implements Verdict {}
    }

    /// Why a route is kept but not used. The earlier ones are found first.
    public enum Reason {
        AS_LOOP("our own AS is in its AS_PATH"), // RFC 4271 §9.1.2
        ORIGINATOR_LOOP("its ORIGINATOR_ID is our BGP identifier"), // RFC 4456 §8
        CLUSTER_LOOP("our own cluster is in its CLUSTER_LIST"), // RFC 4456 §8
        OWN_NEXT_HOP("its next hop is our own address"), // RFC 4271 §6.3
        UNUSABLE_NEXT_HOP("its next hop is not a host's address"), // RFC 4271 §6.3
        IMPORT_FILTER("denied by import filter (no rule permits it)");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
