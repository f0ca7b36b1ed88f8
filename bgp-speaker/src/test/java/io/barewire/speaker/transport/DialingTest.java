package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// In the time of an embedded channel, which stands still.
class DialingTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Dialing dialing = new Dialing(channel.eventLoop());
    private final List<Integer> begun = new ArrayList<>();

    DialingTest() {
        channel.freezeTime();
    }

    private void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void fiveThousandAreBegunInTheirOrderAndNeverMoreThanSomeInARow() {
        IntStream.range(0, 5_000).forEach(number -> dialing.ask(() -> begun.add(number)));
        assertEquals(Dialing.IN_A_ROW, begun.size());
        int before = begun.size();
        for (int pauses = 1; begun.size() < 5_000; pauses++) {
            pass(Dialing.PAUSE.toMillis() - 1);
            assertEquals(before, begun.size());
            pass(1);
            before = begun.size();
            assertEquals(Math.min(5_000, (pauses + 1) * Dialing.IN_A_ROW), before);
        }
        assertEquals(IntStream.range(0, 5_000).boxed().toList(), begun);
    }

    @Test
    void afterAPauseOneThatIsAskedForIsBegunAtOnce() {
        IntStream.range(0, Dialing.IN_A_ROW).forEach(number -> dialing.ask(() -> begun.add(number)));
        pass(Dialing.PAUSE.toMillis());
        dialing.ask(() -> begun.add(-1));
        assertEquals(-1, begun.getLast());
    }
}
