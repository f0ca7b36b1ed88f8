package io.barewire.rib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttributeTableTest {
    private record Set(NextHop nextHop, PathAttributes attributes) {}

    private static final List<NextHop> HOPS = List.of(
            NextHop.of(IpAddress.parse("192.0.2.1")),
            NextHop.of(IpAddress.parse("2001:db8::1")),
            new NextHop(IpAddress.parse("2001:db8::1"), Optional.of(IpAddress.parse("fe80::1"))));

    private static AttributeTable table() {
        return new AttributeTable(65000, new NextHopTable(NextHopResolver.EVERYTHING_CONNECTED));
    }

    private static Set random(Rng rng) {
        PathAttributes attributes = RibPropertyTest.attributes(rng);
        if (rng.oneIn(3)) {
            attributes = attributes.with(new Communities(rng.listOf(1, 900, r -> r.between(1, 1_000_000))));
        }
        return new Set(rng.oneOf(HOPS), attributes);
    }

    @Test
    void keepsEverySetOnceAndGivesItBackUntilTheLastReferenceIsGone() {
        forSeeds(60, rng -> {
            AttributeTable table = table();
            long empty = table.estimatedOctets();
            Map<Set, Integer> numbers = new HashMap<>();
            List<Set> references = new ArrayList<>();
            int steps = rng.oneOf(10, 200, 3_000);
            for (int i = 0; i < steps; i++) {
                if (references.isEmpty() || rng.between(0, 9) < (i < steps / 2 ? 7 : 4)) {
                    Set set = random(rng);
                    int number = table.intern(ScopedNextHop.of(set.nextHop()), set.attributes());
                    assertNotEquals(0, number);
                    Integer known = numbers.putIfAbsent(set, number);
                    assertEquals(known == null ? number : known, number);
                    references.add(set);
                } else {
                    Set set = references.remove(rng.between(0, references.size() - 1));
                    table.release(Optional.ofNullable(numbers.get(set)).orElseThrow());
                    if (!references.contains(set)) {
                        numbers.remove(set);
                    }
                }
            }
            assertEquals(numbers.size(), table.size());
            numbers.forEach((set, number) -> {
                assertEquals(set.nextHop(), table.nextHop(number));
                assertEquals(set.attributes(), table.attributes(number));
            });
            references.forEach(
                    set -> table.release(Optional.ofNullable(numbers.get(set)).orElseThrow()));
            assertEquals(0, table.size());
            assertEquals(empty, table.estimatedOctets(), "memory that did not come back");
        });
    }

    @Test
    void theNextHopIsPartOfTheKey() {
        AttributeTable table = table();
        int one = table.intern(ScopedNextHop.of(HOPS.get(0)), PathAttributes.NONE);
        int other = table.intern(ScopedNextHop.of(HOPS.get(1)), PathAttributes.NONE);
        assertNotEquals(one, other);
        assertEquals(one, table.intern(ScopedNextHop.of(HOPS.get(0)), PathAttributes.NONE));
    }
}
