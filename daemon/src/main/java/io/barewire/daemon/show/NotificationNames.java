package io.barewire.daemon.show;

import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// NOTIFICATION error codes and subcodes under their names in the IANA registry "BGP Error (Notification) Codes".
public final class NotificationNames {
    private static final Map<Integer, String> CODES = Map.of(
            1, "Message Header Error",
            2, "OPEN Message Error",
            3, "UPDATE Message Error",
            4, "Hold Timer Expired",
            5, "Finite State Machine Error",
            6, "Cease",
            7, "ROUTE-REFRESH Message Error",
            8, "Send Hold Timer Expired");

    /// By code × 256 + subcode.
    private static final Map<Integer, String> SUBCODES = Map.ofEntries(
            name(1, 1, "Connection Not Synchronized"),
            name(1, 2, "Bad Message Length"),
            name(1, 3, "Bad Message Type"),
            name(2, 1, "Unsupported Version Number"),
            name(2, 2, "Bad Peer AS"),
            name(2, 3, "Bad BGP Identifier"),
            name(2, 4, "Unsupported Optional Parameter"),
            name(2, 6, "Unacceptable Hold Time"),
            name(2, 7, "Unsupported Capability"),
            name(2, 11, "Role Mismatch"),
            name(3, 1, "Malformed Attribute List"),
            name(3, 2, "Unrecognized Well-known Attribute"),
            name(3, 3, "Missing Well-known Attribute"),
            name(3, 4, "Attribute Flags Error"),
            name(3, 5, "Attribute Length Error"),
            name(3, 6, "Invalid ORIGIN Attribute"),
            name(3, 8, "Invalid NEXT_HOP Attribute"),
            name(3, 9, "Optional Attribute Error"),
            name(3, 10, "Invalid Network Field"),
            name(3, 11, "Malformed AS_PATH"),
            name(5, 1, "Receive Unexpected Message in OpenSent State"),
            name(5, 2, "Receive Unexpected Message in OpenConfirm State"),
            name(5, 3, "Receive Unexpected Message in Established State"),
            name(6, 1, "Maximum Number of Prefixes Reached"),
            name(6, 2, "Administrative Shutdown"),
            name(6, 3, "Peer De-configured"),
            name(6, 4, "Administrative Reset"),
            name(6, 5, "Connection Rejected"),
            name(6, 6, "Other Configuration Change"),
            name(6, 7, "Connection Collision Resolution"),
            name(6, 8, "Out of Resources"),
            name(6, 9, "Hard Reset"),
            name(6, 10, "BFD Down"),
            name(7, 1, "Invalid Message Length"));

    private NotificationNames() {}

    private static Map.Entry<Integer, String> name(int code, int subcode, String name) {
        return Map.entry(code * 256 + subcode, name);
    }

    /// `Cease, Administrative Shutdown`; numbers where the registry has no name.
    public static String of(Notification notification) {
        int code = notification.code();
        int subcode = notification.subcode();
        String name = CODES.getOrDefault(code, "error code " + code);
        String detail = SUBCODES.get(code * 256 + subcode);
        return detail != null ? name + ", " + detail : subcode == 0 ? name : name + ", subcode " + subcode;
    }

    /// What the peer's operator wrote beside Administrative Shutdown or Reset (RFC 9003): a length octet and that many
    /// octets of UTF-8.
    public static Optional<String> shutdownMessage(Notification notification) {
        Octets data = notification.data();
        if (notification.code() != Notification.CEASE
                || (notification.subcode() != 2 && notification.subcode() != 4)
                || data.length() < 2
                || data.at(0) != data.length() - 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data.toArray(), 1, data.length() - 1))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
