package io.barewire.fib;

import io.barewire.fib.FibDiff.Step;
import io.barewire.netlink.RouteBatch;

/// Messages for the kernel, and what each is about until its answer has been told to the [FibBook]. Belongs
/// to whoever has it in hand.
final class FibBatch {
    private final RouteBatch messages = new RouteBatch();
    private final int[] rows = new int[RouteBatch.LIMIT];
    private final int[] forwardings = new int[RouteBatch.LIMIT];
    private final Step[] steps = new Step[RouteBatch.LIMIT];
    private int size;

    RouteBatch messages() {
        return messages;
    }

    int size() {
        return size;
    }

    void add(int row, Step step, int forwarding) {
        rows[size] = row;
        steps[size] = step;
        forwardings[size++] = forwarding;
    }

    int row(int index) {
        return rows[index];
    }

    /// `ADD`, `REPLACE` or `DELETE`.
    Step step(int index) {
        return steps[index];
    }

    int forwarding(int index) {
        return forwardings[index];
    }

    void clear() {
        messages.clear();
        size = 0;
    }
}
