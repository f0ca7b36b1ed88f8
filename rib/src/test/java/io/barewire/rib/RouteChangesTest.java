package io.barewire.rib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteChangesTest {
    @Test
    void columnsSayWhatTheValuesDid() {
        forSeeds(1_000, rng -> {
            List<RouteChange> values = rng.listOf(0, 200, RouteChangesTest::change);
            RouteChanges packed = RouteChanges.of(values);
            assertEquals(values, packed);
            for (int i = 0; i < values.size(); i++) {
                RouteChange value = values.get(i);
                assertEquals(
                        value.prefix(), new Prefix(packed.family(i), packed.high(i), packed.low(i), packed.length(i)));
                assertEquals(value.isGone(), packed.set(i) == RouteChanges.GONE);
            }
            assertEquals(packed.sets().size(), new HashSet<>(packed.sets()).size());
        });
    }

    @Test
    void whatIsPackedStaysAsItIs() {
        RouteChanges packed = RouteChanges.of(List.of());
        assertSame(packed, RouteChanges.of(packed));
    }

    private static RouteChange change(Rng rng) {
        AddressFamily family = rng.oneOf(AddressFamily.values());
        Prefix prefix =
                Prefix.of(IpAddress.ofOctets(rng.octets(family.octets()), 0, family), rng.between(0, family.bits()));
        return rng.oneIn(5)
                ? new RouteChange(prefix, List.of(), true)
                : new RouteChange(prefix, rng.listOf(0, 3, RouteChangesTest::hop));
    }

    private static ScopedNextHop hop(Rng rng) {
        return ScopedNextHop.of(NextHop.of(IpAddress.parse("192.0.2." + rng.between(1, 3))));
    }
}
