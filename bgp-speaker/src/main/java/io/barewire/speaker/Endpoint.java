package io.barewire.speaker;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;

/// Where a peer is.
public sealed interface Endpoint {
    /// At this address: where to connect, and the only source from which a connection is accepted.
    record Address(IpAddress address) implements Endpoint {
        public Address {
            if (address.isUnspecified() || address.isMulticast()) {
                throw new IllegalArgumentException(address + " cannot be a peer's address");
            }
        }
    }

    /// At the other end of this link ("unnumbered"). Both ends advertise themselves as routers there (RFC 4861), and
    /// the session is between their link-local addresses.
    record Interface(String name) implements Endpoint {
        public Interface {
            InterfaceNames.check(name);
        }
    }

    /// As [#text] writes it: what is no address is an interface.
    ///
    /// @throws IllegalArgumentException when it can be neither
    static Endpoint parse(String text) {
        IpAddress address;
        try {
            address = IpAddress.parse(text);
        } catch (IllegalArgumentException _) {
            return new Interface(text);
        }
        return new Address(address);
    }

    /// Of the packets that carry the session.
    default AddressFamily family() {
        return switch (this) {
            case Address(IpAddress address) -> address.family();
            case Interface _ -> AddressFamily.IPV6;
        };
    }

    /// The address or the interface.
    default String text() {
        return switch (this) {
            case Address(IpAddress address) -> address.toString();
            case Interface(String name) -> name;
        };
    }
}
