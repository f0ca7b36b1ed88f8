package io.barewire.interop;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.ListenRange;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sessions that not everybody may have: signed with TCP-MD5 (RFC 2385), bound to the network next door by the TTL
/// (RFC 5082), or open to a range of addresses.
class ProtectedSessionTest {
    private static final String PASSWORD = "between-you-and-me";

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.TCP_MD5)
    void aSessionIsSigned(Daemon daemon, AddressFamily family, boolean thePeerConnects) {
        Peer peer = Peer.of(daemon.address(family), 65001)
                .passive(thePeerConnects)
                .with(change -> change.tcp(tcp -> tcp.withProtection(Protection.md5(PASSWORD))));
        routesGoBothWays(daemon, family, peer, thePeerConnects, new Option.Password(PASSWORD));
    }

    @Scenario(Feature.TTL_SECURITY)
    void packetsCarryTheGreatestTtl(Daemon daemon, AddressFamily family, boolean thePeerConnects) {
        Peer peer = Peer.of(daemon.address(family), 65001)
                .passive(thePeerConnects)
                .with(change -> change.tcp(tcp -> tcp.withReach(new Reach.TtlSecurity(1))));
        routesGoBothWays(daemon, family, peer, thePeerConnects, new Option.TtlSecurity());
    }

    private void routesGoBothWays(
            Daemon daemon, AddressFamily family, Peer peer, boolean thePeerConnects, Option option) {
        String ours = family == AddressFamily.IPV4 ? "10.2.0.0/24" : "2001:db8:2::/48";
        String theirs = family == AddressFamily.IPV4 ? "10.1.0.0/24" : "2001:db8:1::/48";
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(65002, Set.of(ours), peer));
        Option direction = thePeerConnects ? new Option.Port(speaker.port()) : new Option.Passive();
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(family), 65002, direction, option)
                .originate(theirs));
        speaker.waitForRoute(theirs);
        daemon.waitForRoute(ours);
    }

    /// We know only where it may connect from.
    @Scenario(Feature.LISTEN_RANGE)
    void aPeerOfARangeComesWithItsConnectionAndGoesWithIt(Daemon daemon) {
        Peer like = Peer.of(daemon.gateway(), 65001);
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24")).toBuilder()
                .listenRanges(List.of(
                        new ListenRange(Prefix.parse("172.16.0.0/12"), 1, like.config()),
                        new ListenRange(Prefix.parse("192.168.0.0/16"), 1, like.config())))
                .build());
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Port(speaker.port()))
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        daemon.waitForRoute("10.2.0.0/24");
        daemon.end();
        speaker.waitForNoRoute("10.1.0.0/24");
        Waiting.waitFor("no peer", () -> speaker.speaker().status().peers(), List::isEmpty);
    }
}
