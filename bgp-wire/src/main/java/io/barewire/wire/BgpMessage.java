package io.barewire.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One BGP message (RFC 4271 §4) without its 19-octet header, which is the framer's business.
public sealed interface BgpMessage
        permits BgpMessage.Open, Update, Notification, BgpMessage.Keepalive, BgpMessage.RouteRefresh {
    /// RFC 4271 §4.2. `myAs` is the four-octet number when the capability is there, else the two-octet field.
    ///
    /// What the octets alone show to be wrong is refused by the decoder: a version other than 4 (2/1), a hold
    /// time of 1 or 2 seconds (2/6), an AS number 0 (2/2, RFC 7607) or an identifier 0.0.0.0 (2/3, RFC 6286).
    /// What only the configuration shows is left to the FSM: an unexpected AS, an identifier equal to ours.
    ///
    /// @param holdTimeSeconds 0 or 3 to 65535
    /// @param bgpIdentifier written as an IPv4 address
    record Open(int version, long myAs, int holdTimeSeconds, IpAddress bgpIdentifier, List<Capability> capabilities)
            implements BgpMessage {
        public Open {
            capabilities = List.copyOf(capabilities);
        }

        /// All capabilities of a kind, in the order of the message: there is one [Capability.Multiprotocol] per
        /// family.
        public <C extends Capability> List<C> capabilities(Class<C> kind) {
            List<C> found = new ArrayList<>();
            for (Capability each : capabilities) {
                if (kind.isInstance(each)) {
                    found.add(kind.cast(each));
                }
            }
            return found;
        }

        /// The first capability of a kind.
        public <C extends Capability> Optional<C> capability(Class<C> kind) {
            for (Capability each : capabilities) {
                if (kind.isInstance(each)) {
                    return Optional.of(kind.cast(each));
                }
            }
            return Optional.empty();
        }
    }

    /// RFC 4271 §4.4.
    record Keepalive() implements BgpMessage {}

    /// RFC 2918, with the message subtype of RFC 7313 in what was the reserved octet.
    record RouteRefresh(int afi, int safi, Subtype subtype) implements BgpMessage {
        public enum Subtype {
            REQUEST(0),
            BEGIN(1),
            END(2);

            private final int code;

            Subtype(int code) {
                this.code = code;
            }

            public int code() {
                return code;
            }

            public static Optional<Subtype> of(int code) {
                return switch (code) {
                    case 0 -> Optional.of(REQUEST);
                    case 1 -> Optional.of(BEGIN);
                    case 2 -> Optional.of(END);
                    default -> Optional.empty();
                };
            }
        }

        public static RouteRefresh request(AddressFamily family) {
            return new RouteRefresh(family.afi(), AddressFamily.UNICAST, Subtype.REQUEST);
        }

        public Optional<AddressFamily> family() {
            return AddressFamily.of(afi, safi);
        }
    }
}
