package io.barewire.ovn.ovsdb;

/// What the server sent is not OVSDB; the message is the reason that the connection ends with.
final class ProtocolFault extends Exception {
    private static final long serialVersionUID = 1;

    ProtocolFault(String message) {
        super(message);
    }
}
