package io.barewire.ovn.ovsdb;

/// A change of a column that depends on what it holds (RFC 7047 §5.1 `<mutation>`).
public record Mutation(String column, Mutator mutator, Value value) {
    /// What is done with column and value.
    public enum Mutator {
        ADD("+="),
        SUBTRACT("-="),
        MULTIPLY("*="),
        DIVIDE("/="),
        REMAINDER("%="),
        INSERT("insert"),
        DELETE("delete");

        private final String symbol;

        Mutator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    public static Mutation add(String column, long number) {
        return new Mutation(column, Mutator.ADD, new Value.Int(number));
    }

    public static Mutation insert(String column, Value value) {
        return new Mutation(column, Mutator.INSERT, value);
    }

    /// @param value the elements of a set; of a map, pairs or, as a set, keys
    public static Mutation delete(String column, Value value) {
        return new Mutation(column, Mutator.DELETE, value);
    }
}
