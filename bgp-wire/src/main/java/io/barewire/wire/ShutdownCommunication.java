package io.barewire.wire;

import java.nio.charset.StandardCharsets;

/// What an operator tells the other side's operator with a shutdown or reset (RFC 9003 §2).
///
/// @param text at most 255 octets of UTF-8; nothing is said when it is empty
public record ShutdownCommunication(String text) {
    public static final int MOST_OCTETS = 255;
    public static final ShutdownCommunication NONE = new ShutdownCommunication("");

    public ShutdownCommunication {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        if (octets > MOST_OCTETS) {
            throw new IllegalArgumentException(
                    "a shutdown text of " + octets + " octets is longer than " + MOST_OCTETS);
        }
    }

    /// The data of a NOTIFICATION: a length and the text.
    Octets data() {
        if (text.isEmpty()) {
            return Octets.NONE;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return Octets.of(new WireWriter(1 + octets.length)
                .u8(octets.length)
                .octets(octets)
                .toArray());
    }

    @Override
    public String toString() {
        return text;
    }
}
