package io.barewire.ovn.ovsdb;

import java.util.List;

/// What became of a transaction.
public sealed interface TransactOutcome {
    /// All of it happened.
    record Committed(List<OperationResult> results) implements TransactOutcome {
        public Committed {
            results = List.copyOf(results);
        }
    }

    /// Nothing of it happened: the server says why.
    ///
    /// @param operation which one failed, from 0; as many as there are: the commit; -1: the server looked at none
    record Aborted(int operation, OvsdbError error) implements TransactOutcome {}

    /// The connection ended before the answer: it happened, or it did not. The mirror of the next connection tells.
    record Unknown(String why) implements TransactOutcome {}

    /// Nothing of it happened: it was not sent, because there is no connection, or not the one
    /// that it was meant for, or too many requests wait already.
    record NotSent(String why) implements TransactOutcome {}
}
