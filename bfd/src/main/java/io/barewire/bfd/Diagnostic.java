package io.barewire.bfd;

/// Why a session last left Up (RFC 5880 §4.1).
public enum Diagnostic {
    NONE(0, "no diagnostic"),
    DETECTION_TIME_EXPIRED(1, "control detection time expired"),
    ECHO_FAILED(2, "echo function failed"),
    NEIGHBOR_SIGNALED_DOWN(3, "neighbor signaled session down"),
    FORWARDING_PLANE_RESET(4, "forwarding plane reset"),
    PATH_DOWN(5, "path down"),
    CONCATENATED_PATH_DOWN(6, "concatenated path down"),
    ADMINISTRATIVELY_DOWN(7, "administratively down"),
    REVERSE_CONCATENATED_PATH_DOWN(8, "reverse concatenated path down"),
    /// 9 to 31.
    RESERVED(9, "reserved diagnostic");

    private static final Diagnostic[] BY_CODE = values();

    private final int code;
    private final String text;

    Diagnostic(int code, String text) {
        this.code = code;
        this.text = text;
    }

    static Diagnostic of(int code) {
        return BY_CODE[Math.min(code & 0x1F, RESERVED.code)];
    }

    int code() {
        return code;
    }

    @Override
    public String toString() {
        return text;
    }
}
