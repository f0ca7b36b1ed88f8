package io.barewire.speaker.discovery;

import io.barewire.wire.IpAddress;
import java.util.Optional;

/// The two messages of router discovery (RFC 4861 §4.1, §4.2), as far as they say that there is a router, and that
/// somebody asks for one.
public enum RouterMessage {
    SOLICITATION(133, 8),
    ADVERTISEMENT(134, 16);

    /// Hops that no router has taken one of: the packet is from this link.
    private static final int HOP_LIMIT = 255;

    private final int type;
    private final int headerOctets;

    RouterMessage(int type, int headerOctets) {
        this.type = type;
        this.headerOctets = headerOctets;
    }

    int type() {
        return type;
    }

    /// What we advertise: a router with a lifetime of 0, so that no host takes us for its way out (§6.3.4), that says
    /// nothing about addresses or hop limits either. The kernel fills in the checksum.
    static byte[] advertisement() {
        byte[] message = new byte[ADVERTISEMENT.headerOctets];
        message[0] = (byte) ADVERTISEMENT.type;
        return message;
    }

    /// Reads a message whose checksum the kernel has found right.
    ///
    /// @return empty when it must be ignored (§6.1.1, §6.1.2)
    static Optional<RouterMessage> read(byte[] message, IpAddress source, int hopLimit) {
        for (RouterMessage kind : values()) {
            if (message.length >= kind.headerOctets && (message[0] & 0xFF) == kind.type) {
                boolean fromRouter = kind == SOLICITATION || source.isLinkLocal();
                boolean valid = hopLimit == HOP_LIMIT
                        && fromRouter
                        && message[1] == 0
                        && optionsAreWhole(message, kind.headerOctets);
                return valid ? Optional.of(kind) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// Each says its length in units of eight octets, and none is empty.
    private static boolean optionsAreWhole(byte[] message, int start) {
        int at = start;
        while (at < message.length) {
            if (message.length - at < 2 || message[at + 1] == 0) {
                return false;
            }
            at += (message[at + 1] & 0xFF) * 8;
        }
        return at == message.length;
    }
}
