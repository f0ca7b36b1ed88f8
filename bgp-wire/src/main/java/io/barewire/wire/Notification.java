package io.barewire.wire;

/// NOTIFICATION (RFC 4271 §4.5): why a session ends. Codes and subcodes are those of the IANA registry.
public record Notification(int code, int subcode, Octets data) implements BgpMessage {
    public static final int MESSAGE_HEADER_ERROR = 1;
    public static final int OPEN_MESSAGE_ERROR = 2;
    public static final int UPDATE_MESSAGE_ERROR = 3;
    public static final int HOLD_TIMER_EXPIRED = 4;
    public static final int FINITE_STATE_MACHINE_ERROR = 5;
    public static final int CEASE = 6;
    public static final int ROUTE_REFRESH_ERROR = 7;

    public static Notification of(int code, int subcode) {
        return new Notification(code, subcode, Octets.NONE);
    }
}
