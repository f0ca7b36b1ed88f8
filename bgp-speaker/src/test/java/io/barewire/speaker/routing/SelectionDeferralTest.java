package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// RFC 4724 §4.1.
class SelectionDeferralTest {
    private static final PeerId A = new PeerId("10.0.0.1");
    private static final PeerId B = new PeerId("10.0.0.2");
    private static final Set<AddressFamily> BOTH = Set.of(AddressFamily.values());

    private static RestartTerms terms(boolean offered, boolean restarting) {
        return new RestartTerms(
                offered, restarting, Set.of(), Set.of(), Duration.ZERO, Duration.ZERO, Map.of(), Set.of());
    }

    @Test
    void endsWithTheLastEndOfRib() {
        SelectionDeferral deferral = new SelectionDeferral(List.of(A, B));
        deferral.up(A, terms(true, false), BOTH);
        deferral.endOfRib(A, AddressFamily.IPV4);
        deferral.up(B, terms(true, false), Set.of(AddressFamily.IPV6));
        deferral.endOfRib(B, AddressFamily.IPV6);
        assertFalse(deferral.isOver());
        deferral.endOfRib(A, AddressFamily.IPV6);
        assertTrue(deferral.isOver());
    }

    @Test
    void nobodyWaitsForThoseWhoRestartAsWellOrDoNotKnowOfIt() {
        SelectionDeferral deferral = new SelectionDeferral(List.of(A, B));
        deferral.up(A, terms(true, true), BOTH);
        deferral.up(B, terms(false, false), BOTH);
        assertTrue(deferral.isOver());
    }

    @Test
    void whoHasNotComeInOurRestartTimeIsNotWaitedFor() {
        SelectionDeferral deferral = new SelectionDeferral(List.of(A, B));
        deferral.up(A, terms(true, false), Set.of(AddressFamily.IPV4));
        deferral.restartTimeIsOver();
        assertFalse(deferral.isOver(), "A has come, and is not done");
        deferral.endOfRib(A, AddressFamily.IPV4);
        assertTrue(deferral.isOver());
    }

    @Test
    void isNeverBegunWithoutAPeerToWaitFor() {
        assertTrue(new SelectionDeferral(List.of()).isOver());
        SelectionDeferral removed = new SelectionDeferral(List.of(A));
        removed.removed(A);
        assertEquals(true, removed.isOver());
    }
}
