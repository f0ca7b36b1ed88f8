package io.barewire.ovn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PacingTest {
    private static final long MILLISECOND = 1_000_000;

    private final Pacing pacing = new Pacing();

    @Test
    void theNextBatchWaitsForNorthd() {
        assertTrue(pacing.maySend(0));
        pacing.sent();
        assertFalse(pacing.maySend(0));
        pacing.committed(7, 6, 0);
        assertFalse(pacing.maySend(MILLISECOND));
        pacing.digested(6);
        assertFalse(pacing.maySend(MILLISECOND));
        pacing.digested(9); // somebody else raised it too
        assertTrue(pacing.maySend(MILLISECOND));
    }

    @Test
    void northdMayBeFasterThanTheAnswer() {
        pacing.sent();
        pacing.digested(7);
        pacing.committed(7, 7, 0);
        assertTrue(pacing.maySend(0));
    }

    @Test
    void withoutNorthdOneBatchWaitsInVainAndTheOthersNoMore() {
        pacing.sent();
        pacing.committed(1, 0, 0);
        assertFalse(pacing.maySend(Pacing.PATIENCE.toNanos() - 1));
        assertTrue(pacing.maySend(Pacing.PATIENCE.toNanos()));
        assertTrue(pacing.northdSilent());
        pacing.sent();
        pacing.committed(2, 0, Pacing.PATIENCE.toNanos());
        assertTrue(pacing.maySend(Pacing.PATIENCE.toNanos()));
        pacing.digested(2);
        assertFalse(pacing.northdSilent());
    }

    @Test
    void aSlowNorthdIsHeardAgainAlthoughItIsBatchesBehind() {
        pacing.sent();
        pacing.committed(1, 0, 0);
        assertTrue(pacing.maySend(Pacing.PATIENCE.toNanos()));
        pacing.sent();
        pacing.committed(2, 0, Pacing.PATIENCE.toNanos());
        pacing.digested(1);
        assertFalse(pacing.northdSilent());
    }

    @Test
    void whatNorthdHadToDigestIsWaitedForAfterTheConnectionEndedToo() {
        heard();
        pacing.sent();
        pacing.committed(7, 6, 0);
        pacing.disconnected();
        pacing.connected(7, 6, MILLISECOND);
        assertFalse(pacing.maySend(Pacing.PATIENCE.toNanos()));
        pacing.digested(7);
        assertTrue(pacing.maySend(MILLISECOND));
    }

    @Test
    void aBatchThatMayHaveBeenTakenIsWaitedForWhenNorthdIsBehind() {
        heard();
        pacing.sent();
        pacing.disconnected();
        pacing.connected(7, 6, 0);
        assertFalse(pacing.maySend(0));
        pacing.digested(7);
        assertTrue(pacing.maySend(0));
        pacing.sent();
        pacing.disconnected();
        pacing.connected(7, 7, 0);
        assertTrue(pacing.maySend(0));
    }

    @Test
    void afterAConnectionThatEndedAtRestNothingIsWaitedFor() {
        heard();
        pacing.disconnected();
        pacing.connected(9, 6, 0); // somebody else's
        assertTrue(pacing.maySend(0));
        pacing.sent();
        pacing.refused(0);
        pacing.disconnected();
        pacing.connected(9, 6, 0);
        assertTrue(pacing.maySend(0));
    }

    @Test
    void ofADatabaseThatWasMadeAnewNothingIsLeftToDigest() {
        heard();
        pacing.sent();
        pacing.committed(7, 6, 0);
        pacing.disconnected();
        pacing.connected(2, 1, 0);
        assertTrue(pacing.maySend(0));
    }

    @Test
    void aNorthdThatHasNeverBeenHeardIsNotWaitedForAfterTheConnectionEnded() {
        pacing.sent();
        pacing.committed(7, 0, 0);
        pacing.disconnected();
        pacing.connected(7, 0, 0);
        assertTrue(pacing.maySend(0));
    }

    private void heard() {
        pacing.sent();
        pacing.committed(1, 0, 0);
        pacing.digested(1);
    }

    @Test
    void northdIsHeardAgainAfterTheDatabaseWasMadeAnew() {
        pacing.sent();
        pacing.committed(500, 0, 0);
        assertTrue(pacing.maySend(Pacing.PATIENCE.toNanos()));
        pacing.disconnected();
        pacing.connected(0, 0, 0);
        pacing.digested(0);
        assertTrue(pacing.northdSilent());
        pacing.sent();
        pacing.committed(1, 0, 0);
        pacing.digested(1);
        assertFalse(pacing.northdSilent());
    }

    /// As when somebody deletes the row of `NB_Global`, which ends no connection.
    @Test
    void northdIsHeardAgainAfterItsNumbersBeganAnew() {
        pacing.sent();
        pacing.committed(500, 0, 0);
        assertTrue(pacing.maySend(Pacing.PATIENCE.toNanos()));
        pacing.sent();
        pacing.committed(1, 0, 0);
        pacing.digested(1);
        assertFalse(pacing.northdSilent());
    }

    @Test
    void aBatchWhoseRowsHadChangedIsDigestedAllTheSame() {
        pacing.sent();
        pacing.missed(7, 6, 0);
        assertFalse(pacing.maySend(Pacing.LONGEST_PAUSE.toNanos() - 1));
        pacing.digested(7);
        assertTrue(pacing.maySend(MILLISECOND));
        long last = 0;
        for (int i = 8; i < 12; i++) {
            pacing.sent();
            pacing.missed(i, i, 0);
            long pause = pacing.untilMaySend(0);
            assertTrue(pause > last);
            last = pause;
        }
    }

    @Test
    void aRefusedBatchIsTriedAgainAfterLongerAndLongerPauses() {
        long now = 0;
        long last = 0;
        for (int i = 0; i < 12; i++) {
            assertTrue(pacing.maySend(now));
            pacing.sent();
            pacing.refused(now);
            long pause = pacing.untilMaySend(now);
            assertTrue(pause >= last && pause <= Pacing.LONGEST_PAUSE.toNanos());
            assertFalse(pacing.maySend(now + pause - 1));
            last = pause;
            now += pause;
        }
        assertEquals(Pacing.LONGEST_PAUSE.toNanos(), last);
        pacing.sent();
        pacing.committed(1, 1, now);
        pacing.sent();
        pacing.refused(now);
        assertEquals(Pacing.FIRST_PAUSE.toNanos(), pacing.untilMaySend(now));
    }

    /// A northd whose work for a batch takes from half a millisecond to seconds, and a change each millisecond:
    /// there is never more than one batch that it has not digested, nothing waits while it is idle, and no change
    /// is lost.
    @Test
    void northdIsNeverMoreThanOneBatchBehind() {
        Seeds.forSeeds(200, PacingTest::flood);
    }

    private record Batch(long nbCfg, long doneAt) {}

    private static void flood(Rng rng) {
        Pacing pacing = new Pacing();
        Deque<Batch> northd = new ArrayDeque<>();
        long work = rng.oneOf(MILLISECOND / 2, 5 * MILLISECOND, 300 * MILLISECOND, 4_000 * MILLISECOND);
        long nbCfg = 0;
        long sbCfg = 0;
        long answerAt = -1;
        int waiting = 0;
        int underWay = 0;
        int done = 0;
        int changes = 3_000;
        for (int millis = 0; done < changes; millis++) {
            long now = millis * MILLISECOND;
            if (millis < changes) {
                waiting++;
            }
            if (answerAt >= 0 && now >= answerAt) {
                answerAt = -1;
                done += underWay;
                pacing.committed(nbCfg, sbCfg, now);
            }
            if (!northd.isEmpty() && now >= northd.peek().doneAt()) {
                sbCfg = northd.remove().nbCfg();
                pacing.digested(sbCfg);
            }
            if (waiting > 0 && pacing.maySend(now)) {
                assertTrue(northd.isEmpty(), "northd has a batch that it has not digested");
                pacing.sent();
                underWay = waiting;
                waiting = 0;
                nbCfg++;
                answerAt = now + rng.between(0, 2) * MILLISECOND;
                northd.add(new Batch(nbCfg, now + work));
            }
            assertTrue(millis < 60_000, "it stands still");
        }
        assertTrue(nbCfg <= changes * MILLISECOND / Math.max(work, MILLISECOND) + 3, "northd is drowned");
    }
}
