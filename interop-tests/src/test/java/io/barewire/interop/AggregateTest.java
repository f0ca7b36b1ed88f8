package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.Aggregate;
import io.barewire.wire.Prefix;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §9.2.2.2: the daemon hears an aggregate in place of what another one tells us, as long as that is there.
class AggregateTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.AGGREGATES)
    void anAggregateComesWithTheFirstOfItsRoutesAndGoesWithTheLast(Daemon daemon, Frr bystander) {
        speakers.start(
                Speakers.config(65002, Set.of(), Peer.of(daemon.address(), 65001), Peer.of(bystander.address(), 65003))
                        .toBuilder()
                        .aggregates(
                                Set.of(Aggregate.of(Prefix.parse("10.1.0.0/16")).withSummaryOnly(true)))
                        .build());
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Passive()));
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(), 65002, new Option.Passive())
                .originate("10.1.1.0/24", "10.1.2.0/24", "10.3.0.0/24"));
        HeardRoute aggregate = daemon.waitForRoute("10.1.0.0/16");
        assertEquals("65002", aggregate.asPath());
        assertTrue(aggregate.atomicAggregate());
        assertEquals("65002 " + Speakers.IDENTIFIER, aggregate.aggregator());
        assertEquals("65002 65003", daemon.waitForRoute("10.3.0.0/24").asPath());
        daemon.waitForNoRoute("10.1.1.0/24");

        bystander.withdraw("10.1.1.0/24");
        bystander.withdraw("10.3.0.0/24");
        daemon.waitForNoRoute("10.3.0.0/24");
        daemon.waitForRoute("10.1.0.0/16");
        bystander.withdraw("10.1.2.0/24");
        daemon.waitForNoRoute("10.1.0.0/16");
    }
}
