package io.barewire.wire;

import java.util.Optional;

/// What a speaker is to its neighbor in another AS (RFC 9234 §3).
public enum BgpRole {
    /// The neighbor is its customer.
    PROVIDER(0),
    ROUTE_SERVER(1),
    ROUTE_SERVER_CLIENT(2),
    /// The neighbor is its provider.
    CUSTOMER(3),
    /// Each tells the other its own routes and those of its customers.
    PEER(4);

    private final int code;

    BgpRole(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<BgpRole> of(int code) {
        return code >= 0 && code < values().length ? Optional.of(values()[code]) : Optional.empty();
    }

    /// The only role that the neighbor may have (RFC 9234 §4.2).
    public BgpRole counterpart() {
        return switch (this) {
            case PROVIDER -> CUSTOMER;
            case ROUTE_SERVER -> ROUTE_SERVER_CLIENT;
            case ROUTE_SERVER_CLIENT -> ROUTE_SERVER;
            case CUSTOMER -> PROVIDER;
            case PEER -> PEER;
        };
    }
}
