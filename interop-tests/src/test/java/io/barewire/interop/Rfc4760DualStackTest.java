package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4760: both families over one session, whichever of them carries it, and only what both sides offered.
class Rfc4760DualStackTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.DUAL_STACK)
    void bothFamiliesTravelOverOneSession(Daemon daemon, AddressFamily transport) {
        IpAddress theirs = daemon.address(transport);
        IpAddress ours = daemon.gateway(transport);
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(theirs, 65001).families(IPV4, IPV6)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(ours, 65002, new Option.Passive(), Option.Families.of(IPV4, IPV6))
                .originate("10.1.0.0/24", "2001:db8:1::/48"));

        assertEquals(
                daemon.address(), speaker.waitForRoute("10.1.0.0/24").getFirst().address());
        assertEquals(
                daemon.addressV6(),
                speaker.waitForRoute("2001:db8:1::/48").getFirst().address());
        assertEquals(
                daemon.gateway().toString(), daemon.waitForRoute("10.2.0.0/24").nextHop());
        assertEquals(
                daemon.gatewayV6().toString(),
                daemon.waitForRoute("2001:db8:2::/48").nextHop());
    }

    @Scenario(Feature.FAMILIES)
    void aFamilyThatOnlyOneSideOffersIsNotExchanged(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(daemon.address(), 65001).families(IPV4, IPV6)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        daemon.waitForRoute("10.2.0.0/24");
        assertEquals(
                Set.of(IPV4),
                speaker.peer(daemon.address()).session().orElseThrow().families());
        daemon.waitForNoRoute("2001:db8:2::/48");
    }
}
