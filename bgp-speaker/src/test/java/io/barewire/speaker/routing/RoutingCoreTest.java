package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.Aggregate;
import io.barewire.rib.KernelRoutes;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.rib.KernelRoutes.Presence;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixWarning;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.SessionInfo;
import io.barewire.rib.SessionTerms;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.GracefulRestart.Mode;
import io.barewire.speaker.HealthProbe;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.session.Event;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutingCoreTest {
    private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.1");
    private static final PeerConfig PEER =
            PeerConfig.builder(ADDRESS, 65000).policy(PeerPolicy.EVERYTHING).build();
    private static final SpeakerConfig CONFIG = SpeakerConfig.builder(65000, IpAddress.parse("192.0.2.9"))
            .peers(PEER)
            .build();
    private static final Prefix NET = Prefix.parse("198.51.100.0/24");
    private static final Prefix LOOKED_AT = Prefix.parse("203.0.113.0/24");

    /// Hears everything at once.
    private static final class Ear implements PeerPort {
        private final Set<Prefix> told = new TreeSet<>();
        private int messages;

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void send(List<BgpMessage> all) {
            for (BgpMessage message : all) {
                messages++;
                if (message instanceof Update update) {
                    update.withdrawn().forEach(nlri -> told.removeAll(nlri.toList()));
                    update.announced().forEach(reach -> told.addAll(reach.nlri().toList()));
                }
            }
        }

        @Override
        public void stop(Event.AutomaticStop stop) {
            throw new AssertionError("the tables end the session: " + stop);
        }
    }

    private final Ear ear = new Ear();
    private final List<SpeakerEvent> events = new ArrayList<>();

    private RoutingCore start(SpeakerConfig config) {
        return start(config, KernelRoutes.UNKNOWN);
    }

    private RoutingCore start(SpeakerConfig config, KernelRoutes kernel) {
        RoutingCore core = new RoutingCore(config, NextHopResolver.EVERYTHING_CONNECTED, kernel, (_, fault) -> {
            throw fault;
        });
        core.reportTo(events::add);
        up(core);
        return core;
    }

    private void up(RoutingCore core) {
        MessageFormat format =
                new MessageFormat(false, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);
        Map<AddressFamily, NextHop> self = Map.of(AddressFamily.IPV4, NextHop.of(IpAddress.parse("192.0.2.9")));
        core.up(
                PEER.id(),
                new SessionInfo(65000, ADDRESS, ADDRESS, self, format, false, 0, false, SessionTerms.PLAIN),
                RestartTerms.NONE,
                ear);
        core.pump(() -> {}); // now it waits for others that come up
        core.advance(core.nextDeadline());
        core.pump(() -> {});
    }

    private void announce(RoutingCore core, Prefix... prefixes) {
        PathAttributes attributes = PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);
        core.receive(
                PEER.id(),
                ear,
                Update.announce(NextHop.of(ADDRESS), attributes, Nlri.of(AddressFamily.IPV4, List.of(prefixes))));
        core.pump(() -> {});
    }

    private void withdraw(RoutingCore core, Prefix prefix) {
        core.receive(PEER.id(), ear, Update.withdraw(Nlri.of(AddressFamily.IPV4, List.of(prefix))));
        core.pump(() -> {});
    }

    private static SpeakerConfig when(AdvertiseWhen when) {
        return CONFIG.toBuilder()
                .conditional(List.of(new ConditionalPrefixes("service", Set.of(NET), when)))
                .build();
    }

    @Test
    void aPrefixIsAnnouncedOnlyWhileAnotherOneHasARoute() {
        RoutingCore core = start(when(new AdvertiseWhen.RouteExists(LOOKED_AT)));
        assertEquals(Set.of(), ear.told);
        assertEquals("203.0.113.0/24 has no route", core.conditions().getFirst().why());
        announce(core, LOOKED_AT);
        assertEquals(Set.of(NET), ear.told);
        assertEquals(true, core.conditions().getFirst().announced());
        withdraw(core, LOOKED_AT);
        assertEquals(Set.of(), ear.told);
        assertEquals(2, events.size(), "each change is told once: " + events);
    }

    @Test
    void aPrefixIsAnnouncedWhileAnotherOneHasNoRouteOnceTheStartIsComplete() {
        RoutingCore core = start(when(new AdvertiseWhen.RouteMissing(LOOKED_AT)));
        assertEquals(Set.of(), ear.told);
        assertEquals("routes are still coming in", core.conditions().getFirst().why());
        core.startComplete();
        core.pump(() -> {});
        assertEquals(Set.of(NET), ear.told);
        announce(core, LOOKED_AT);
        assertEquals(Set.of(), ear.told);
    }

    @Test
    void aPrefixIsAnnouncedWhileItsProbeIsWell() {
        HealthProbe probe = HealthProbe.of(new HealthProbe.Target.File(Path.of("health")));
        RoutingCore core = start(when(new AdvertiseWhen.Healthy(probe)));
        assertEquals("not looked at yet", core.conditions().getFirst().why());
        core.looked(probe, true, "health is there");
        core.pump(() -> {});
        assertEquals(Set.of(NET), ear.told);
        core.looked(probe, false, "health is not there");
        core.pump(() -> {});
        assertEquals(Set.of(), ear.told);
        core.looked(probe, true, "health is there");
        core.pump(() -> {});
        core.configure(CONFIG);
        core.pump(() -> {});
        assertEquals(Set.of(), ear.told, "with the condition goes what it announced");
        core.configure(CONFIG.toBuilder().originated(Set.of(NET)).build());
        core.pump(() -> {});
        assertEquals(Set.of(NET), ear.told);
    }

    /// A kernel of which the test knows all.
    private static final class Kernel implements KernelRoutes {
        final Map<KernelRoute, Presence> known = new HashMap<>();
        Set<KernelRoute> followed = Set.of();

        @Override
        public void onChange(Runnable whenChanged) {}

        @Override
        public void follow(Set<KernelRoute> routes) {
            followed = routes;
        }

        @Override
        public Presence presence(KernelRoute route) {
            return known.getOrDefault(route, new Presence.Unknown("table 100 has not been read yet"));
        }
    }

    @Test
    void aPrefixIsAnnouncedOnlyWhileTheKernelHasARoute() {
        KernelRoute route = new KernelRoute(100, LOOKED_AT, true);
        Kernel kernel = new Kernel();
        RoutingCore core = start(when(new AdvertiseWhen.InKernel(route)), kernel);
        assertEquals(Set.of(route), kernel.followed);
        assertEquals(
                "table 100 has not been read yet", core.conditions().getFirst().why());
        kernel.known.put(route, new Presence.Present());
        core.advance(5_000);
        core.pump(() -> {});
        assertEquals(Set.of(NET), ear.told);
        core.advance(65_000);
        core.pump(() -> {});
        assertEquals(
                "anything within 203.0.113.0/24 in table 100 is there",
                core.conditions().getFirst().why());
        assertEquals(Duration.ofMinutes(1), core.conditions().getFirst().lasting());
        kernel.known.put(route, new Presence.Absent());
        core.pump(() -> {});
        assertEquals(Set.of(), ear.told);
        assertEquals(Duration.ZERO, core.conditions().getFirst().lasting());
        assertEquals(2, events.size(), "each change is told once: " + events);
        core.configure(CONFIG);
        assertEquals(Set.of(), kernel.followed);
    }

    @Test
    void aggregatesChangeInPlaceAndSurviveAnotherIdentifier() {
        RoutingCore core = start(CONFIG);
        announce(core, LOOKED_AT);
        ear.told.clear();
        Prefix around = Prefix.parse("203.0.0.0/16");
        SpeakerConfig aggregating =
                CONFIG.toBuilder().aggregates(Set.of(Aggregate.of(around))).build();
        core.configure(aggregating);
        core.pump(() -> {});
        assertEquals(Set.of(around), ear.told);
        core.configure(CONFIG);
        core.pump(() -> {});
        assertEquals(Set.of(), ear.told);

        SpeakerConfig anew = aggregating.toBuilder()
                .bgpIdentifier(IpAddress.parse("192.0.2.77"))
                .originated(Set.of(LOOKED_AT))
                .build();
        core.configure(anew);
        assertEquals(2, core.rib().size(AddressFamily.IPV4));
    }

    /// Until it is taken back (RFC 8326).
    @Test
    void aShutdownThatWasAnnouncedIsSoAlsoUnderAnotherIdentifier() {
        SpeakerConfig telling = CONFIG.toBuilder().originated(Set.of(NET)).build();
        RoutingCore core = start(telling);
        assertTrue(core.announceShutdown(PEER.id(), true));
        core.configure(
                telling.toBuilder().bgpIdentifier(IpAddress.parse("192.0.2.77")).build());
        up(core);
        assertEquals(0, localPrefTold(core));
        assertTrue(core.announceShutdown(PEER.id(), false));
        core.configure(telling);
        up(core);
        assertEquals(100, localPrefTold(core));
    }

    @Test
    void aPeerThatGoesTogetherWithTheIdentifierIsNotWaitedForAfterARestart() {
        RoutingCore core = new RoutingCore(
                CONFIG.withPeers(List.of(PEER.toBuilder()
                        .session(options ->
                                options.withGracefulRestart(GracefulRestart.DEFAULT.withMode(Mode.RESTARTER)))
                        .build())),
                NextHopResolver.EVERYTHING_CONNECTED,
                (_, fault) -> {
                    throw fault;
                });
        core.deferSelection();
        assertTrue(core.isSelectionDeferred());
        core.configure(CONFIG.toBuilder()
                .bgpIdentifier(IpAddress.parse("192.0.2.77"))
                .peers()
                .build());
        assertFalse(core.isSelectionDeferred());
    }

    private static long localPrefTold(RoutingCore core) {
        return core.rib()
                .advertised(PEER.id(), RouteQuery.first(1))
                .getFirst()
                .attributes()
                .get(LocalPref.class)
                .orElseThrow()
                .preference();
    }

    @Test
    void conditionsMustNotLookAtAggregatesNorAggregatesBeTwice() {
        SpeakerConfig.Builder looking = when(new AdvertiseWhen.RouteExists(LOOKED_AT)).toBuilder();
        Aggregate aggregate = Aggregate.of(LOOKED_AT);
        assertThrows(
                IllegalArgumentException.class,
                () -> looking.aggregates(Set.of(aggregate)).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> CONFIG.toBuilder()
                        .aggregates(Set.of(aggregate, aggregate.withSummaryOnly(true)))
                        .build());
    }

    @Test
    void conditionsMustNotFeedEachOther() {
        assertThrows(IllegalArgumentException.class, () -> when(new AdvertiseWhen.RouteMissing(NET)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConditionalPrefixes("service", Set.of(), new AdvertiseWhen.RouteMissing(NET)));
    }

    @Test
    void blockedNetworksAreRefusedInPlaceAndNameTheirRule() {
        RoutingCore core = start(CONFIG);
        announce(core, NET, LOOKED_AT);
        assertEquals(2, core.rib().size(AddressFamily.IPV4));
        int messages = ear.messages;
        core.configure(CONFIG.toBuilder().alwaysBlock(Set.of(NET)).build());
        core.pump(() -> {});
        assertEquals(1, core.rib().size(AddressFamily.IPV4));
        assertEquals(
                RoutingCore.ALWAYS_BLOCK,
                ((Verdict.Denied) core.rib()
                                .received(PEER.id(), RouteQuery.first(9))
                                .getFirst()
                                .verdict())
                        .by()
                        .orElseThrow()
                        .name());
        core.configure(CONFIG);
        assertEquals(2, core.rib().size(AddressFamily.IPV4));
        assertEquals(messages, ear.messages, "the session hears nothing of it");
    }

    @Test
    void aPeerNearItsLimitIsReported() {
        PeerConfig limited = PEER.withPolicy(PeerPolicy.EVERYTHING.withMaximumPrefixes(2));
        RoutingCore core = start(CONFIG.toBuilder().peers(limited).build());
        announce(core, NET);
        assertEquals(List.of(), events);
        announce(core, LOOKED_AT);
        assertEquals(List.of(new SpeakerEvent.PrefixesNearLimit(PEER.id(), new PrefixWarning(2, 2))), events);
    }
}
