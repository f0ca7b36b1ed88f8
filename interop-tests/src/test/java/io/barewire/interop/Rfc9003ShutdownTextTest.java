package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.ShutdownCommunication;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 9003: the words that go with a shutdown arrive at the other side.
class Rfc9003ShutdownTextTest {
    private static final String WORDS = "moving to rack 7";

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.SHUTDOWN_TEXT_BY_PEER)
    void weHearItsWords(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        daemon.shutDown(daemon.gateway(), WORDS);
        SessionEnd end = speaker.waitForEnd("its Cease", SessionEnd::wasEstablished);
        assertTrue(end.why().contains(WORDS), end.why());
    }

    @Scenario(Feature.SHUTDOWN_TEXT_BY_US)
    void itHearsOurWords(Daemon daemon) {
        Peer peer = Peer.of(daemon.address(), 65001);
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), peer));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, new Option.Passive()));
        daemon.waitForRoute("10.2.0.0/24");
        speaker.apply(Speakers.config(
                65002,
                Set.of("10.2.0.0/24"),
                peer.with(
                        change -> change.session(session -> session.withShutdown(new ShutdownCommunication(WORDS))))));
        daemon.waitForLog(WORDS);
        daemon.waitForNoRoute("10.2.0.0/24");
    }
}
