package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A peer that goes away with its whole machine and comes back: routes go, attempts go on, routes return.
@Tag("container")
class RestartTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void aRestartedFrrGetsItsSessionAndItsRoutesBack() {
        EmbeddedSpeaker speaker =
                speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), Peer.of(frr.address(), 65001)));
        FrrConfig config = FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .networks(IPV4, "10.1.0.0/24");
        frr.configure(config);
        speaker.waitForRoute("10.1.0.0/24");
        frr.restart();
        speaker.waitForNoRoute("10.1.0.0/24");
        frr.configure(config);
        speaker.waitForRoute("10.1.0.0/24");
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        assertEquals(2, speaker.peer(frr.address()).timesEstablished());
    }

    /// We restart in the middle of a session: the new speaker takes over at once.
    @Test
    void aRestartedBarewireGetsItsSessionAndItsRoutesBack() {
        EmbeddedSpeaker old =
                speakers.start(Speakers.config(65002, Set.of("10.2.0.0/24"), Peer.of(frr.address(), 65001)));
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .networks(IPV4, "10.1.0.0/24"));
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        old.close();
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        EmbeddedSpeaker next =
                speakers.start(Speakers.config(65002, Set.of("10.3.0.0/24"), Peer.of(frr.address(), 65001)));
        next.waitForRoute("10.1.0.0/24");
        frr.waitForRoute("ipv4", "10.3.0.0/24");
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
    }
}
