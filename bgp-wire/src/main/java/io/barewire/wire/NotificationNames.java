package io.barewire.wire;

/// Error codes and subcodes under their names in the IANA registry of BGP parameters.
final class NotificationNames {
    private NotificationNames() {}

    static String code(int code) {
        return switch (code) {
            case Notification.MESSAGE_HEADER_ERROR -> "Message Header Error";
            case Notification.OPEN_MESSAGE_ERROR -> "OPEN Message Error";
            case Notification.UPDATE_MESSAGE_ERROR -> "UPDATE Message Error";
            case Notification.HOLD_TIMER_EXPIRED -> "Hold Timer Expired";
            case Notification.FINITE_STATE_MACHINE_ERROR -> "Finite State Machine Error";
            case Notification.CEASE -> "Cease";
            case Notification.ROUTE_REFRESH_ERROR -> "ROUTE-REFRESH Message Error";
            case Notification.SEND_HOLD_TIMER_EXPIRED -> "Send Hold Timer Expired";
            default -> "code " + code;
        };
    }

    /// Empty for subcode 0, which says nothing.
    static String subcode(int code, int subcode) {
        if (subcode == 0) {
            return "";
        }
        return switch (code) {
            case Notification.MESSAGE_HEADER_ERROR -> messageHeader(subcode);
            case Notification.OPEN_MESSAGE_ERROR -> open(subcode);
            case Notification.UPDATE_MESSAGE_ERROR -> update(subcode);
            case Notification.FINITE_STATE_MACHINE_ERROR -> finiteStateMachine(subcode);
            case Notification.CEASE -> cease(subcode);
            case Notification.ROUTE_REFRESH_ERROR -> subcode == 1 ? "Invalid Message Length" : unknown(subcode);
            default -> unknown(subcode);
        };
    }

    /// RFC 4271 §6.1.
    private static String messageHeader(int subcode) {
        return switch (subcode) {
            case 1 -> "Connection Not Synchronized";
            case 2 -> "Bad Message Length";
            case 3 -> "Bad Message Type";
            default -> unknown(subcode);
        };
    }

    /// RFC 4271 §6.2, RFC 5492 §5, RFC 9234 §4.2.
    private static String open(int subcode) {
        return switch (subcode) {
            case 1 -> "Unsupported Version Number";
            case 2 -> "Bad Peer AS";
            case 3 -> "Bad BGP Identifier";
            case 4 -> "Unsupported Optional Parameter";
            case 5 -> "Authentication Failure (deprecated)";
            case 6 -> "Unacceptable Hold Time";
            case 7 -> "Unsupported Capability";
            case 11 -> "Role Mismatch";
            default -> unknown(subcode);
        };
    }

    /// RFC 4271 §6.3.
    private static String update(int subcode) {
        return switch (subcode) {
            case 1 -> "Malformed Attribute List";
            case 2 -> "Unrecognized Well-known Attribute";
            case 3 -> "Missing Well-known Attribute";
            case 4 -> "Attribute Flags Error";
            case 5 -> "Attribute Length Error";
            case 6 -> "Invalid ORIGIN Attribute";
            case 7 -> "AS Routing Loop (deprecated)";
            case 8 -> "Invalid NEXT_HOP Attribute";
            case 9 -> "Optional Attribute Error";
            case 10 -> "Invalid Network Field";
            case 11 -> "Malformed AS_PATH";
            default -> unknown(subcode);
        };
    }

    /// RFC 6608 §4.
    private static String finiteStateMachine(int subcode) {
        return switch (subcode) {
            case 1 -> "Receive Unexpected Message in OpenSent State";
            case 2 -> "Receive Unexpected Message in OpenConfirm State";
            case 3 -> "Receive Unexpected Message in Established State";
            default -> unknown(subcode);
        };
    }

    /// RFC 4486 §3, RFC 8538 §3.1, RFC 9384 §3.
    private static String cease(int subcode) {
        return switch (subcode) {
            case 1 -> "Maximum Number of Prefixes Reached";
            case Notification.ADMINISTRATIVE_SHUTDOWN -> "Administrative Shutdown";
            case 3 -> "Peer De-configured";
            case Notification.ADMINISTRATIVE_RESET -> "Administrative Reset";
            case 5 -> "Connection Rejected";
            case 6 -> "Other Configuration Change";
            case 7 -> "Connection Collision Resolution";
            case 8 -> "Out of Resources";
            case 9 -> "Hard Reset";
            case 10 -> "BFD Down";
            default -> unknown(subcode);
        };
    }

    private static String unknown(int subcode) {
        return "subcode " + subcode;
    }
}
