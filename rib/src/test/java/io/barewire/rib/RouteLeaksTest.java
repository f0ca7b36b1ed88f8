package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.wire.BgpRole;
import io.barewire.wire.PathAttribute.OnlyToCustomer;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9234 §5. We are AS 65000; the neighbor in question is AS 65001.
class RouteLeaksTest {
    private static final String NEIGHBOR = "10.0.0.11";
    private static final String OTHER = "10.0.0.12";
    private static final String NET = "10.244.1.0/24";

    private final TestRib test = new TestRib();

    private static SessionTerms as(BgpRole role) {
        return SessionTerms.PLAIN.withRole(Optional.of(role));
    }

    private static PathAttributes marked(PathAttributes path, long as) {
        return as == 0 ? path : path.with(new OnlyToCustomer(as));
    }

    private static long mark(Optional<PathAttributes> attributes) {
        return attributes
                .flatMap(some -> some.get(OnlyToCustomer.class))
                .map(OnlyToCustomer::as)
                .orElse(0L);
    }

    /// What comes from the neighbor, to whom we are `role`, with OTC `received` (0: without): is kept with `kept`, or
    /// refused.
    @ParameterizedTest(name = "to whom we are {0}, OTC {1}: {2}")
    @CsvSource({
        "CUSTOMER, 0, 65001",
        "CUSTOMER, 65009, 65009",
        "ROUTE_SERVER_CLIENT, 0, 65001",
        "ROUTE_SERVER_CLIENT, 65009, 65009",
        "PEER, 0, 65001",
        "PEER, 65001, 65001",
        "PEER, 65009, leak",
        "PROVIDER, 0, 0",
        "PROVIDER, 65001, leak",
        "PROVIDER, 65009, leak",
        "ROUTE_SERVER, 0, 0",
        "ROUTE_SERVER, 65009, leak"
    })
    void ingress(BgpRole role, long received, String kept) {
        test.up(NEIGHBOR, 65001, as(role));
        test.announce(NEIGHBOR, marked(TestRib.path(65001), received), NET);
        ReceivedRoute route =
                test.rib.received(new PeerId(NEIGHBOR), RouteQuery.first(1)).getFirst();
        if (kept.equals("leak")) {
            assertEquals(new Verdict.Denied(Reason.ROUTE_LEAK, Optional.empty()), route.verdict());
        } else {
            assertEquals(Long.parseLong(kept), mark(Optional.of(route.attributes())));
        }
    }

    /// What goes to the neighbor, to whom we are `role`, of a route with OTC `held`: OTC `told`, or nothing.
    @ParameterizedTest(name = "to whom we are {0}, OTC {1}: {2}")
    @CsvSource({
        "PROVIDER, 0, 65000",
        "PROVIDER, 65009, 65009",
        "ROUTE_SERVER, 0, 65000",
        "PEER, 0, 65000",
        "PEER, 65009, kept in",
        "CUSTOMER, 0, 0",
        "CUSTOMER, 65009, kept in",
        "ROUTE_SERVER_CLIENT, 0, 0",
        "ROUTE_SERVER_CLIENT, 65009, kept in"
    })
    void egress(BgpRole role, long held, String told) {
        test.up(OTHER, 65002);
        test.announce(OTHER, marked(TestRib.path(65002), held), NET);
        test.up(NEIGHBOR, 65001, as(role));
        Map<String, Optional<PathAttributes>> heard = test.told(NEIGHBOR);
        if (told.equals("kept in")) {
            assertEquals(Map.of(), heard);
        } else {
            assertEquals(Long.parseLong(told), mark(heard.getOrDefault(NET, Optional.empty())));
        }
    }

    @Test
    void ourOwnPrefixesAreMarkedWithTheAsThatWeShow() {
        test.rib.originate(Prefix.parse(NET));
        test.up(NEIGHBOR, 65001, as(BgpRole.PEER).withLocalAs(Optional.of(LocalAs.inPlaceOfOurs(64999))));
        assertEquals(64999, mark(test.told(NEIGHBOR).getOrDefault(NET, Optional.empty())));
    }

    /// The mark travels through the AS untouched, and roles mean nothing within it.
    @Test
    void withinAnAsNothingIsMarkedOrRefused() {
        test.up(NEIGHBOR, TestRib.AS, as(BgpRole.PROVIDER));
        test.up(OTHER, 65002, as(BgpRole.CUSTOMER));
        test.announce(OTHER, TestRib.path(65002), NET);
        assertEquals(65002, mark(test.told(NEIGHBOR).getOrDefault(NET, Optional.empty())));
        test.announce(NEIGHBOR, marked(TestRib.path(65007), 65007), "10.244.2.0/24");
        assertEquals(List.of(NEIGHBOR), test.used("10.244.2.0/24"));
    }
}
