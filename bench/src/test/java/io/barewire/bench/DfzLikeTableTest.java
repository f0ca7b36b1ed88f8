package io.barewire.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DfzLikeTableTest {
    private static final int SIZE = 50_000;
    private static final IpAddress NEXT_HOP = IpAddress.parse("192.0.2.1");

    private final List<Update> updates = DfzLikeTable.updates(SIZE, 65_001, NEXT_HOP, 7);
    private final List<Prefix> prefixes = updates.stream()
            .flatMap(update -> update.announced().getFirst().nlri().toList().stream())
            .toList();

    @Test
    void theSameSeedGivesTheSameTable() {
        assertEquals(updates, DfzLikeTable.updates(SIZE, 65_001, NEXT_HOP, 7));
        assertNotEquals(updates, DfzLikeTable.updates(SIZE, 65_001, NEXT_HOP, 8));
    }

    @Test
    void prefixesAreDistinctAndAsManyAsAskedFor() {
        assertEquals(SIZE, prefixes.size());
        assertEquals(SIZE, new HashSet<>(prefixes).size());
        assertEquals(
                SIZE,
                DfzLikeTable.blocks(SIZE, new Rng(7)).stream()
                        .mapToInt(Nlri::size)
                        .sum());
    }

    @Test
    void lengthsAreMixedAsInTheInternetsTable() {
        assertShare(0.60, 24);
        assertShare(0.11, 22);
        assertShare(0.10, 23);
        assertTrue(prefixes.stream().allMatch(prefix -> prefix.length() >= 8 && prefix.length() <= 24));
    }

    private void assertShare(double share, int length) {
        long count =
                prefixes.stream().filter(prefix -> prefix.length() == length).count();
        assertEquals(share, (double) count / SIZE, 0.03, "/" + length);
    }

    @Test
    void nearlySevenPrefixesShareAttributes() {
        assertEquals(6.7, (double) SIZE / updates.size(), 0.2);
    }

    @Test
    void pathsCommunitiesAndMedAreMixedAsStated() {
        assertShareWith(0.60, PathAttribute.Communities.class);
        assertShareWith(0.20, PathAttribute.MultiExitDisc.class);
        for (Update update : updates) {
            List<Long> path = path(update);
            assertTrue(path.size() >= 2 && path.size() <= 8, path::toString);
            assertEquals(65_001, path.getFirst());
        }
    }

    private void assertShareWith(double share, Class<? extends PathAttribute> kind) {
        long count = updates.stream()
                .filter(update -> update.attributes().get(kind).isPresent())
                .count();
        assertEquals(share, (double) count / updates.size(), 0.03, kind.getSimpleName());
    }

    @Test
    void noSpeakerHasAReasonToRefuseAnyOfIt() {
        for (Update update : updates) {
            assertTrue(
                    path(update).stream()
                            .skip(1)
                            .noneMatch(as -> as == 0 || as == 23_456 || (as >= 64_496 && as <= 65_551)),
                    () -> path(update).toString());
        }
        for (Prefix prefix : prefixes) {
            int first = prefix.network().ipv4Bits() >>> 24;
            assertTrue(first > 0 && first != 10 && first != 127 && first < 224, prefix::toString);
        }
    }

    private static List<Long> path(Update update) {
        return update.attributes()
                .get(AsPath.class)
                .orElseThrow()
                .segments()
                .getFirst()
                .asNumbers();
    }
}
