package io.barewire.speaker;

/// How far away a peer may be: the TTL that packets leave with, and the one they must come with.
public sealed interface Reach {
    int MAXIMUM_TTL = 255;

    /// An external peer is on a network of ours: packets leave with TTL 1, so nobody further away gets them. An
    /// internal one may be anywhere.
    record Direct() implements Reach {}

    /// An external peer is next door, but neither its address nor the next hops that it names need be on a network of
    /// ours: FRR's `disable-connected-check`, for sessions between loopback addresses. Packets leave with TTL 1. An
    /// internal one may be anywhere.
    record Adjacent() implements Reach {}

    /// An external peer is at most so many hops away. An internal one may be anywhere.
    ///
    /// @param hops 1 to 255
    record Multihop(int hops) implements Reach {
        public Multihop {
            checkHops(hops);
        }
    }

    /// Generalized TTL Security (RFC 5082): packets leave with TTL 255, and the kernel drops what comes from further
    /// away than so many hops. The peer must do the same.
    ///
    /// @param hops 1 to 254; 1 is a network of ours
    record TtlSecurity(int hops) implements Reach {
        public TtlSecurity {
            checkHops(hops);
            if (hops == MAXIMUM_TTL) {
                throw new IllegalArgumentException("TTL security over 255 hops would drop nothing");
            }
        }
    }

    /// No router is between us and an external peer.
    default boolean isOneHop() {
        return switch (this) {
            case Direct(), Adjacent() -> true;
            case Multihop _ -> false;
            case TtlSecurity(int hops) -> hops == 1;
        };
    }

    /// The next hops of an external peer must be on a network of ours (RFC 4271 §5.1.3).
    default boolean isConnected() {
        return switch (this) {
            case Direct() -> true;
            case Adjacent(), Multihop _ -> false;
            case TtlSecurity(int hops) -> hops == 1;
        };
    }

    static Reach direct() {
        return new Direct();
    }

    /// What packets to the peer leave with.
    default int ttl(boolean external) {
        return switch (this) {
            case Direct(), Adjacent() -> external ? 1 : MAXIMUM_TTL;
            case Multihop(int hops) -> external ? hops : MAXIMUM_TTL;
            case TtlSecurity _ -> MAXIMUM_TTL;
        };
    }

    /// What packets of the peer must come with; 0: anything.
    default int minimumTtl() {
        return switch (this) {
            case Direct _, Adjacent _, Multihop _ -> 0;
            case TtlSecurity(int hops) -> MAXIMUM_TTL + 1 - hops;
        };
    }

    private static void checkHops(int hops) {
        if (hops < 1 || hops > MAXIMUM_TTL) {
            throw new IllegalArgumentException(hops + " hops are not within 1 to 255");
        }
    }
}
