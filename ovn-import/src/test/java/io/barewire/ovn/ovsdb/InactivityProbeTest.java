package io.barewire.ovn.ovsdb;

import static io.barewire.ovn.ovsdb.InactivityProbe.Verdict.ASK;
import static io.barewire.ovn.ovsdb.InactivityProbe.Verdict.GIVE_UP;
import static io.barewire.ovn.ovsdb.InactivityProbe.Verdict.NOTHING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InactivityProbeTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final InactivityProbe probe = new InactivityProbe(Duration.ofSeconds(5), 0);

    @Test
    void aSilentServerIsAskedAndThenGivenUp() {
        assertEquals(NOTHING, probe.check(4 * SECOND));
        assertEquals(ASK, probe.check(5 * SECOND));
        assertEquals(NOTHING, probe.check(9 * SECOND));
        // what has arrived meanwhile is read first
        assertEquals(NOTHING, probe.check(10 * SECOND));
        assertEquals(InactivityProbe.LAST_LOOK.toNanos(), probe.untilCheck(10 * SECOND));
        assertEquals(GIVE_UP, probe.check(10 * SECOND + InactivityProbe.LAST_LOOK.toNanos()));
    }

    @Test
    void aWordAtTheLastMomentIsEnough() {
        assertEquals(ASK, probe.check(5 * SECOND));
        assertEquals(NOTHING, probe.check(10 * SECOND));
        probe.heard(10 * SECOND + 1);
        assertEquals(NOTHING, probe.check(10 * SECOND + InactivityProbe.LAST_LOOK.toNanos()));
        assertEquals(ASK, probe.check(15 * SECOND + 1));
    }

    @Test
    void whoeverWasAwayForLongAsksBeforeItGivesUp() {
        assertEquals(ASK, probe.check(60 * SECOND));
        assertEquals(NOTHING, probe.check(61 * SECOND));
    }
}
