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

    /// Subcodes of [#CEASE] (RFC 4486 §3, RFC 8538 §3.1, RFC 9384 §3).
    public static final int MAXIMUM_PREFIXES_REACHED = 1;

    public static final int PEER_DE_CONFIGURED = 3;
    public static final int CONNECTION_REJECTED = 5;
    public static final int OTHER_CONFIGURATION_CHANGE = 6;
    public static final int CONNECTION_COLLISION_RESOLUTION = 7;
    public static final int OUT_OF_RESOURCES = 8;
    public static final int HARD_RESET = 9;
    public static final int BFD_DOWN = 10;

    private static final int MOST_OCTETS_SHOWN = 64;

    public static Notification of(int code, int subcode) {
        return new Notification(code, subcode, Octets.NONE);
    }

    /// Cease, of the subcode.
    public static Notification cease(int subcode) {
        return of(CEASE, subcode);
    }

    /// Maximum Number of Prefixes Reached: more than `most` of a family (RFC 4486 §4).
    public static Notification tooManyPrefixes(AddressFamily family, int most) {
        WireWriter bound = new WireWriter(7);
        bound.u16(family.afi()).u8(AddressFamily.UNICAST).u32(most);
        return new Notification(CEASE, MAXIMUM_PREFIXES_REACHED, Octets.of(bound.toArray()));
    }

    /// Administrative Shutdown or Reset, with what its operator says about it (RFC 9003 §2).
    public static Notification cease(int subcode, ShutdownCommunication text) {
        if (subcode != ADMINISTRATIVE_SHUTDOWN && subcode != ADMINISTRATIVE_RESET) {
            throw new IllegalArgumentException("Cease of subcode " + subcode + " carries no text");
        }
        return new Notification(CEASE, subcode, text.data());
    }

    /// The same as a Hard Reset (RFC 8538 §3.1): the session ends for good, and routes are not to be kept for it.
    public Notification hard() {
        WireWriter both = new WireWriter(2 + data.length());
        both.u8(code).u8(subcode).octets(data.toArray());
        return new Notification(CEASE, HARD_RESET, Octets.of(both.toArray()));
    }

    public boolean isHardReset() {
        return code == CEASE && subcode == HARD_RESET;
    }

    /// What a Hard Reset encloses; this one when it is none, or encloses nothing.
    public Notification enclosed() {
        return isHardReset() && data.length() >= 2
                ? new Notification(data.at(0), data.at(1), Octets.of(data.toArray(), 2, data.length()))
                : this;
    }

    /// The names of the registry: `Cease / Administrative Shutdown`. An unknown number stands for itself.
    public String describe() {
        String subcodeName = NotificationNames.subcode(code, subcode);
        return NotificationNames.code(code) + (subcodeName.isEmpty() ? "" : " / " + subcodeName);
    }

    /// What the other side's operator says about the shutdown (RFC 9003 §2), in one line: valid UTF-8 in which what
    /// could play tricks on a terminal (controls, text direction, line ends) is shown as `?`, or hex. At most 255
    /// octets of it. Empty when nothing was said.
    public Optional<String> shutdownCommunication() {
        if (isHardReset()) {
            Notification inside = enclosed();
            return inside.isHardReset() ? Optional.empty() : inside.shutdownCommunication();
        }
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
                .map(text -> text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?"))
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
        Notification inside = enclosed();
        if (isHardReset() && !inside.isHardReset()) {
            text.append(": ").append(inside);
        } else if (said.isPresent()) {
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
