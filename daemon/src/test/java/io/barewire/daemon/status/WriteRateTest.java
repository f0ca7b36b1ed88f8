package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/// In virtual time, against a server that is no more than how long it takes.
class WriteRateTest {
    private static final long MILLIS = 1_000_000;

    private long now;

    /// The time until so many objects are written one after the other.
    private Duration written(int objects, WriteRate rate, LongUnaryOperator took) {
        long began = now;
        for (int i = 0; i < objects; i++) {
            now += rate.pause(now).toNanos();
            rate.take(now);
            long answer = took.applyAsLong(now);
            now += answer;
            rate.answered(now, Duration.ofNanos(answer));
        }
        return Duration.ofNanos(now - began);
    }

    @Test
    void aServerThatAnswersSoonHasFiveThousandSessionsInMinutes() {
        Duration took = written(5_001, new WriteRate(now), _ -> 4 * MILLIS);
        assertTrue(took.compareTo(Duration.ofMinutes(5)) < 0, took::toString);
        assertTrue(took.compareTo(Duration.ofMinutes(4)) > 0, () -> took + ": not more than twenty a second");
    }

    @Test
    void aFewObjectsAreWrittenAtOnce() {
        assertEquals(Duration.ofMillis(20 * 4), written(20, new WriteRate(now), _ -> 4 * MILLIS));
    }

    @Test
    void aSlowServerIsAskedATenthOfTheTimeAndAFastOneAgain() {
        WriteRate rate = new WriteRate(now);
        written(100, rate, _ -> 4 * MILLIS);
        written(100, rate, _ -> 300 * MILLIS);
        Duration slow = written(10, rate, _ -> 300 * MILLIS);
        assertTrue(slow.compareTo(Duration.ofSeconds(29)) > 0, slow::toString);
        written(100, rate, _ -> 4 * MILLIS);
        Duration fast = written(10, rate, _ -> 4 * MILLIS);
        assertTrue(fast.compareTo(Duration.ofSeconds(1)) < 0, fast::toString);
    }

    @Test
    void oneSlowAnswerIsNoSlowServer() {
        WriteRate rate = new WriteRate(now);
        written(100, rate, _ -> 4 * MILLIS);
        written(1, rate, _ -> 300 * MILLIS);
        Duration after = written(10, rate, _ -> 4 * MILLIS);
        assertTrue(after.compareTo(Duration.ofSeconds(4)) < 0, after::toString);
    }

    /// A node, and when its next write begins.
    private record Turn(long at, WriteRate rate) {}

    /// A thousand nodes whose mesh falls apart at one moment, and a server that can do five hundred writes a
    /// second: what comes in faster waits there, for each node as long as all that came before it.
    @Test
    void aThousandNodesTogetherDoNotDrownTheServer() {
        PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::at));
        for (int i = 0; i < 1_000; i++) {
            turns.add(new Turn(i * MILLIS, new WriteRate(0)));
        }
        long each = 2 * MILLIS;
        long free = 0;
        long minute = Duration.ofMinutes(1).toNanos();
        long longestWait = 0;
        int done = 0;
        while (turns.peek().at() < 10 * minute) {
            Turn turn = turns.poll();
            long begin = turn.at();
            turn.rate().take(begin);
            free = Math.max(free, begin) + each;
            long answered = free;
            turn.rate().answered(answered, Duration.ofNanos(answered - begin));
            if (begin > 5 * minute) {
                longestWait = Math.max(longestWait, answered - begin);
                done++;
            }
            turns.add(new Turn(answered + turn.rate().pause(answered).toNanos(), turn.rate()));
        }
        int perSecond = done / (5 * 60);
        long waited = longestWait / MILLIS;
        assertTrue(perSecond > 300, () -> perSecond + " writes a second: the server is used");
        assertTrue(waited < 1_000, () -> "a request waits " + waited + " ms");
    }
}
