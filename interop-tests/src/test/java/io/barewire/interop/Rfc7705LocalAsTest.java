package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.LocalAs;
import io.barewire.speaker.RemoteAs;
import io.barewire.wire.PathAttribute;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 7705 §3: one side shows another AS number than its own; and peers whose number is not written down.
class Rfc7705LocalAsTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.LOCAL_AS_BY_US)
    void thePeerSeesTheAsThatWeShow(Daemon daemon, boolean inPlaceOfOurs) {
        LocalAs shown = inPlaceOfOurs ? LocalAs.inPlaceOfOurs(65010) : LocalAs.of(65010);
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24"),
                Peer.of(daemon.address(), 65001)
                        .with(change -> change.session(session -> session.withLocalAs(shown)))));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65010, new Option.Passive())
                .originate("10.1.0.0/24"));
        assertEquals(
                inPlaceOfOurs ? "65010" : "65010 65002",
                daemon.waitForRoute("10.2.0.0/24").asPath());
        speaker.waitForRoute("10.1.0.0/24");
    }

    @Scenario(Feature.LOCAL_AS_BY_PEER)
    void weSeeTheAsThatThePeerShows(Daemon daemon) {
        EmbeddedSpeaker speaker =
                speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), Peer.of(daemon.address(), 65011)));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.LocalAs(65011))
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        assertEquals(
                65011,
                speaker.waitForReceived(daemon.address(), "10.1.0.0/24")
                        .attributes()
                        .get(PathAttribute.AsPath.class)
                        .orElseThrow()
                        .segments()
                        .getFirst()
                        .asNumbers()
                        .getFirst());
        daemon.waitForRoute("10.2.0.0/24");
    }

    /// The number that its OPEN shows counts.
    @Scenario(Feature.DYNAMIC_AS)
    void aPeerWithoutANumberMayBeInsideOrOutside(Daemon daemon, boolean external) {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24"),
                Peer.of(daemon.address(), external ? RemoteAs.Relation.EXTERNAL : RemoteAs.Relation.INTERNAL)));
        daemon.configure(DaemonConfig.as(external ? 65001 : 65002)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .originate("10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        assertEquals(external, speaker.peer(daemon.address()).external());
        assertEquals(external ? "65002" : "", daemon.waitForRoute("10.2.0.0/24").asPath());
    }
}
