package io.barewire.wire;

import java.util.Optional;

/// NOTIFICATION (RFC 4271 §4.5): why a session ends. Codes and subcodes are those of the IANA registry.
public record Notification(int code, int subcode, Octets data) implements BgpMessage {
    public static final int MESSAGE_HEADER_ERROR = 1;
    public static final int OPEN_MESSAGE_ERROR = 2;
    public static final int UPDATE_MESSAGE_ERROR = 3;
    public static final int HOLD_TIMER_EXPIRED = 4;
    public static final int FINITE_STATE_MACHINE_ERROR = 5;
    public static final int CEASE = 6;
    public static final int ROUTE_REFRESH_ERROR = 7;
    public static final int SEND_HOLD_TIMER_EXPIRED = 8;

    /// Subcodes of [#CEASE] (RFC 4486 §4) whose data may be a text for people (RFC 9003 §2).
    public static final int ADMINISTRATIVE_SHUTDOWN = 2;

    public static final int ADMINISTRATIVE_RESET = 4;

    private static final int MOST_OCTETS_SHOWN = 64;

    public static Notification of(int code, int subcode) {
        return new Notification(code, subcode, Octets.NONE);
    }

    /// The names of the registry: `Cease / Administrative Shutdown`. An unknown number stands for itself.
    public String describe() {
        String subcodeName = NotificationNames.subcode(code, subcode);
        return NotificationNames.code(code) + (subcodeName.isEmpty() ? "" : " / " + subcodeName);
    }

    /// What the other side's operator says about the shutdown (RFC 9003 §2), in one line: valid UTF-8 with
    /// control characters shown as `?`, or hex. At most 255 octets of it. Empty when nothing was said.
    public Optional<String> shutdownCommunication() {
        boolean carriesText = code == CEASE && (subcode == ADMINISTRATIVE_SHUTDOWN || subcode == ADMINISTRATIVE_RESET);
        if (!carriesText || data.length() < 2 || data.at(0) == 0) {
            return Optional.empty();
        }
        byte[] octets = data.toArray();
        int end = 1 + data.at(0);
        if (end > octets.length) {
            return Optional.of("0x" + hex(octets.length));
        }
        return Optional.of(Capabilities.utf8(octets, 1, end)
                .map(text -> text.replaceAll("\\p{Cntrl}", "?"))
                .orElseGet(() -> "0x" + hex(end)));
    }

    /// One line for logs: `6/2 (Cease / Administrative Shutdown), data 0x00`, or the shutdown communication in
    /// quotes.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(code)
                .append('/')
                .append(subcode)
                .append(" (")
                .append(describe())
                .append(')');
        Optional<String> said = shutdownCommunication();
        if (said.isPresent()) {
            text.append(": \"").append(said.get()).append('"');
        } else if (data.length() > 0) {
            text.append(", data 0x").append(hex(Math.min(data.length(), MOST_OCTETS_SHOWN)));
            if (data.length() > MOST_OCTETS_SHOWN) {
                text.append("... (").append(data.length()).append(" octets)");
            }
        }
        return text.toString();
    }

    private String hex(int octets) {
        return data.toHex().substring(0, 2 * octets);
    }
}
