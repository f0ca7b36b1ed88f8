package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.DaemonConfig.Option;
import io.barewire.rib.ReceivedRoute;
import io.barewire.speaker.SessionEnd;
import io.barewire.wire.BgpRole;
import io.barewire.wire.Notification;
import io.barewire.wire.PathAttribute.OnlyToCustomer;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 9234: what each is to the other, and the mark of what may only go down.
class Rfc9234RolesTest {
    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Scenario(Feature.ROLES)
    void itsRouteIsMarkedOnTheWayToItsCustomer(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, as(daemon, BgpRole.CUSTOMER));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.Role("provider"))
                .originate("10.1.0.0/24"));
        ReceivedRoute route = speaker.waitForReceived(daemon.address(), "10.1.0.0/24");
        assertEquals(Optional.of(new OnlyToCustomer(65001)), route.attributes().get(OnlyToCustomer.class));
    }

    @Scenario(Feature.ROLES)
    void twoCustomersDoNotAgree(Daemon daemon) {
        EmbeddedSpeaker speaker = speakers.start(65002, as(daemon, BgpRole.CUSTOMER));
        daemon.configure(DaemonConfig.as(65001)
                .neighbor(daemon.gateway(), 65002, new Option.Passive(), new Option.Role("customer")));
        SessionEnd end = speaker.waitForEnd(
                "a NOTIFICATION",
                attempt -> attempt.sent().or(attempt::received).isPresent());
        assertEquals(Notification.of(2, 11), end.sent().or(end::received).orElseThrow());
    }

    private static Peer as(Daemon daemon, BgpRole ours) {
        return Peer.of(daemon.address(), 65001).with(change -> change.session(session -> session.withStrictRole(ours)));
    }
}
