package io.barewire.ovn.ovsdb;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The type of a column (RFC 7047 §3.2), without the constraints that the server alone checks.
///
/// @param value of a map; a set or an atom has none
/// @param min fewest elements, 0 or 1
/// @param max most elements; [Integer#MAX_VALUE] for `unlimited`
public record ColumnType(Base key, Optional<Base> value, int min, int max) {
    /// An atomic type.
    public enum Base {
        INTEGER,
        REAL,
        BOOLEAN,
        STRING,
        UUID;

        private boolean keeps(Value.Atom atom) {
            return switch (atom) {
                case Value.Int _ -> this == INTEGER;
                case Value.Real _ -> this == REAL;
                case Value.Bool _ -> this == BOOLEAN;
                case Value.Text _ -> this == STRING;
                case Value.Uuid _, Value.NamedUuid _ -> false;
            };
        }

        /// What a column of this type holds before anything is written to it.
        public Value.Atom defaultAtom() {
            return switch (this) {
                case INTEGER -> new Value.Int(0);
                case REAL -> new Value.Real(0);
                case BOOLEAN -> new Value.Bool(false);
                case STRING -> new Value.Text("");
                case UUID -> new Value.Uuid(new UUID(0, 0));
            };
        }
    }

    /// Whether the server holds this as it was written: it is of this type, and refers to nothing. A reference need not
    /// last.
    boolean keeps(Value written) {
        return switch (written) {
            case Value.Atom atom -> value.isEmpty() && key.keeps(atom);
            case Value.SetOf(Set<Value.Atom> atoms) ->
                !isScalar() && value.isEmpty() && atoms.stream().allMatch(key::keeps);
            case Value.MapOf(Map<Value.Atom, Value.Atom> pairs) ->
                value.isPresent()
                        && pairs.keySet().stream().allMatch(key::keeps)
                        && pairs.values().stream().allMatch(value.get()::keeps);
        };
    }

    /// A value of this type as a [Row] has it.
    Value held(Value written) {
        return written instanceof Value.Atom atom && !isScalar() ? new Value.SetOf(Set.of(atom)) : written;
    }

    /// Exactly one atom.
    public boolean isScalar() {
        return value.isEmpty() && min == 1 && max == 1;
    }

    /// Whether a difference says which elements come and go; else it is the new value (ovsdb-server(7), update2).
    public boolean isComposite() {
        return max > 1;
    }

    /// What a row has that does not mention the column.
    public Value defaultValue() {
        if (isScalar()) {
            return key.defaultAtom();
        }
        if (value.isPresent()) {
            return new Value.MapOf(
                    min == 0 ? Map.of() : Map.of(key.defaultAtom(), value.get().defaultAtom()));
        }
        return new Value.SetOf(min == 0 ? Set.of() : Set.of(key.defaultAtom()));
    }
}
