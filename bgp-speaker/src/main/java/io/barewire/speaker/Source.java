package io.barewire.speaker;

import io.barewire.wire.IpAddress;

/// The local address that connections to a peer are made from.
public sealed interface Source {
    /// What the routing table says.
    record Any() implements Source {}

    record Address(IpAddress address) implements Source {}

    /// An address of this interface in the session's family, looked up for each attempt.
    record Interface(String name) implements Source {
        public Interface {
            InterfaceNames.check(name);
        }
    }

    static Source any() {
        return new Any();
    }
}
