package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.CloseMode;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.RestartOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4724: routes outlive a restart, and what is not told again afterwards goes.
class Rfc4724GracefulRestartTest {
    private static final Option RESTARTS = new Option.GracefulRestart(60);

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.RESTART_OF_PEER)
    void weKeepItsRoutesWhileItIsAway(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        DaemonConfig before = DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), RESTARTS)
                .originate("10.1.0.0/24", "10.9.0.0/24");
        daemon.configure(before);
        speaker.waitForRoute("10.1.0.0/24");
        speaker.waitForRoute("10.9.0.0/24");
        daemon.end();
        speaker.waitForPeer(
                daemon.address(),
                "its routes as stale",
                peer -> !peer.isEstablished()
                        && peer.prefixes(AddressFamily.IPV4).stale() == 2);
        speaker.waitForRoute("10.1.0.0/24");
        daemon.configure(before.without("10.9.0.0/24"));
        speaker.waitForPeer(
                daemon.address(),
                "its routes anew",
                peer -> peer.isEstablished()
                        && peer.prefixes(AddressFamily.IPV4).received() == 1
                        && peer.prefixes(AddressFamily.IPV4).stale() == 0);
        speaker.waitForNoRoute("10.9.0.0/24");
        speaker.waitForRoute("10.1.0.0/24");
    }

    @Scenario(Feature.RESTART_OF_OURS)
    void itKeepsOurRoutesWhileWeAreAway(Daemon daemon) {
        EmbeddedSpeaker first = speakers.start(config(daemon, Set.of("10.2.0.0/24", "10.3.0.0/24")));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Passive(), RESTARTS));
        daemon.waitForRoute("10.2.0.0/24");
        daemon.waitForRoute("10.3.0.0/24");
        first.speaker().close(CloseMode.RESTART);
        Waiting.waitFor(
                "the loss of our session", () -> daemon.session(daemon.gateway()), session -> !session.established());
        assertFalse(daemon.routes("10.2.0.0/24").isEmpty(), "it kept our route");
        speakers.start(config(daemon, Set.of("10.2.0.0/24")));
        daemon.waitForNoRoute("10.3.0.0/24");
        daemon.waitForRoute("10.2.0.0/24");
    }

    private static SpeakerConfig config(Daemon daemon, Set<String> originated) {
        GracefulRestart restarter = GracefulRestart.DEFAULT.withMode(GracefulRestart.Mode.RESTARTER);
        Peer peer = Peer.of(daemon.address(), 65001)
                .with(change -> change.session(session -> session.withGracefulRestart(restarter)));
        return Speakers.config(65002, originated, peer).toBuilder()
                .restart(new RestartOptions(true, Duration.ofSeconds(30)))
                .build();
    }
}
