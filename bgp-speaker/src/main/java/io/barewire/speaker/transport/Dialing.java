package io.barewire.speaker.transport;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/// Has an event loop begin so many connections in a row, and then look at the sockets that it has: with thousands of
/// peers, those who are there would wait until all have been called. In the order in which it was asked. Confined to
/// its loop.
final class Dialing {
    static final int IN_A_ROW = 64;
    static final Duration PAUSE = Duration.ofMillis(10);

    private final EventLoop loop;

    /// No more than one for each side of each peer.
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private int left = IN_A_ROW;
    private boolean pausing;

    Dialing(EventLoop loop) {
        this.loop = loop;
    }

    /// Runs this now if it may be, else later.
    void ask(Runnable dial) {
        if (left > 0) {
            begin(dial);
        } else {
            waiting.add(dial);
        }
    }

    private void begin(Runnable dial) {
        left--;
        if (!pausing) {
            pausing = true;
            var _ = loop.schedule(this::goOn, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        dial.run();
    }

    private void goOn() {
        pausing = false;
        left = IN_A_ROW;
        while (left > 0 && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
    }
}
