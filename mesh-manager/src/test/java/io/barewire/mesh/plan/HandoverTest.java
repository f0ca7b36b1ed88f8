package io.barewire.mesh.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.plan.Handover.Tie;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// From a session with `old` to one with `new`, which reflects; in milliseconds.
class HandoverTest {
    private static final PeerId OLD = new PeerId("192.0.2.1");
    private static final PeerId NEW = new PeerId("192.0.2.2");
    private static final Set<PeerId> MEMBERS = Set.of(OLD, NEW);
    private static final Map<PeerId, Tie> BEFORE = Map.of(OLD, Tie.PLAIN);
    private static final Map<PeerId, Tie> AFTER = Map.of(NEW, new Tie(false, false, true));
    private static final PathAttribute REFLECTED = new OriginatorId(1);

    private final Handover handover = Handover.begin(
                    new Handover.Patience(Duration.ofMillis(30), Duration.ofMillis(300)))
            .planned(BEFORE, MEMBERS, 0)
            .planned(AFTER, MEMBERS, 1_000);

    private static LocRibEntry.Path path(PeerId peer, PathAttribute... attributes) {
        return new LocRibEntry.Path(
                Optional.of(peer),
                0,
                Optional.of(NextHop.of(IpAddress.parse("192.0.2.1"))),
                PathAttributes.of(attributes),
                true,
                Optional.empty(),
                Optional.empty());
    }

    private static LocRibEntry route(LocRibEntry.Path... paths) {
        return new LocRibEntry(Prefix.parse("10.244.1.0/24"), Arrays.asList(paths), Optional.empty());
    }

    @Test
    void aFirstPlanHoldsNothing() {
        assertFalse(Handover.begin(Handover.Patience.DEFAULT)
                .planned(AFTER, MEMBERS, 0)
                .isUnderWay());
    }

    @Test
    void bothAreThereUntilTheShortestTimeIsOverHoweverReadyThisEndIs() {
        assertEquals(Optional.of(Tie.PLAIN), handover.tie(OLD));
        assertEquals(Optional.ofNullable(AFTER.get(NEW)), handover.tie(NEW));
        assertEquals(Duration.ofMillis(30), handover.rest(1_000));
        boolean ready = handover.lasts(route(path(NEW, REFLECTED)));
        assertTrue(handover.seen(Set.of(), ready, 1_029).next().isUnderWay());
        Handover.Seen seen = handover.seen(Set.of(), ready, 1_030);
        assertFalse(seen.next().isUnderWay());
        assertFalse(seen.gaveUp());
        assertEquals(Optional.empty(), seen.next().tie(OLD));
    }

    @Test
    void endOfRibIsWaitedForAndAPathThatIsToStay() {
        boolean both = handover.lasts(route(path(OLD), path(NEW, REFLECTED)));
        assertTrue(handover.waitsFor(Set.of(NEW)));
        assertTrue(handover.seen(Set.of(NEW), both, 1_100).next().isUnderWay());
        for (LocRibEntry.Path alone : List.of(path(OLD), path(NEW, REFLECTED, new LocalPref(0)))) {
            assertTrue(
                    handover.seen(Set.of(), handover.lasts(route(alone)), 1_100)
                            .next()
                            .isUnderWay(),
                    alone::toString);
        }
        assertFalse(handover.seen(Set.of(), both, 1_100).next().isUnderWay());
    }

    @Test
    void whatNothingReplacesEndsAfterTheLongestTimeAndThatIsSaid() {
        boolean alone = handover.lasts(route(path(OLD)));
        assertTrue(handover.seen(Set.of(), alone, 1_299).next().isUnderWay());
        Handover.Seen seen = handover.seen(Set.of(), alone, 1_300);
        assertFalse(seen.next().isUnderWay());
        assertTrue(seen.gaveUp());
    }

    @Test
    void itEndsAfterTheLongestTimeThoughNobodyCouldLook() {
        assertEquals(handover, handover.unseen(1_299).next());
        Handover.Seen seen = handover.unseen(1_300);
        assertFalse(seen.next().isUnderWay());
        assertTrue(seen.gaveUp());
    }

    @Test
    void aChangeOfMindTakesBackWhatIsStillThere() {
        Handover back = handover.planned(BEFORE, MEMBERS, 1_010);
        assertEquals(Set.of(NEW), back.held().keySet());
        assertFalse(back.isLastResort(OLD, true));
        assertTrue(back.isLastResort(NEW, true));
    }

    @Test
    void withANodeThatLeftTheMeshNothingIsKept() {
        assertFalse(handover.planned(AFTER, Set.of(NEW), 1_010).isUnderWay());
    }

    /// It remains a peer, and a plain one: only what it reflects goes.
    @Test
    void aReflectorThatIsNoneAnyMoreIsHeardForItsOwnRoutes() {
        Handover plain = Handover.begin(Handover.Patience.DEFAULT)
                .planned(AFTER, MEMBERS, 0)
                .planned(Map.of(NEW, Tie.PLAIN), MEMBERS, 1);
        assertEquals(Optional.ofNullable(AFTER.get(NEW)), plain.tie(NEW));
        assertTrue(plain.isLastResort(NEW, false));
        assertFalse(plain.isLastResort(NEW, true));
    }
}
