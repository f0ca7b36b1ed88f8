package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.ReceivedRoute.Reason;
import io.barewire.rib.ReceivedRoute.Verdict;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sites of one AS with another one between them: RFC 4271 §9.1.2 has each take the other's routes for loops, unless
/// it tolerates its own AS or the one between them hides it.
class OwnAsTest {
    private static final String OTHERS_IDENTIFIER = "192.0.2.201";

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.OWN_AS_BY_US)
    void weTolerateOurOwnAs(Daemon daemon, Frr bystander) {
        Peer refusing = Peer.of(daemon.address(), 65001);
        EmbeddedSpeaker speaker = speakers.start(65002, refusing);
        bystander.configure(DaemonConfig.as(65002)
                .identifier(OTHERS_IDENTIFIER)
                .neighbor(daemon.address(), 65001)
                .originate("10.1.0.0/24"));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive())
                .neighbor(bystander.address(), 65002));
        ReceivedRoute route = speaker.waitForReceived(daemon.address(), "10.1.0.0/24");
        assertEquals(new Verdict.Denied(Reason.AS_LOOP, Optional.empty()), route.verdict());
        Peer tolerant = refusing.with(
                change -> change.policy(policy -> policy.imports(imports -> imports.withOwnAs(new OwnAs.AtMost(1)))));
        speaker.apply(Speakers.config(65002, Set.of(), tolerant));
        speaker.waitForRoute("10.1.0.0/24");
        assertEquals(1, speaker.peer(daemon.address()).timesEstablished());
    }

    @Scenario(Feature.OWN_AS_BY_PEER)
    void itToleratesItsOwnAs(Daemon daemon, Frr bystander) {
        speakers.start(65002, Peer.of(daemon.address(), 65001), Peer.of(bystander.address(), 65001));
        bystander.configure(DaemonConfig.as(65001)
                .identifier(OTHERS_IDENTIFIER)
                .neighbor(bystander.gateway(), 65002, new Option.Passive())
                .originate("10.1.0.0/24"));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.AllowOwnAs()));
        assertEquals("65002 65001", daemon.waitForRoute("10.1.0.0/24").asPath());
    }

    @Scenario(Feature.AS_OVERRIDE)
    void ourAsTakesThePlaceOfIts(Daemon daemon, Frr bystander, boolean itIsBehindUs) {
        Daemon first = itIsBehindUs ? bystander : daemon;
        Daemon second = itIsBehindUs ? daemon : bystander;
        speakers.start(65002, overriding(first), overriding(second));
        first.configure(DaemonConfig.as(65001)
                .neighbor(first.gateway(), 65002, new Option.Passive())
                .originate("10.1.0.0/24"));
        second.configure(DaemonConfig.as(65001)
                .identifier(OTHERS_IDENTIFIER)
                .neighbor(second.gateway(), 65002, new Option.Passive()));
        assertEquals("65002 65002", second.waitForRoute("10.1.0.0/24").asPath());
    }

    private static Peer overriding(Daemon daemon) {
        return Peer.of(daemon.address(), 65001)
                .with(change -> change.policy(policy -> policy.exports(exports -> exports.withAsOverride(true))));
    }
}
