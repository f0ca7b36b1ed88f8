package io.barewire.bfd;

/// RFC 5880 §4.1.
public enum BfdState {
    ADMIN_DOWN(0, "AdminDown"),
    DOWN(1, "Down"),
    INIT(2, "Init"),
    UP(3, "Up");

    private static final BfdState[] BY_CODE = values();

    private final int code;
    private final String text;

    BfdState(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    /// @param code the two bits of a packet
    static BfdState of(int code) {
        return BY_CODE[code & 3];
    }

    /// §6.8.6: what a packet of a peer in state `received` makes of this state.
    BfdState after(BfdState received) {
        return switch (this) {
            case ADMIN_DOWN -> ADMIN_DOWN;
            case DOWN ->
                switch (received) {
                    case ADMIN_DOWN, UP -> DOWN;
                    case DOWN -> INIT;
                    case INIT -> UP;
                };
            case INIT ->
                switch (received) {
                    case ADMIN_DOWN -> DOWN;
                    case DOWN -> INIT;
                    case INIT, UP -> UP;
                };
            case UP ->
                switch (received) {
                    case ADMIN_DOWN, DOWN -> DOWN;
                    case INIT, UP -> UP;
                };
        };
    }

    /// As the RFC writes it.
    @Override
    public String toString() {
        return text;
    }
}
