package io.barewire.speaker.session;

import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import java.nio.charset.StandardCharsets;

/// NOTIFICATION codes in words: the names of the IANA registry, as in `6/2 (Cease: Administrative Shutdown)`.
public final class NotificationText {
    private static final int ADMINISTRATIVE_SHUTDOWN = 2;
    private static final int ADMINISTRATIVE_RESET = 4;
    private static final int SHOWN_OCTETS = 64;

    private NotificationText() {}

    public static String of(Notification notification) {
        String subcode = subcode(notification.code(), notification.subcode());
        return notification.code() + "/" + notification.subcode() + " (" + code(notification.code())
                + (subcode.isEmpty() ? "" : ": " + subcode) + ")" + data(notification);
    }

    private static String code(int code) {
        return switch (code) {
            case 1 -> "Message Header Error";
            case 2 -> "OPEN Message Error";
            case 3 -> "UPDATE Message Error";
            case 4 -> "Hold Timer Expired";
            case 5 -> "Finite State Machine Error";
            case 6 -> "Cease";
            case 7 -> "ROUTE-REFRESH Message Error";
            case 8 -> "Send Hold Timer Expired";
            default -> "unknown code";
        };
    }

    private static String subcode(int code, int subcode) {
        return switch (code << 8 | subcode) {
            case 0x101 -> "Connection Not Synchronized";
            case 0x102 -> "Bad Message Length";
            case 0x103 -> "Bad Message Type";
            case 0x201 -> "Unsupported Version Number";
            case 0x202 -> "Bad Peer AS";
            case 0x203 -> "Bad BGP Identifier";
            case 0x204 -> "Unsupported Optional Parameter";
            case 0x206 -> "Unacceptable Hold Time";
            case 0x207 -> "Unsupported Capability";
            case 0x20B -> "Role Mismatch";
            case 0x301 -> "Malformed Attribute List";
            case 0x302 -> "Unrecognized Well-known Attribute";
            case 0x303 -> "Missing Well-known Attribute";
            case 0x304 -> "Attribute Flags Error";
            case 0x305 -> "Attribute Length Error";
            case 0x306 -> "Invalid ORIGIN Attribute";
            case 0x308 -> "Invalid NEXT_HOP Attribute";
            case 0x309 -> "Optional Attribute Error";
            case 0x30A -> "Invalid Network Field";
            case 0x30B -> "Malformed AS_PATH";
            case 0x501 -> "Unexpected Message in OpenSent";
            case 0x502 -> "Unexpected Message in OpenConfirm";
            case 0x503 -> "Unexpected Message in Established";
            case 0x601 -> "Maximum Number of Prefixes Reached";
            case 0x602 -> "Administrative Shutdown";
            case 0x603 -> "Peer De-configured";
            case 0x604 -> "Administrative Reset";
            case 0x605 -> "Connection Rejected";
            case 0x606 -> "Other Configuration Change";
            case 0x607 -> "Connection Collision Resolution";
            case 0x608 -> "Out of Resources";
            case 0x609 -> "Hard Reset";
            case 0x60A -> "BFD Down";
            case 0x701 -> "Invalid Message Length";
            default -> "";
        };
    }

    /// The operator's message of RFC 9003 where there may be one, else the octets. It is the peer's text: what is not
    /// printable is left out, so that it cannot forge a log line.
    private static String data(Notification notification) {
        Octets data = notification.data();
        if (data.length() == 0) {
            return "";
        }
        boolean mayHaveText = notification.code() == Notification.CEASE
                && (notification.subcode() == ADMINISTRATIVE_SHUTDOWN
                        || notification.subcode() == ADMINISTRATIVE_RESET);
        if (mayHaveText && data.at(0) > 0 && data.at(0) < data.length()) {
            String text = new String(data.toArray(), 1, data.at(0), StandardCharsets.UTF_8);
            return " \"" + text.replaceAll("[^\\p{Print}\\p{L}]", "") + "\"";
        }
        byte[] octets = data.toArray();
        return octets.length <= SHOWN_OCTETS
                ? " data " + data.toHex()
                : " data " + Octets.of(octets, 0, SHOWN_OCTETS).toHex() + "…";
    }
}
