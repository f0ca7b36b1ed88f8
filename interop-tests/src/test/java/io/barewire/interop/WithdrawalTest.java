package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §3.1 and RFC 4760 §4: a route goes when it is withdrawn, and when its session ends. Each family has a
/// session of its own.
class WithdrawalTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.WITHDRAWAL)
    void whatThePeerWithdrawsIsGoneAndTheRestStays(Daemon daemon, AddressFamily family) {
        List<String> prefixes = prefixes(family, 1);
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(family), 65001));
        daemon.configure(config(daemon, family).originate(prefixes.get(0), prefixes.get(1)));
        speaker.waitForRoute(prefixes.get(0));
        speaker.waitForRoute(prefixes.get(1));
        daemon.announce(prefixes.get(2));
        speaker.waitForRoute(prefixes.get(2));
        daemon.withdraw(prefixes.get(0));
        speaker.waitForNoRoute(prefixes.get(0));
        assertEquals(
                Set.of(Prefix.parse(prefixes.get(1)), Prefix.parse(prefixes.get(2))),
                speaker.routes().keySet());
    }

    @Scenario(Feature.WITHDRAWAL)
    void whatWeWithdrawIsGoneAndTheRestStays(Daemon daemon, AddressFamily family) {
        List<String> prefixes = prefixes(family, 2);
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(family), 65001));
        daemon.configure(config(daemon, family));
        prefixes.forEach(prefix -> speaker.speaker().announce(Prefix.parse(prefix)));
        prefixes.forEach(daemon::waitForRoute);
        speaker.speaker().withdraw(Prefix.parse(prefixes.get(0)));
        daemon.waitForNoRoute(prefixes.get(0));
        daemon.waitForRoute(prefixes.get(1));
        daemon.waitForRoute(prefixes.get(2));
    }

    /// The peer shuts the session down: we hear Cease 6/2 and drop its routes; then it allows the session again.
    @Scenario(Feature.SHUTDOWN)
    void aSessionThatIsShutDownTakesItsRoutesAlongAndBringsThemBack(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        daemon.configure(config(daemon, IPV4).originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        daemon.shutDown(daemon.gateway(), "");
        speaker.waitForEnd(
                "Cease 6/2 from the peer",
                end -> end.received().filter(WithdrawalTest::isShutdown).isPresent());
        speaker.waitForNoRoute("10.1.0.0/24");
        daemon.enable(daemon.gateway());
        speaker.waitForRoute("10.1.0.0/24");
    }

    /// Cease 6/2, or a Hard Reset that carries it (RFC 8538 §3.1): FRR's word once both sides know that one.
    private static boolean isShutdown(Notification notification) {
        return notification.equals(Notification.of(6, 2))
                || notification.equals(new Notification(6, 9, Octets.of(new byte[] {6, 2})));
    }

    /// We leave: the peer drops our routes at once, long before its hold time.
    @Scenario(Feature.SHUTDOWN)
    void aSpeakerThatClosesTakesItsRoutesAlong(Daemon daemon) {
        EmbeddedSpeaker speaker =
                speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), Peer.of(daemon.address(), 65001)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.HoldTime(300)));
        daemon.waitForRoute("10.2.0.0/24");
        speaker.close();
        daemon.waitForNoRoute("10.2.0.0/24");
    }

    private static List<String> prefixes(AddressFamily family, int number) {
        return family == IPV6
                ? List.of(
                        "2001:db8:" + number + "::/48",
                        "2001:db8:1" + number + "::/48",
                        "2001:db8:2" + number + "::/48")
                : List.of("10." + number + ".0.0/24", "10." + number + ".1.0/24", "10." + number + ".2.0/24");
    }

    private static DaemonConfig config(Daemon daemon, AddressFamily family) {
        return DaemonConfig.as(65001).neighbor(daemon.gateway(family), 65002, new Option.Passive());
    }
}
