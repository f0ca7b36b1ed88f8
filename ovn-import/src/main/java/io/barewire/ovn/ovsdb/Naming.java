package io.barewire.ovn.ovsdb;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The one thing that a transaction does to the column that names rows of another table ([MonitoredTable.NamedBy]): it
/// adds names to one row, or takes them away, and they are many.
///
/// At least one is added: nobody else can add a name that we have just made, so a change of the row is known to be
/// ours. Names that are only taken away somebody else may have taken away before.
///
/// @param operation its index in the transaction
record Naming(MonitoredTable.NamedBy by, UUID row, int operation, List<Mutation> mutations) {
    /// Fewer names are told in less time than it takes to ask for silence.
    private static final int MANY = 64;

    /// Empty when there are few, or none is added, or when it cannot be said beforehand what the column holds
    /// afterwards.
    static Optional<Naming> of(List<Operation> operations, MonitoredTable.NamedBy by) {
        Naming found = null;
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            if (operation instanceof Operation.Mutate(String table, List<Condition> where, List<Mutation> mutations)
                    && table.equals(by.table())) {
                Optional<UUID> row = where.size() == 1 ? Condition.uuid(where) : Optional.empty();
                if (found != null || row.isEmpty() || !mutations.stream().allMatch(each -> isNaming(each, by))) {
                    return Optional.empty();
                }
                found = new Naming(by, row.get(), i, mutations);
            } else if (changes(operation, by.table())) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(found).filter(naming -> naming.addsAny() && naming.isOfMany());
    }

    private static boolean isNaming(Mutation mutation, MonitoredTable.NamedBy by) {
        return mutation.column().equals(by.column())
                && (mutation.mutator() == Mutation.Mutator.INSERT || mutation.mutator() == Mutation.Mutator.DELETE)
                && mutation.value() instanceof Value.SetOf(Set<Value.Atom> names)
                && areUuids(names);
    }

    /// The server waits for the first octet until this is known.
    private static boolean areUuids(Set<Value.Atom> names) {
        for (Value.Atom name : names) {
            if (!(name instanceof Value.Uuid)) {
                return false;
            }
        }
        return true;
    }

    private static boolean changes(Operation operation, String table) {
        return switch (operation) {
            case Operation.Insert insert -> insert.table().equals(table);
            case Operation.Inserts inserts -> inserts.table().equals(table);
            case Operation.Update update -> update.table().equals(table);
            case Operation.Mutate mutate -> mutate.table().equals(table);
            case Operation.Delete delete -> delete.table().equals(table);
            case Operation.Select _, Operation.Wait _, Operation.Assert _, Operation.Comment _ -> false;
        };
    }

    private boolean addsAny() {
        return mutations.stream()
                .anyMatch(each -> each.mutator() == Mutation.Mutator.INSERT
                        && !names(each).isEmpty());
    }

    private boolean isOfMany() {
        return mutations.stream().mapToInt(each -> names(each).size()).sum() >= MANY;
    }

    private static Set<Value.Atom> names(Mutation mutation) {
        return mutation.value() instanceof Value.SetOf(Set<Value.Atom> names) ? names : Set.of();
    }

    /// Every row of the table but this one.
    List<Condition> othersRows() {
        return List.of(new Condition("_uuid", Condition.Function.NOT_EQUAL, Value.of(row)));
    }

    /// Whether the server has found the row.
    boolean isDone(TransactOutcome outcome) {
        return outcome instanceof TransactOutcome.Committed(List<OperationResult> results)
                && results.get(operation).equals(new OperationResult.Count(1));
    }

    /// The row as the transaction leaves it.
    Row applied(Row before) {
        Set<Value.Atom> had =
                before.value(by.column()) instanceof Value.SetOf(Set<Value.Atom> atoms) ? atoms : Set.of();
        if (had.isEmpty() && mutations.size() == 1 && mutations.getFirst().mutator() == Mutation.Mutator.INSERT) {
            return before.with(by.column(), mutations.getFirst().value());
        }
        Set<Value.Atom> names = LinkedHashSet.newLinkedHashSet(
                had.size() + names(mutations.getFirst()).size());
        names.addAll(had);
        for (Mutation mutation : mutations) {
            if (mutation.mutator() == Mutation.Mutator.INSERT) {
                names.addAll(names(mutation));
            } else {
                names.removeAll(names(mutation));
            }
        }
        return before.with(by.column(), new Value.SetOf(new Atoms(names)));
    }
}
