package io.barewire.ovn.ovsdb;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which rows (RFC 7047 §5.1 `<condition>`). Several of them: all must hold for an operation, one must for a monitor.
public record Condition(String column, Function function, Value value) {
    /// How the column is compared.
    public enum Function {
        LESS("<"),
        LESS_OR_EQUAL("<="),
        EQUAL("=="),
        NOT_EQUAL("!="),
        GREATER_OR_EQUAL(">="),
        GREATER(">"),
        INCLUDES("includes"),
        EXCLUDES("excludes");

        private final String symbol;

        Function(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    public static Condition equal(String column, Value value) {
        return new Condition(column, Function.EQUAL, value);
    }

    public static Condition includes(String column, Value value) {
        return new Condition(column, Function.INCLUDES, value);
    }

    public static Condition excludes(String column, Value value) {
        return new Condition(column, Function.EXCLUDES, value);
    }

    /// The row that conditions of which all must hold leave, when one of them names it.
    static Optional<UUID> uuid(List<Condition> where) {
        return where.stream()
                .filter(each -> each.column().equals("_uuid") && each.function() == Function.EQUAL)
                .map(Condition::value)
                .filter(Value.Uuid.class::isInstance)
                .map(value -> ((Value.Uuid) value).uuid())
                .findFirst();
    }

    /// The row of that uuid.
    public static Condition row(UUID uuid) {
        return new Condition("_uuid", Function.EQUAL, new Value.Uuid(uuid));
    }
}
