package io.barewire.speaker;

import java.util.Locale;
import java.util.OptionalLong;

/// Which AS numbers a peer's OPEN may show. What it did show counts from then on.
public sealed interface RemoteAs {
    /// This one and no other.
    ///
    /// @param as 1 to 4294967295
    record Exactly(long as) implements RemoteAs {
        public Exactly {
            if (as < 1 || as > 0xFFFFFFFFL) {
                throw new IllegalArgumentException("AS " + as + " is not within 1 to 4294967295");
            }
        }

        @Override
        public String toString() {
            return Long.toString(as);
        }
    }

    enum Relation implements RemoteAs {
        /// The one we show.
        INTERNAL,
        /// Any but the one we show.
        EXTERNAL,
        ANY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static RemoteAs of(long as) {
        return new Exactly(as);
    }

    /// Whether an OPEN with `as` will do for us, who show `own`.
    default boolean permits(long as, long own) {
        return switch (this) {
            case Exactly(long only) -> as == only;
            case Relation.INTERNAL -> as == own;
            case Relation.EXTERNAL -> as != own;
            case Relation.ANY -> true;
        };
    }

    /// Whether a peer may turn out to be in another AS than `own`.
    default boolean mayBeExternal(long own) {
        return switch (this) {
            case Exactly(long only) -> only != own;
            case Relation.INTERNAL -> false;
            case Relation.EXTERNAL, Relation.ANY -> true;
        };
    }

    /// The number, where there is only one.
    default OptionalLong number() {
        return switch (this) {
            case Exactly(long only) -> OptionalLong.of(only);
            case Relation.INTERNAL, Relation.EXTERNAL, Relation.ANY -> OptionalLong.empty();
        };
    }
}
