package io.barewire.ovn.ovsdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Operations of a transaction, and how many rows each must match: none is no error to a server. Belongs to one thread.
public final class CountedOperations {
    private static final long ANY = -1;

    private final List<Operation> operations = new ArrayList<>();
    private final List<Long> expected = new ArrayList<>();

    /// One that is not counted.
    public void add(Operation operation) {
        add(operation, ANY);
    }

    /// @param rows that it must match
    public void add(Operation operation, long rows) {
        operations.add(operation);
        expected.add(rows);
    }

    /// Before all others; not counted.
    public void addFirst(Operation operation) {
        operations.addFirst(operation);
        expected.addFirst(ANY);
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /// What did not happen although the database committed: rows that were not there any more.
    ///
    /// @param results of a transaction that begins with these operations
    public Optional<String> missed(List<OperationResult> results) {
        for (int i = 0; i < expected.size(); i++) {
            long wanted = expected.get(i);
            if (wanted != ANY && results.get(i) instanceof OperationResult.Count(long rows) && rows != wanted) {
                return Optional.of("operation " + i + " matched " + rows + " rows instead of " + wanted);
            }
        }
        return Optional.empty();
    }
}
