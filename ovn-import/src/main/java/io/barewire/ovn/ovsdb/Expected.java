package io.barewire.ovn.ovsdb;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What the answer to a request of a [Session] will be about.
sealed interface Expected {
    enum Answer implements Expected {
        SERVER_DATABASE,
        SCHEMA,
        MONITOR_SINCE,
        MONITOR,
        NAMES,
        ECHO,
        UNLOCK
    }

    record Lock(String name) implements Expected {}

    /// @param naming what it does to names in silence
    record Transaction(List<Operation> operations, Optional<Naming> naming, Consumer<TransactOutcome> outcome)
            implements Expected {}

    /// The beginning of the silence around a transaction.
    record Silent(Naming naming) implements Expected {}

    /// And its end.
    record Heard(Naming naming) implements Expected {}

    /// @param outcomes that are told after it
    record NewRowsRead(List<Operation.Select> selects, List<Runnable> outcomes) implements Expected {}
}
