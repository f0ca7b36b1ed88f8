package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.Unknown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathAttributesTest {
    private static final Origin IGP = new Origin(Origin.Kind.IGP);
    private static final Unknown EARLY = new Unknown(0xC0, 20, Octets.of((byte) 1));
    private static final Unknown LATE = new Unknown(0xE0, 200, Octets.NONE);

    @Test
    void orderOfMakingDoesNotMatter() {
        forSeeds(500, rng -> {
            List<PathAttribute> attributes =
                    Generate.attributes(rng, Generate.format(rng)).list();
            PathAttributes one = PathAttributes.of(attributes);
            PathAttributes other = PathAttributes.of(rng.shuffled(attributes));
            assertEquals(one, other);
            assertEquals(one.hashCode(), other.hashCode());
            assertEquals(attributes, one.list());
        });
    }

    @Test
    void canonicalBlockIsTheWholeTruth() {
        forSeeds(500, rng -> {
            PathAttributes attributes = Generate.attributes(rng, Generate.format(rng));
            byte[] arena = rng.octets(attributes.canonicalLength() + 7);
            attributes.copyCanonical(arena, 3);
            int to = 3 + attributes.canonicalLength();
            PathAttributes copy = PathAttributes.ofCanonical(arena, 3, to);
            assertEquals(attributes, copy);
            assertEquals(attributes.list(), copy.list());
            assertTrue(attributes.canonicalEquals(arena, 3, to));
            arena[rng.between(3, to - 1)] ^= 1;
            assertTrue(!attributes.canonicalEquals(arena, 3, to));
            assertEquals(attributes, copy, "it is a copy");
        });
    }

    /// By hand from the diagram of RFC 4271 §4.3.
    @Test
    void canonicalBlockIsInWireForm() {
        PathAttributes attributes = PathAttributes.of(
                new LocalPref(100), new AsPath(List.of(new Segment(SegmentType.AS_SEQUENCE, List.of(65000L)))), IGP);
        byte[] block = new byte[attributes.canonicalLength()];
        attributes.copyCanonical(block, 0);
        assertEquals(
                "40010100" + "4002060201" + "0000fde8" + "40050400000064",
                Octets.of(block).toHex());
    }

    @Test
    void withReplacesOrAddsInItsPlace() {
        PathAttributes attributes = PathAttributes.of(IGP, new LocalPref(100), LATE);
        PathAttributes more =
                attributes.with(new MultiExitDisc(5)).with(new LocalPref(200)).with(EARLY);
        assertEquals(List.of(IGP, new MultiExitDisc(5), new LocalPref(200), EARLY, LATE), more.list());
        assertEquals(List.of(IGP), PathAttributes.NONE.with(IGP).list());
    }

    @Test
    void withAgreesWithMakingAnew() {
        forSeeds(500, rng -> {
            MessageFormat format = Generate.format(rng);
            PathAttributes attributes = Generate.attributes(rng, format);
            PathAttribute one = rng.oneOf(Generate.attributes(rng, format).list());
            List<PathAttribute> expected = new ArrayList<>(attributes.list());
            expected.removeIf(a -> PathAttributes.typeCode(a) == PathAttributes.typeCode(one));
            expected.add(one);
            assertEquals(PathAttributes.of(expected), attributes.with(one));
        });
    }

    @Test
    void withoutTakesAwayAKind() {
        PathAttributes attributes = PathAttributes.of(IGP, new LocalPref(100), EARLY, LATE);
        assertEquals(
                List.of(IGP, EARLY, LATE), attributes.without(LocalPref.class).list());
        assertEquals(
                List.of(IGP, new LocalPref(100)),
                attributes.without(Unknown.class).list());
        assertSame(attributes, attributes.without(MultiExitDisc.class));
        assertSame(PathAttributes.NONE, PathAttributes.of(IGP).without(Origin.class));
    }

    @Test
    void getFindsByKind() {
        PathAttributes attributes = PathAttributes.of(IGP, EARLY, LATE);
        assertEquals(Optional.of(IGP), attributes.get(Origin.class));
        assertEquals(Optional.of(EARLY), attributes.get(Unknown.class));
        assertEquals(Optional.empty(), attributes.get(LocalPref.class));
        assertThrows(IllegalArgumentException.class, () -> attributes.get(PathAttribute.class));
    }

    @Test
    void longValuesTakeTheExtendedLength() {
        Communities many = new Communities(Collections.nCopies(64, 1)); // 256 octets
        PathAttributes attributes = PathAttributes.of(many, IGP);
        byte[] block = new byte[attributes.canonicalLength()];
        attributes.copyCanonical(block, 0);
        assertEquals("d0080100", Octets.of(block, 4, 8).toHex());
        assertEquals(List.of(IGP, many), attributes.list());
    }

    @Test
    void refusesWhatNoMessageCanCarry() {
        assertThrows(IllegalArgumentException.class, () -> PathAttributes.of(IGP, IGP));
        Communities tooMany = new Communities(Collections.nCopies(20_000, 1));
        assertThrows(IllegalArgumentException.class, () -> PathAttributes.of(tooMany));
        assertThrows(IllegalArgumentException.class, () -> new Unknown(0x80, 200, Octets.NONE));
        assertThrows(IllegalArgumentException.class, () -> new Unknown(0xC0, 14, Octets.NONE));
        assertThrows(IllegalArgumentException.class, () -> new MultiExitDisc(-1));
        assertThrows(IllegalArgumentException.class, () -> new LocalPref(1L << 32));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Segment(SegmentType.AS_SEQUENCE, Collections.nCopies(256, 1L)));
        assertThrows(IllegalArgumentException.class, () -> new Segment(SegmentType.AS_SET, List.of()));
    }

    @Test
    void prependFillsTheFirstSequenceAndThenMakesAnother() {
        AsPath path = AsPath.EMPTY.prepend(1, 254).prepend(2, 3);
        assertEquals(257, path.length());
        assertEquals(
                List.of(2, 255),
                path.segments().stream().map(s -> s.asNumbers().size()).toList());
        assertEquals(List.of(2L, 2L), path.segments().getFirst().asNumbers());
        assertEquals(2L, path.segments().getLast().asNumbers().getFirst());
        AsPath behindASet = new AsPath(List.of(new Segment(SegmentType.AS_SET, List.of(7L, 8L)))).prepend(1, 1);
        assertEquals(SegmentType.AS_SEQUENCE, behindASet.segments().getFirst().type());
        assertEquals(2, behindASet.length(), "a set counts as one");
        assertTrue(behindASet.contains(8) && !behindASet.contains(9));
    }
}
