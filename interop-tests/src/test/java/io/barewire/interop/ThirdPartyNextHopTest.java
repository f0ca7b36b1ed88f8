package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.wire.AddressFamily;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §5.1.3, RFC 2545 §3: three ASes on one network. What one of them tells us goes on to the other with the
/// next hop that it came with, until our policy names us instead.
class ThirdPartyNextHopTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.THIRD_PARTY)
    void itHearsOfTheBystanderAsNextHop(Daemon daemon, Frr bystander, AddressFamily family) {
        String prefix = family == AddressFamily.IPV4 ? "10.1.0.0/24" : "2001:db8:1::/48";
        Peer from = Peer.of(bystander.address(family), 65003);
        Peer to = Peer.of(daemon.address(family), 65001);
        EmbeddedSpeaker speaker = speakers.start(65002, from, to);
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(family), 65002, new Option.Passive())
                .originate(prefix));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(family), 65002, new Option.Passive()));
        assertEquals(
                bystander.address(family).toString(),
                daemon.waitForRoute(prefix).nextHop());

        Peer ourselves = to.with(change -> change.policy(
                policy -> policy.exports(exports -> exports.withNextHop(family, new ExportedNextHop.Self()))));
        speaker.apply(Speakers.config(65002, Set.of(), from, ourselves));
        daemon.waitForRoute(
                prefix,
                "a path by us",
                route -> route.nextHop().equals(daemon.gateway(family).toString()));
    }
}
