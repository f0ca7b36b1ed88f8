package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.CloseMode;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.RestartOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 9494: routes whose speaker has not come back within its restart time stay, marked LLGR_STALE and worse than any
/// others.
class Rfc9494LongLivedRestartTest {
    private static final int RESTART_SECONDS = 2;
    private static final int LONG_LIVED_SECONDS = 3600;
    private static final String LLGR_STALE = "65535:6";
    private static final Option[] RESTARTS = {
        new Option.Passive(),
        new Option.GracefulRestart(RESTART_SECONDS),
        new Option.LongLivedGracefulRestart(LONG_LIVED_SECONDS)
    };
    private static final GracefulRestart LONG_LIVED = GracefulRestart.DEFAULT
            .withRestartTime(Duration.ofSeconds(RESTART_SECONDS))
            .withLongLivedStaleTime(Duration.ofSeconds(LONG_LIVED_SECONDS));

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.LONG_LIVED_OF_PEER)
    void weKeepItsRoutesUntilThereAreBetterOnes(Daemon daemon, Frr bystander) {
        EmbeddedSpeaker speaker = speakers.start(
                65002,
                Peer.of(daemon.address(), 65001)
                        .with(change -> change.session(session -> session.withGracefulRestart(LONG_LIVED))),
                Peer.of(bystander.address(), 65003));
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(), 65002, new Option.Passive())
                .originate(Origin.of("10.1.0.0/24").prepend(65003L, 65003L)));
        DaemonConfig before = DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, RESTARTS)
                .originate("10.1.0.0/24", "10.9.0.0/24");
        daemon.configure(before);
        speaker.waitForRouteBy("10.1.0.0/24", daemon.address());
        speaker.waitForRouteBy("10.9.0.0/24", daemon.address());
        speaker.waitForEstablished(bystander.address());
        daemon.end();
        speaker.waitForRouteBy("10.1.0.0/24", bystander.address());
        Waiting.waitFor("10.9.0.0/24 marked", () -> isMarked(speaker, "10.9.0.0/24"), marked -> marked);
        speaker.waitForRouteBy("10.9.0.0/24", daemon.address());
        daemon.configure(before.without("10.9.0.0/24"));
        speaker.waitForRouteBy("10.1.0.0/24", daemon.address());
        speaker.waitForNoRoute("10.9.0.0/24");
        assertFalse(isMarked(speaker, "10.1.0.0/24"));
    }

    private static boolean isMarked(EmbeddedSpeaker speaker, String prefix) {
        return speaker.speaker().routes(RouteQuery.first(RouteQuery.MOST_ROUTES)).join().stream()
                .filter(entry -> entry.prefix().equals(Prefix.parse(prefix)))
                .map(LocRibEntry::paths)
                .map(List::getFirst)
                .anyMatch(path -> path.attributes()
                        .get(Communities.class)
                        .filter(communities -> communities.values().contains(Communities.LLGR_STALE))
                        .isPresent());
    }

    @Scenario(Feature.LONG_LIVED_OF_OURS)
    void itKeepsOurRoutesAndMarksThem(Daemon daemon) {
        EmbeddedSpeaker first = speakers.start(config(daemon, Set.of("10.2.0.0/24", "10.3.0.0/24")));
        daemon.configure(DaemonConfig.as(65001).neighbor(daemon.gateway(), 65002, RESTARTS));
        daemon.waitForRoute("10.2.0.0/24");
        daemon.waitForRoute("10.3.0.0/24");
        first.speaker().close(CloseMode.RESTART);
        for (String prefix : List.of("10.2.0.0/24", "10.3.0.0/24")) {
            daemon.waitForRoute(
                    prefix, "a marked path", route -> route.communities().contains(LLGR_STALE));
        }
        speakers.start(config(daemon, Set.of("10.2.0.0/24")));
        daemon.waitForNoRoute("10.3.0.0/24");
        daemon.waitForRoute(
                "10.2.0.0/24",
                "a path that is not marked",
                route -> !route.communities().contains(LLGR_STALE));
    }

    private static SpeakerConfig config(Daemon daemon, Set<String> originated) {
        GracefulRestart restarter = LONG_LIVED.withMode(GracefulRestart.Mode.RESTARTER);
        Peer peer = Peer.of(daemon.address(), 65001)
                .with(change -> change.session(session -> session.withGracefulRestart(restarter)));
        return Speakers.config(65002, originated, peer).toBuilder()
                .restart(new RestartOptions(true, Duration.ofSeconds(30)))
                .build();
    }
}
