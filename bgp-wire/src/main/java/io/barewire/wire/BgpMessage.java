package io.barewire.wire;

import java.util.List;
import java.util.Optional;

/// One BGP message (RFC 4271 §4) without its 19-octet header, which is the framer's business.
public sealed interface BgpMessage
        permits BgpMessage.Open, Update, Notification, BgpMessage.Keepalive, BgpMessage.RouteRefresh {
    /// RFC 4271 §4.2. `myAs` is the four-octet number when the capability is there, else the two-octet field.
    ///
    /// @param holdTimeSeconds 0 or 3 to 65535; a received value is kept as it came, for the FSM to refuse
    record Open(int version, long myAs, int holdTimeSeconds, IpAddress bgpIdentifier, List<Capability> capabilities)
            implements BgpMessage {
        public Open {
            capabilities = List.copyOf(capabilities);
        }

        /// The first capability of a kind.
        public <C extends Capability> Optional<C> capability(Class<C> kind) {
            return capabilities.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .findFirst();
        }
    }

    /// RFC 4271 §4.4.
    record Keepalive() implements BgpMessage {}

    /// RFC 2918, with the message subtype of RFC 7313 in what was the reserved octet.
    record RouteRefresh(int afi, int safi, Subtype subtype) implements BgpMessage {
        public enum Subtype {
            REQUEST,
            BEGIN,
            END
        }

        public static RouteRefresh request(AddressFamily family) {
            return new RouteRefresh(family.afi(), AddressFamily.UNICAST, Subtype.REQUEST);
        }

        public Optional<AddressFamily> family() {
            return AddressFamily.of(afi, safi);
        }
    }
}
