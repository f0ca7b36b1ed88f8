package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.Prefix;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// RFC 4271 §3.1 and RFC 4760 §4: a route goes when it is withdrawn, and when its session ends.
@Tag("container")
class WithdrawalTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void whatFrrWithdrawsIsGoneAndTheRestStays() {
        EmbeddedSpeaker speaker = dualStackSpeaker();
        frr.configure(FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .activate(IPV6, frr.gateway())
                .networks(IPV4, "10.1.0.0/24", "10.1.1.0/24")
                .networks(IPV6, "2001:db8:1::/48", "2001:db8:2::/48"));
        speaker.waitForRoute("10.1.0.0/24");
        speaker.waitForRoute("10.1.1.0/24");
        speaker.waitForRoute("2001:db8:1::/48");
        speaker.waitForRoute("2001:db8:2::/48");
        frr.change("""
                router bgp 65001
                 address-family ipv4 unicast
                  no network 10.1.0.0/24
                 exit-address-family
                 address-family ipv6 unicast
                  no network 2001:db8:1::/48
                """);
        speaker.waitForNoRoute("10.1.0.0/24");
        speaker.waitForNoRoute("2001:db8:1::/48");
        assertEquals(
                Set.of(Prefix.parse("10.1.1.0/24"), Prefix.parse("2001:db8:2::/48")),
                speaker.routes().keySet());
    }

    @Test
    void whatWeWithdrawIsGoneAndTheRestStays() {
        EmbeddedSpeaker speaker = dualStackSpeaker();
        frr.configure(bothFamilies());
        for (String prefix : Set.of("10.2.0.0/24", "10.2.1.0/24", "2001:db8:2::/48", "2001:db8:3::/48")) {
            speaker.speaker().announce(Prefix.parse(prefix));
        }
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        frr.waitForRoute("ipv4", "10.2.1.0/24");
        frr.waitForRoute("ipv6", "2001:db8:2::/48");
        frr.waitForRoute("ipv6", "2001:db8:3::/48");
        speaker.speaker().withdraw(Prefix.parse("10.2.0.0/24"));
        speaker.speaker().withdraw(Prefix.parse("2001:db8:2::/48"));
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        frr.waitForNoRoute("ipv6", "2001:db8:2::/48");
        frr.waitForRoute("ipv4", "10.2.1.0/24");
        frr.waitForRoute("ipv6", "2001:db8:3::/48");
    }

    /// FRR shuts the session down: we hear Cease 6/2 and drop its routes; then it allows the session again.
    @Test
    void aSessionThatIsShutDownTakesItsRoutesAlongAndBringsThemBack() {
        EmbeddedSpeaker speaker = dualStackSpeaker();
        frr.configure(bothFamilies().networks(IPV4, "10.1.0.0/24"));
        speaker.waitForRoute("10.1.0.0/24");
        frr.change("router bgp 65001\n neighbor " + frr.gateway() + " shutdown\n");
        speaker.waitForEnd(
                "Cease 6/2 from FRR",
                end -> end.received()
                        .filter(notification -> notification.code() == 6 && notification.subcode() == 2)
                        .isPresent());
        speaker.waitForNoRoute("10.1.0.0/24");
        frr.change("router bgp 65001\n no neighbor " + frr.gateway() + " shutdown\n");
        speaker.waitForRoute("10.1.0.0/24");
    }

    /// We leave: FRR hears Cease 6/2 and drops our routes at once.
    @Test
    void aSpeakerThatClosesSaysSoAndItsRoutesGo() {
        EmbeddedSpeaker speaker = dualStackSpeaker();
        frr.configure(bothFamilies());
        speaker.speaker().announce(Prefix.parse("10.2.0.0/24"));
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        speaker.close();
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        assertEquals(
                "Cease/Administrative Shutdown",
                frr.neighbor(frr.gateway())
                        .path("lastNotificationReason")
                        .asText()
                        .replace("Administratively", "Administrative"));
    }

    private EmbeddedSpeaker dualStackSpeaker() {
        return speakers.start(65002, Peer.of(frr.address(), 65001).families(IPV4, IPV6));
    }

    private static FrrConfig bothFamilies() {
        return FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .activate(IPV6, frr.gateway());
    }
}
