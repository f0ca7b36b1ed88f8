package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 8950: IPv4 routes with IPv6 next hops, over a session between global addresses and over one by interface.
class Rfc8950ExtendedNextHopTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    /// We have an IPv4 address on this link, and would give that one unless told otherwise.
    @Scenario(Feature.EXTENDED_NEXT_HOP)
    void ipv4RoutesHaveIpv6NextHops(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24"),
                Peer.of(daemon.addressV6(), 65001)
                        .families(IPV4, IPV6)
                        .with(change -> change.policy(policy -> policy.exports(exports ->
                                exports.withNextHop(IPV4, new ExportedNextHop.Address(daemon.gatewayV6())))))));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(
                        daemon.gatewayV6(),
                        65002,
                        new Option.Passive(),
                        Option.Families.of(IPV4, IPV6),
                        new Option.ExtendedNextHop())
                .originate("10.1.0.0/24"));
        assertEquals(
                IPV6, speaker.waitForRoute("10.1.0.0/24").getFirst().address().family());
        assertEquals(
                daemon.gatewayV6().toString(),
                daemon.waitForRoute("10.2.0.0/24").nextHop());
    }

    /// Both sides know an interface and no address.
    @Scenario(Feature.UNNUMBERED)
    void anInterfaceIsEnough(Daemon daemon) {
        String link = daemon.bridge().device();
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "2001:db8:2::/48"),
                Peer.of(PeerConfig.builder(new Endpoint.Interface(link), RemoteAs.Relation.EXTERNAL))
                        .families(IPV4, IPV6)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(
                        daemon.gatewayV6(),
                        65002,
                        new Option.Unnumbered(),
                        new Option.Port(speaker.port()),
                        Option.Families.of(IPV4, IPV6))
                .originate("10.1.0.0/24", "2001:db8:1::/48"));
        assertEquals(
                IPV6, speaker.waitForRoute("10.1.0.0/24").getFirst().address().family());
        speaker.waitForRoute("2001:db8:1::/48");
        daemon.waitForRoute("10.2.0.0/24");
        daemon.waitForRoute("2001:db8:2::/48");
    }
}
