package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.rib.ReceivedRoute;
import io.barewire.wire.Prefix;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Prefix filters with `ge` and `le`: what is let in from FRR and what is told to it, and both changed in place.
@Tag("container")
class FilterTest {
    private static final String[] FROM_FRR = {
        "192.168.2.1/32", "192.169.2.0/24", "192.170.2.1/32", "192.171.2.0/24", "192.171.2.1/32", "192.171.2.128/25"
    };
    private static final String[] FROM_FRR_V6 = {"fc00:1:1:1::1/128", "fc00:1:1:2::/64", "fc00:1:1:3::1/128"};

    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @RegisterExtension
    final Speakers speakers = new Speakers();

    @Test
    void onlyWhatTheImportFilterPermitsBecomesARoute() {
        EmbeddedSpeaker speaker = speakers.start(
                65002,
                Peer.of(frr.address(), 65001)
                        .families(IPV4, IPV6)
                        .imports(
                                "192.168.2.0/24 le 32",
                                "192.169.2.0/24 le 24",
                                "192.171.2.0/24 ge 28 le 31",
                                "192.171.2.0/24 le 25",
                                "fc00:1:1:1::/64 le 128",
                                "fc00:1:1:2::/64 le 64",
                                "fc00:1:1:3::/64 le 64"));
        frr.configure(fromFrr());
        waitForAll(speaker);
        Waiting.waitFor(
                "the permitted routes",
                () -> speaker.routes().keySet(),
                prefixes(
                        "192.168.2.1/32",
                        "192.169.2.0/24",
                        "192.171.2.0/24",
                        "192.171.2.128/25",
                        "fc00:1:1:1::1/128",
                        "fc00:1:1:2::/64")::equals);
        assertEquals(
                prefixes("192.170.2.1/32", "192.171.2.1/32", "fc00:1:1:3::1/128"),
                speaker.received(frr.address()).stream()
                        .filter(route -> route.verdict() instanceof ReceivedRoute.Verdict.Denied)
                        .map(ReceivedRoute::prefix)
                        .collect(toSet()));
    }

    @Test
    void withoutRulesNothingComesInAndNothingGoesOut() {
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24"),
                Peer.of(frr.address(), 65001).families(IPV4, IPV6).imports().exports()));
        frr.configure(fromFrr());
        waitForAll(speaker);
        assertEquals(Set.of(), speaker.routes().keySet());
        assertEquals(0, speaker.peer(frr.address()).prefixes(IPV4).advertised());
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
    }

    /// The session that filters change under must not notice: FRR counts one establishment and no drop.
    @Test
    void filtersAndOriginatedPrefixesChangeInPlace() {
        Peer peer = Peer.of(frr.address(), 65001).families(IPV4, IPV6);
        EmbeddedSpeaker speaker = speakers.start(Speakers.config(
                65002,
                Set.of("10.2.0.0/24", "10.2.1.0/24"),
                peer.imports("192.168.2.0/24 le 32").exports("10.2.0.0/16 le 24")));
        frr.configure(fromFrr());
        speaker.waitForRoute("192.168.2.1/32");
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        frr.waitForRoute("ipv4", "10.2.1.0/24");

        speaker.apply(Speakers.config(
                65002,
                Set.of("10.2.1.0/24", "10.2.2.0/24", "10.3.0.0/24"),
                peer.imports("192.169.2.0/24").exports("10.2.0.0/16 le 24")));
        speaker.waitForRoute("192.169.2.0/24");
        speaker.waitForNoRoute("192.168.2.1/32");
        frr.waitForRoute("ipv4", "10.2.2.0/24");
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        frr.waitForRoute("ipv4", "10.2.1.0/24");
        frr.waitForNoRoute("ipv4", "10.3.0.0/24");

        speaker.apply(Speakers.config(
                65002, Set.of("10.3.0.0/24"), peer.imports("192.169.2.0/24").exports("10.3.0.0/24")));
        frr.waitForRoute("ipv4", "10.3.0.0/24");
        frr.waitForNoRoute("ipv4", "10.2.1.0/24");

        JsonNode neighbor = frr.neighbor(frr.gateway());
        assertEquals("Established", neighbor.path("bgpState").asText());
        assertEquals(1, neighbor.path("connectionsEstablished").asInt());
        assertEquals(0, neighbor.path("connectionsDropped").asInt());
    }

    private static FrrConfig fromFrr() {
        return FrrConfig.as(65001)
                .neighbor(frr.gateway(), 65002, "passive")
                .activate(IPV4, frr.gateway())
                .activate(IPV6, frr.gateway())
                .networks(IPV4, FROM_FRR)
                .networks(IPV6, FROM_FRR_V6);
    }

    private static void waitForAll(EmbeddedSpeaker speaker) {
        Set<Prefix> all = new HashSet<>(prefixes(FROM_FRR));
        all.addAll(prefixes(FROM_FRR_V6));
        Waiting.waitFor(
                "all that FRR announces",
                () -> speaker.received(frr.address()).stream()
                        .map(ReceivedRoute::prefix)
                        .collect(toSet()),
                all::equals);
    }

    private static Set<Prefix> prefixes(String... texts) {
        return Arrays.stream(texts).map(Prefix::parse).collect(toSet());
    }
}
