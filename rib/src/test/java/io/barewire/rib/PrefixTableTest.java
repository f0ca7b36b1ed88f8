package io.barewire.rib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrefixTableTest {
    private static int find(PrefixTable table, Prefix prefix) {
        return table.find(prefix.high(), prefix.low(), prefix.length());
    }

    private static int add(PrefixTable table, Prefix prefix) {
        int number = table.findOrAdd(prefix.high(), prefix.low(), prefix.length());
        table.hold(number);
        return number;
    }

    private static Prefix random(Rng rng, AddressFamily family) {
        int length = rng.oneIn(3) ? family.bits() : rng.between(0, family.bits());
        long high = rng.oneIn(3) ? rng.bits() : 0x0AF4_0000_0000_0000L | rng.bits() >>> 16;
        long low = family == AddressFamily.IPV4 ? 0 : rng.bits();
        return new Prefix(family, high & Prefix.maskHigh(length), low & Prefix.maskLow(length), length);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAMap(AddressFamily family) {
        forSeeds(60, rng -> {
            PrefixTable table = new PrefixTable(family);
            long empty = table.estimatedOctets();
            Map<Prefix, Integer> model = new HashMap<>();
            int steps = rng.oneOf(20, 300, 6_000);
            boolean growing = true;
            for (int i = 0; i < steps; i++) {
                growing ^= rng.oneIn(800);
                if (growing ? !rng.oneIn(5) : rng.oneIn(5)) {
                    Prefix prefix = random(rng, family);
                    if (!model.containsKey(prefix)) {
                        assertEquals(-1, find(table, prefix));
                        model.put(prefix, add(table, prefix));
                    }
                } else if (!model.isEmpty()) {
                    Prefix prefix = model.keySet().iterator().next();
                    table.release(Optional.ofNullable(model.remove(prefix)).orElseThrow());
                    assertEquals(-1, find(table, prefix));
                }
            }
            assertEquals(model.size(), table.size());
            assertEquals(model.size(), new HashSet<>(model.values()).size());
            model.forEach((prefix, number) -> {
                assertEquals(number, find(table, prefix));
                assertEquals(prefix, table.prefix(number));
            });
            model.values().forEach(table::release);
            assertEquals(0, table.size());
            assertEquals(empty, table.estimatedOctets(), "memory that did not come back");
        });
    }

    @Test
    void aSlash16FullOfPodsIsSplitAndJoinedAgain() {
        PrefixTable table = new PrefixTable(AddressFamily.IPV4);
        List<Integer> numbers = new ArrayList<>();
        for (int pod = 0; pod < 65536; pod++) {
            // Backwards: each would shift all others of an undivided bucket.
            numbers.add(add(table, Prefix.parse("10.244." + (255 - pod / 256) + "." + (255 - pod % 256) + "/32")));
        }
        assertEquals(65536, table.size());
        assertTrue(table.estimatedOctets() < 65536 * 40L);
        for (int pod = 0; pod < 65536; pod += 97) {
            Prefix prefix = Prefix.parse("10.244." + (255 - pod / 256) + "." + (255 - pod % 256) + "/32");
            assertEquals(numbers.get(pod), find(table, prefix));
        }
        for (int pod = 65535; pod >= 10; pod--) {
            table.release(numbers.get(pod));
        }
        assertEquals(10, table.size());
        for (int pod = 0; pod < 10; pod++) {
            assertEquals(numbers.get(pod), find(table, Prefix.parse("10.244.255." + (255 - pod) + "/32")));
        }
    }

    @Test
    void theSameNetworkOfDifferentLengthsIsDifferentPrefixes() {
        PrefixTable table = new PrefixTable(AddressFamily.IPV4);
        List<Integer> numbers = new ArrayList<>();
        for (int length = 0; length <= 32; length++) {
            numbers.add(add(table, Prefix.parse("0.0.0.0/" + length)));
        }
        for (int length = 0; length <= 32; length++) {
            assertEquals(numbers.get(length), find(table, Prefix.parse("0.0.0.0/" + length)));
        }
        assertEquals(-1, find(table, Prefix.parse("0.0.0.1/32")));
    }

    @Test
    void aFreedNumberIsUsedAgain() {
        PrefixTable table = new PrefixTable(AddressFamily.IPV6);
        add(table, Prefix.parse("::/0"));
        int number = add(table, Prefix.parse("fd00::/64"));
        table.release(number);
        assertEquals(number, add(table, Prefix.parse("fd01::/64")));
    }
}
