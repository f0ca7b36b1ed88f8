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
        /// @param by the import rule that permits it
        /// @param prefixes what of that rule's filter it passes; empty when the filter lets everything pass
        /// @param used the attributes it is used with: as they came, unless rules change them
        record Accepted(RoutePolicy.Rule by, Optional<PrefixFilter.Rule> prefixes, PathAttributes used)
                implements Verdict {}

        /// @param by the import rule that refuses it, if one does
        record Denied(Reason reason, Optional<RoutePolicy.Rule> by) implements Verdict {}

        /// Permitted, but its next hop cannot be reached for now (RFC 4271 §9.1.2.1).
        record Unreachable(String why) implements Verdict {}
    }

    /// Why a route is kept but not used. The earlier ones are found first.
    public enum Reason {
        AS_LOOP("our own AS is in its AS_PATH"), // RFC 4271 §9.1.2
        ORIGINATOR_LOOP("its ORIGINATOR_ID is our BGP identifier"), // RFC 4456 §8
        CLUSTER_LOOP("our own cluster is in its CLUSTER_LIST"), // RFC 4456 §8
        ROUTE_LEAK("its ONLY_TO_CUSTOMER attribute shows that it leaked"), // RFC 9234 §5
        OWN_NEXT_HOP("its next hop is our own address"), // RFC 4271 §6.3
        UNUSABLE_NEXT_HOP("its next hop is not a host's address"), // RFC 4271 §6.3
        NO_RULE("denied by import filter (no rule permits it)"),
        RULE("an import rule refuses it"),
        TOO_LONG("what the import rules make of it is longer than BGP can say");

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
