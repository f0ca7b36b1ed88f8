package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.AttributeChange.AddCommunities;
import io.barewire.rib.AttributeChange.Prepend;
import io.barewire.rib.AttributeChange.SetMed;
import io.barewire.rib.Community;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Rule;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What our export rules change arrives so: communities of all kinds, MED, a longer AS_PATH.
class ExportPolicyTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.EXPORT_POLICY)
    void whatOurRulesChangeArrivesSo(Daemon daemon) {
        Rule marked = Rule.permit("marked", PrefixFilter.ALL)
                .changing(
                        new AddCommunities(List.of(
                                Community.parse("65002:7"),
                                Community.parse("large:4200000002:1:2"),
                                Community.parse("rt:65002:9"))),
                        new SetMed(77),
                        new Prepend(65002, 2));
        speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24"),
                Peer.of(daemon.address(), 65001)
                        .with(change -> change.policy(
                                policy -> policy.exports(exports -> exports.withRules(RoutePolicy.of(marked)))))));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Passive()));
        HeardRoute route = daemon.waitForRoute("10.2.0.0/24");
        assertEquals("65002 65002 65002", route.asPath());
        assertEquals(OptionalLong.of(77), route.med());
        assertEquals(Set.of("65002:7"), route.communities());
        assertEquals(Set.of("4200000002:1:2"), route.largeCommunities());
        assertEquals(Set.of("rt:65002:9"), route.extendedCommunities());
    }
}
