package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.AtomicAggregate;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.ExtendedCommunities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.OnlyToCustomer;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttribute.Unknown;
import io.barewire.wire.PathAttributes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportRulesTest {
    private static final Origin IGP = new Origin(Origin.Kind.IGP);

    private static PathAttributes told(PathAttributes learned, boolean external) {
        return told(learned, external, 0);
    }

    private static PathAttributes told(
            PathAttributes learned, boolean external, long overriddenAs, AttributeChange... changes) {
        return ExportRules.told(learned, List.of(changes), external, overriddenAs, 65000)
                .orElseThrow();
    }

    private static AsPath sequence(Long... asNumbers) {
        return new AsPath(List.of(new Segment(SegmentType.AS_SEQUENCE, List.of(asNumbers))));
    }

    /// RFC 4271 §5.1.2, §5.1.4, §5.1.5, RFC 4456 §8.
    @Test
    void externalPeersHearOurAsAndNothingInternal() {
        PathAttributes learned = PathAttributes.of(
                IGP,
                sequence(7L),
                new MultiExitDisc(5),
                new LocalPref(200),
                new OriginatorId(1),
                new ClusterList(List.of(1)),
                new Communities(List.of(1)));
        assertEquals(PathAttributes.of(IGP, sequence(65000L, 7L), new Communities(List.of(1))), told(learned, true));
    }

    @Test
    void internalPeersHearMedAndALocalPreference() {
        PathAttributes learned = PathAttributes.of(IGP, sequence(7L), new MultiExitDisc(5));
        assertEquals(learned.with(new LocalPref(100)), told(learned, false));
        PathAttributes preferred = learned.with(new LocalPref(7));
        assertEquals(preferred, told(preferred, false));
    }

    /// RFC 4271 §9.
    @Test
    void whatIsNotUnderstoodGoesOnMarkedPartial() {
        PathAttributes learned = PathAttributes.of(
                IGP, sequence(7L), new LocalPref(100), new Unknown(0xC0, 200, Octets.parseHex("0102")));
        assertEquals(learned.with(new Unknown(0xE0, 200, Octets.parseHex("0102"))), told(learned, false));
    }

    @Test
    void changesComeAfterWhatStaysInTheAsIsGoneAndBeforeOurOwnAs() {
        PathAttributes learned = PathAttributes.of(IGP, sequence(64512L, 7L), new MultiExitDisc(5), new LocalPref(9));
        assertEquals(
                PathAttributes.of(IGP, sequence(65000L, 8L, 8L, 7L), new MultiExitDisc(20)),
                told(
                        learned,
                        true,
                        0,
                        new AttributeChange.RemovePrivateAs(),
                        new AttributeChange.Prepend(8, 2),
                        new AttributeChange.SetMed(20),
                        new AttributeChange.SetLocalPref(300)));
        assertEquals(
                learned.with(new LocalPref(300)).with(new MultiExitDisc(20)),
                told(learned, false, 0, new AttributeChange.SetMed(20), new AttributeChange.SetLocalPref(300)));
    }

    @Test
    void anOverriddenAsIsOursWhereverItIs() {
        PathAttributes learned = PathAttributes.of(IGP, sequence(7L, 65001L, 65001L));
        assertEquals(PathAttributes.of(IGP, sequence(65000L, 7L, 65000L, 65000L)), told(learned, true, 65001));
    }

    /// RFC 4360 §6.
    @Test
    void nonTransitiveExtendedCommunitiesStayInTheAs() {
        ExtendedCommunities both = new ExtendedCommunities(List.of(0x0002_0000_0000_0001L, 0x4002_0000_0000_0001L));
        PathAttributes out = told(PathAttributes.of(IGP, sequence(7L), both), true);
        assertEquals(
                List.of(0x0002_0000_0000_0001L),
                out.get(ExtendedCommunities.class).orElseThrow().values());
        ExtendedCommunities one = new ExtendedCommunities(List.of(0x4002_0000_0000_0001L));
        assertTrue(told(PathAttributes.of(IGP, sequence(7L), one), true)
                .get(ExtendedCommunities.class)
                .isEmpty());
    }

    /// What goes out unchanged but for our AS is edited in octets; a change that changes nothing takes the other way.
    @Test
    void bothWaysToTheNextAsSayTheSame() {
        Seeds.forSeeds(500, rng -> {
            PathAttributes learned = attributes(rng);
            assertEquals(told(learned, true, 0, new AttributeChange.RemoveMed()), told(learned, true));
        });
    }

    private static PathAttributes attributes(Rng rng) {
        List<PathAttribute> all = List.of(
                IGP,
                new AsPath(rng.listOf(0, 3, ExportRulesTest::segment)),
                new MultiExitDisc(rng.between(0, 9)),
                new LocalPref(rng.between(0, 9)),
                new AtomicAggregate(),
                new Communities(rng.listOf(1, 90, r -> r.between(0, 9))),
                new OriginatorId(7),
                new ClusterList(List.of(1, 2)),
                new OnlyToCustomer(7),
                new Unknown(0xE0, 200, Octets.of(rng.octets(rng.between(0, 300)))));
        return PathAttributes.of(all.stream().filter(_ -> !rng.oneIn(3)).toList());
    }

    private static Segment segment(Rng rng) {
        int size = rng.oneOf(1, 3, 254, 255);
        return new Segment(rng.oneOf(SegmentType.values()), rng.listOf(size, size, r -> (long) r.between(1, 70_000)));
    }

    @Test
    void aFullSegmentGetsANewOneInFront() {
        AsPath full = new AsPath(List.of(new Segment(SegmentType.AS_SEQUENCE, Collections.nCopies(255, 7L))));
        assertEquals(
                List.of(
                        new Segment(SegmentType.AS_SEQUENCE, List.of(65000L)),
                        full.segments().getFirst()),
                AsPaths.prepend(65000, full).segments());
        AsPath set = new AsPath(List.of(new Segment(SegmentType.AS_SET, List.of(7L))));
        assertEquals(2, AsPaths.prepend(65000, set).segments().size());
    }

    /// RFC 4271 §9.2, RFC 1997.
    @Test
    void whoMayHearWhat() {
        assertTrue(ExportRules.mayTell(false, false, false));
        assertTrue(ExportRules.mayTell(false, false, true));
        assertFalse(ExportRules.mayTell(true, false, true), "NO_EXPORT");
        assertTrue(ExportRules.mayTell(true, false, false), "NO_EXPORT stays in the AS");
        assertFalse(ExportRules.mayTell(false, true, false), "NO_ADVERTISE");
    }

    /// RFC 4456 §8.
    @Test
    void aReflectedRouteSaysWhoseItIsAndThroughWhichClustersItCame() {
        PathAttributes fromClient = PathAttributes.of(IGP, sequence(7L), new LocalPref(100));
        PathAttributes once = ExportRules.reflected(fromClient, 0x0A00000B, 0x0A000001);
        assertEquals(fromClient.with(new OriginatorId(0x0A00000B)).with(new ClusterList(List.of(0x0A000001))), once);
        assertEquals(once.with(new ClusterList(List.of(2, 0x0A000001))), ExportRules.reflected(once, 0x0A00000B, 2));
    }
}
