package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.WithheldRoute.Why;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WithheldRouteTest {
    private static final String FROM = "10.0.0.11";
    private static final String TO = "10.0.0.12";

    private final TestRib test = new TestRib();
    private final Rib rib = test.rib;

    private void announce(String prefix, PathAttributes attributes) {
        rib.receive(
                new PeerId(FROM),
                Update.announce(
                        NextHop.of(IpAddress.parse(FROM)),
                        attributes,
                        Nlri.of(AddressFamily.IPV4, List.of(Prefix.parse(prefix)))));
    }

    private String withheld(String from) {
        PeerId id = new PeerId(from);
        while (!rib.poll(id).isEmpty()) {}
        return rib.withheld(id, RouteQuery.first(9)).stream()
                .map(route -> route.prefix() + " " + route.by().map(Rule::name).orElse("")
                        + route.why().name())
                .collect(Collectors.joining(", "));
    }

    @Test
    void everyRouteThatIsNotToldSaysWhy() {
        test.up(FROM, TestRib.AS);
        test.up(TO, 65001);
        announce("10.1.0.0/16", TestRib.path());
        announce("10.2.0.0/16", TestRib.path());
        announce("10.3.0.0/16", TestRib.path().with(new Communities(List.of(Communities.NO_EXPORT))));
        announce("10.4.0.0/16", TestRib.path());
        RoutePolicy rules = RoutePolicy.of(
                Rule.refuse("secret ", exactly("10.1.0.0/16")),
                Rule.permit("known", exactly("10.2.0.0/16").or(exactly("10.3.0.0/16"))));
        rib.setPolicy(new PeerId(TO), PeerPolicy.EVERYTHING.exports(exports -> exports.withRules(rules)));
        assertEquals("10.1.0.0/16 secret RULE, 10.3.0.0/16 COMMUNITY, 10.4.0.0/16 NO_RULE", withheld(TO));
        assertEquals(
                "10.1.0.0/16 INTERNAL, 10.2.0.0/16 INTERNAL, 10.3.0.0/16 INTERNAL, 10.4.0.0/16 INTERNAL",
                withheld(FROM));
    }

    @Test
    void itsOwnRoutesAreNotToldBack() {
        test.up(FROM, 65001);
        announce("10.1.0.0/16", TestRib.path(65001));
        assertEquals("10.1.0.0/16 ITS_OWN", withheld(FROM));
        rib.setPolicy(
                new PeerId(FROM),
                PeerPolicy.EVERYTHING.exports(exports -> exports.withNextHop(
                        AddressFamily.IPV4, new ExportPolicy.ExportedNextHop.Address(IpAddress.parse("2001:db8::1")))));
        assertEquals("10.1.0.0/16 NO_NEXT_HOP", withheld(FROM));
        assertEquals(
                List.of(), rib.withheld(new PeerId(FROM), RouteQuery.first(9).behind(Prefix.parse("10.1.0.0/16"))));
        assertEquals(
                Optional.empty(),
                rib.withheld(new PeerId(FROM), RouteQuery.first(9)).getFirst().by());
        assertEquals("there is no next hop for it that this session can be told", Why.NO_NEXT_HOP.toString());
    }

    private static PrefixFilter exactly(String prefix) {
        return PrefixFilter.of(List.of(PrefixFilter.Rule.exactly(Prefix.parse(prefix))));
    }
}
