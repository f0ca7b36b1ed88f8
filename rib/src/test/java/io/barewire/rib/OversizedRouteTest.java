package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.WithheldRoute.Why;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute.Unknown;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// RFC 8654 §4: what came in a longer message than a peer takes is not told to it, and what it was told before goes.
class OversizedRouteTest {
    private static final String FROM = "10.0.0.11";
    private static final String TO = "10.0.0.12";
    private static final String TO_TOO = "10.0.0.13";
    private static final String PREFIX = "203.0.113.0/24";

    private final TestRib test = new TestRib();

    @Test
    void aRouteThatGrowsTooLongIsWithdrawnAndComesBack() {
        test.up(FROM, 65001);
        test.up(TO, 65002);
        test.up(TO_TOO, 65002);
        test.announce(FROM, padded(100), PREFIX, "198.51.100.0/24");
        assertEquals(2, test.told(TO).size());
        assertEquals(2, test.told(TO_TOO).size());

        test.announce(FROM, padded(4096), PREFIX);
        assertEquals(Map.of(PREFIX, Optional.empty()), test.told(TO));
        assertEquals(Map.of(PREFIX, Optional.empty()), test.told(TO_TOO));
        OversizedRoutes one = new OversizedRoutes(Prefix.parse(PREFIX), 1);
        assertEquals(Map.of(new PeerId(TO), one, new PeerId(TO_TOO), one), test.rib.takeOversized());
        assertEquals(Map.of(), test.rib.takeOversized());
        assertEquals(
                List.of(new WithheldRoute(Prefix.parse(PREFIX), Why.TOO_LONG, Optional.empty())),
                test.rib.withheld(new PeerId(TO), RouteQuery.first(9)));
        assertEquals(1, advertised(TO));

        test.announce(FROM, padded(200), PREFIX);
        assertEquals(1, test.told(TO).size());
        assertEquals(2, advertised(TO));
        assertEquals(Map.of(), test.rib.takeOversized());
    }

    /// Nobody who must not hear a route is said to miss it.
    @Test
    void whoToldItIsNotConcerned() {
        test.up(FROM, 65001);
        test.announce(FROM, padded(4096), PREFIX);
        test.told(FROM);
        assertEquals(Map.of(), test.rib.takeOversized());
    }

    /// What its attributes become on the way out is longer than BGP can say.
    @Test
    void ourOwnAsMayBeWhatIsTooMuch() {
        test.up(FROM, 65001);
        test.up(TO, 65002);
        int others = padded(300).canonicalLength() - 300;
        test.announce(FROM, padded(65535 - others), PREFIX);
        assertEquals(Map.of(PREFIX, Optional.empty()), test.told(TO));
        assertEquals(
                List.of(new WithheldRoute(Prefix.parse(PREFIX), Why.TOO_LONG, Optional.empty())),
                test.rib.withheld(new PeerId(TO), RouteQuery.first(9)));
    }

    private int advertised(String peer) {
        return test.rib.counters(new PeerId(peer), AddressFamily.IPV4).advertised();
    }

    private static PathAttributes padded(int octets) {
        return TestRib.path(65001).with(new Unknown(0xC0, 200, Octets.of(new byte[octets])));
    }
}
