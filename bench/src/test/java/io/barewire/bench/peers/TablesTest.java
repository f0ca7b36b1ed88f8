package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.barewire.wire.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TablesTest {
    @Test
    void distinctTablesShareNothing() {
        Tables tables = Tables.distinct(FeedWorkload.peers(7), 501, 3);
        Set<Prefix> all = new HashSet<>();
        for (int peer = 0; peer < 7; peer++) {
            assertEquals(501, tables.prefixes(peer).size());
            all.addAll(tables.prefixes(peer));
        }
        assertEquals(7 * 501, all.size());
        assertEquals(all, tables.expected(65_000).keySet());
    }

    @Test
    void sameTablesHaveTheSamePrefixesInAnotherOrderAndOneShortestPathEach() {
        Tables tables = Tables.same(FeedWorkload.peers(10), 1_000, 3);
        for (int peer = 1; peer < 10; peer++) {
            assertNotEquals(tables.prefixes(0), tables.prefixes(peer));
            assertEquals(new HashSet<>(tables.prefixes(0)), new HashSet<>(tables.prefixes(peer)));
        }
        Map<Prefix, Long> expected = tables.expected(65_000); // throws when two are shortest
        assertEquals(1_000, expected.size());
    }

    @Test
    void twoShortestPathsAreNoTableToCheckBy() {
        Tables one = Tables.same(FeedWorkload.peers(1), 10, 3);
        Tables twice = new Tables(
                FeedWorkload.peers(2),
                List.of(one.announced().getFirst(), one.announced().getFirst()));
        assertThrows(IllegalStateException.class, () -> twice.expected(65_000));
    }
}
