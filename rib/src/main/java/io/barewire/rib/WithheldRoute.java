package io.barewire.rib;

import io.barewire.wire.Prefix;
import java.util.Optional;

/// A best route that a peer is not told, and why.
///
/// @param by the export rule that refuses it, if one does
public record WithheldRoute(Prefix prefix, Why why, Optional<RoutePolicy.Rule> by) {
    /// The earlier ones are found first.
    public enum Why {
        AGGREGATED("an aggregate is told in its place"), // RFC 4271 §9.2.2.2
        RULE("an export rule refuses it"),
        NO_RULE("denied by export filter (no rule permits it)"), // RFC 8212
        NO_NEXT_HOP("there is no next hop for it that this session can be told"), // RFC 8950
        INTERNAL("it came from an internal peer, and neither of the two is our client"), // RFC 4271 §9.2, RFC 4456 §6
        COMMUNITY("its communities keep it from this peer"), // RFC 1997
        TOO_LONG("it does not fit into a message to this peer with its attributes"), // RFC 8654 §4
        ITS_OWN("it came from this peer, or leads to it"), // RFC 4271 §5.1.3
        WAITS("it waits to be told");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
