package io.barewire.fib;

import io.barewire.fib.FibDiff.Step;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.RouteBatch;
import io.barewire.netlink.RouteBatch.Refusal;
import io.barewire.netlink.RouteBatch.Result;
import io.barewire.netlink.RouteSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages for the kernel, what each is about, and what came of them, until that has been told to the [FibBook].
/// Belongs to the one thread that has it in hand.
final class FibBatch {
    private static final Result UNKNOWN = new Result(0, List.of());

    private final RouteBatch messages = new RouteBatch();
    private final int[] rows = new int[RouteBatch.LIMIT];
    private final int[] forwardings = new int[RouteBatch.LIMIT];
    private final Step[] steps = new Step[RouteBatch.LIMIT];
    private int size;
    private int told;
    private Result result = UNKNOWN;
    private @Nullable Exception failure;

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

    /// Has the kernel do it, and keeps what comes of it.
    void send(RouteSocket socket) {
        try {
            answered(socket.send(messages));
        } catch (NetlinkException | RuntimeException failed) {
            failure = failed;
        }
    }

    /// What the kernel did; as long as it is not known, nothing is.
    void answered(Result result) {
        this.result = result;
    }

    /// Tells the book what came of each message, once, and forgets all. After a fault in between, a second call
    /// goes on behind it.
    ///
    /// @throws NetlinkException when the socket failed; all has been told then
    void tell(FibBook book) throws NetlinkException {
        List<Refusal> refusals = result.refusals();
        int refusal = 0;
        while (told < size) {
            int index = told++;
            while (refusal < refusals.size() && refusals.get(refusal).index() < index) {
                refusal++;
            }
            if (refusal < refusals.size() && refusals.get(refusal).index() == index) {
                Refusal why = refusals.get(refusal);
                book.refused(this, index, why.errno(), why.text());
            } else if (index < result.known()) {
                book.done(this, index);
            } else {
                book.unanswered(this, index);
            }
        }
        Exception failed = failure;
        clear();
        if (failed instanceof NetlinkException why) {
            throw why;
        }
        if (failed instanceof RuntimeException fault) {
            throw fault;
        }
    }

    void clear() {
        messages.clear();
        size = 0;
        told = 0;
        result = UNKNOWN;
        failure = null;
    }
}
