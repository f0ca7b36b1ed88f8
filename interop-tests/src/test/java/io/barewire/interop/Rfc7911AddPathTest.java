package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ReceivedRoute;
import io.barewire.speaker.AddPath;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 7911: several paths to one prefix over one session, each withdrawn by itself.
class Rfc7911AddPathTest {
    private static final String PREFIX = "10.1.0.0/24";

    @RegisterExtension
    final Speakers speakers = new Speakers();

    /// Its own path and the bystander's.
    @Scenario(Feature.ADD_PATH_FROM_PEER)
    void weHearEveryPathOfThePeer(Daemon daemon, Frr bystander) {
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(daemon.address(), 65001)
                .originate(PREFIX));
        EmbeddedSpeaker speaker = speakers.start(65002, Peer.of(daemon.address(), 65001));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.AddPath(false, true))
                .neighbor(bystander.address(), 65003)
                .originate(PREFIX));
        Waiting.waitFor(
                "two paths with a name of their own",
                () -> paths(speaker, daemon),
                paths -> paths.size() == 2
                        && paths.stream().map(ReceivedRoute::pathId).distinct().count() == 2);
        bystander.shutDown(daemon.address(), "");
        Waiting.waitFor("one path", () -> paths(speaker, daemon), paths -> paths.size() == 1);
        assertEquals(daemon.address(), speaker.waitForRoute(PREFIX).getFirst().address());
    }

    /// Ours and the bystander's.
    @Scenario(Feature.ADD_PATH_TO_PEER)
    void thePeerHearsEveryPathOfOurs(Daemon daemon, Frr bystander) {
        speakers.start(Speakers.config(
                65002,
                Set.of(PREFIX),
                Peer.of(daemon.address(), 65001).with(change -> change.addPath(AddPath.DEFAULT.withSend(IPV4))),
                Peer.of(bystander.address(), 65003)));
        bystander.configure(DaemonConfig.as(65003)
                .identifier("192.0.2.201")
                .neighbor(bystander.gateway(), 65002, new Option.Passive())
                .originate(PREFIX));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.AddPath(true, false)));
        Waiting.waitFor(
                "both paths in " + daemon.kind().label(),
                () -> asPaths(daemon),
                List.of("65002", "65002 65003")::equals);
        bystander.withdraw(PREFIX);
        Waiting.waitFor("our path in " + daemon.kind().label(), () -> asPaths(daemon), List.of("65002")::equals);
    }

    private static List<String> asPaths(Daemon daemon) {
        return daemon.routes(PREFIX).stream().map(HeardRoute::asPath).sorted().toList();
    }

    private static List<ReceivedRoute> paths(EmbeddedSpeaker speaker, Daemon daemon) {
        return speaker.received(daemon.address()).stream()
                .filter(route -> route.prefix().equals(Prefix.parse(PREFIX)))
                .toList();
    }
}
