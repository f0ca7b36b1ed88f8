package io.barewire.daemon.show;

import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdState;
import io.barewire.bfd.BfdStatus;
import io.barewire.bfd.Diagnostic;
import io.barewire.bfd.Verdict;
import io.barewire.fib.FibConfig;
import io.barewire.fib.FibEntry;
import io.barewire.fib.FibStatus;
import io.barewire.fib.FibTotals;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.ovn.DelayCounts;
import io.barewire.ovn.OvnStatus;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.RouteEntry;
import io.barewire.ovn.RouterTotals;
import io.barewire.ovn.snat.GatewayMode;
import io.barewire.ovn.snat.SnatStatus;
import io.barewire.rib.AdvertisedRoute;
import io.barewire.rib.Aggregate;
import io.barewire.rib.AttributeChange;
import io.barewire.rib.Community;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.NextHopState;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.Reachability;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.ScopedNextHop;
import io.barewire.rib.Step;
import io.barewire.rib.WithheldRoute;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import io.barewire.speaker.MessageCounts;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SessionState;
import io.barewire.speaker.Source;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A node with one session that is up and one that is not, frozen at one moment.
public final class Examples {
    public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    static final PrefixFilter MESH =
            PrefixFilter.of(List.of(new PrefixFilter.Rule(Prefix.parse("10.244.0.0/16"), 24, 24)));

    static final PeerStatus UP = new PeerStatus(
            PeerConfig.of(IpAddress.parse("192.0.2.1"), 64512).withPolicy(PeerPolicy.EVERYTHING.withImportFilter(MESH)),
            false,
            SessionState.ESTABLISHED,
            NOW.minusSeconds(312),
            Optional.of(new SessionDetails(
                    endpoint("192.0.2.9", 41000),
                    endpoint("192.0.2.1", 179),
                    64512,
                    64512,
                    IpAddress.parse("192.0.2.1"),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(30),
                    Set.of(AddressFamily.IPV4),
                    List.of(new Capability.Multiprotocol(1, 1), new Capability.FourOctetAs(64512)),
                    List.of(new Capability.Multiprotocol(1, 1), new Capability.RouteRefresh()))),
            Optional.empty(),
            new MessageCounts(1, 4, 0, 11, 0),
            new MessageCounts(1, 2, 0, 11, 0),
            Map.of(AddressFamily.IPV4, new PrefixCounts(3, 2, 1, 1, 0, 0)),
            1,
            0,
            Optional.empty(),
            false,
            Optional.empty());

    static final PeerStatus DOWN = new PeerStatus(
            PeerConfig.builder(IpAddress.parse("2001:db8::2"), 65001)
                    .tcp(TcpOptions.DEFAULT
                            .withProtection(Protection.md5("hunter2"))
                            .withReach(new Reach.Multihop(5))
                            .withSource(new Source.Interface("lo")))
                    .build(),
            true,
            SessionState.ACTIVE,
            NOW.minusSeconds(7),
            Optional.empty(),
            Optional.of(new SessionEnd(
                    NOW.minusSeconds(7),
                    "the peer ended the session: Cease / Administrative Shutdown",
                    true,
                    Optional.empty(),
                    Optional.of(new Notification(6, 2, Octets.parseHex("0b 6d61696e74656e616e6365"))))),
            new MessageCounts(2, 9, 1, 40, 0),
            new MessageCounts(2, 5, 0, 41, 0),
            Map.of(),
            2,
            2,
            Optional.of(NOW.plusSeconds(21)),
            false,
            Optional.empty());

    static final PeerStatus UNTIL_CLEARED = keptDown("192.0.2.7", Optional.empty());
    static final PeerStatus UNTIL_LATER = keptDown("192.0.2.8", Optional.of(NOW.plusSeconds(252)));

    private static PeerStatus keptDown(String peer, Optional<Instant> until) {
        return new PeerStatus(
                PeerConfig.of(IpAddress.parse(peer), 65001),
                true,
                SessionState.IDLE,
                NOW.minusSeconds(48),
                Optional.empty(),
                Optional.of(new SessionEnd(
                        NOW.minusSeconds(48),
                        "too many prefixes (limit 1000)",
                        true,
                        Optional.of(Notification.cease(Notification.MAXIMUM_PREFIXES_REACHED)),
                        Optional.empty())),
                new MessageCounts(1, 9, 0, 2, 0),
                new MessageCounts(1, 1, 1, 2, 0),
                Map.of(),
                1,
                1,
                until,
                true,
                Optional.empty());
    }

    public static final BfdStatus BFD = new BfdStatus(
            "SCHED_FIFO, priority 20",
            List.of(
                    new BfdSessionStatus(
                            BfdPath.singleHop(IpAddress.parse("192.0.2.1")),
                            BfdProfile.DEFAULT,
                            BfdState.UP,
                            BfdState.UP,
                            Diagnostic.NONE,
                            Diagnostic.NONE,
                            Duration.ofSeconds(312),
                            0x12345001,
                            7,
                            false,
                            timing(300, 50),
                            timing(300, 50),
                            Duration.ofMillis(300),
                            Duration.ofMillis(900),
                            true,
                            new BfdSessionStatus.Counts(1201, 1198, 20, 21, 1, 0, 2),
                            Optional.empty()),
                    new BfdSessionStatus(
                            new BfdPath(
                                    IpAddress.parse("2001:db8::2"),
                                    Optional.of(IpAddress.parse("2001:db8::9")),
                                    Optional.empty(),
                                    Optional.of("red"),
                                    true),
                            BfdProfile.DEFAULT,
                            BfdState.DOWN,
                            BfdState.DOWN,
                            Diagnostic.DETECTION_TIME_EXPIRED,
                            Diagnostic.NONE,
                            Duration.ofSeconds(7),
                            0x54321002,
                            0,
                            true,
                            timing(1000, 0),
                            timing(0, 0),
                            Duration.ofSeconds(1),
                            Duration.ZERO,
                            false,
                            new BfdSessionStatus.Counts(80, 90, 0, 0, 2, 2, 0),
                            Optional.empty())),
            Map.of(Verdict.UNKNOWN_PEER, 4L));

    static final PeerStatus WATCHED = new PeerStatus(
            UP.config(),
            UP.external(),
            UP.state(),
            UP.since(),
            Optional.empty(),
            Optional.empty(),
            UP.messagesIn(),
            UP.messagesOut(),
            UP.prefixes(),
            1,
            0,
            Optional.empty(),
            false,
            Optional.of(BFD.sessions().getFirst()));

    private static BfdSessionStatus.Timing timing(long millis, long echoMillis) {
        return new BfdSessionStatus.Timing(
                Duration.ofMillis(millis), Duration.ofMillis(millis), Duration.ofMillis(echoMillis), 3);
    }

    static final List<ConditionStatus> CONDITIONS = List.of(
            condition(
                    "anycast",
                    new AdvertiseWhen.Healthy(
                            HealthProbe.of(new HealthProbe.Target.File(Path.of("/run/resolver/health")))),
                    false,
                    "/run/resolver/health is not there",
                    Duration.ofSeconds(75)),
            condition(
                    "tunnel",
                    new AdvertiseWhen.InKernel(new KernelRoute(100, Prefix.parse("203.0.113.0/24"), true)),
                    true,
                    "anything within 203.0.113.0/24 in table 100 is there",
                    Duration.ofHours(5)),
            condition(
                    "uplink",
                    new AdvertiseWhen.RouteExists(Prefix.parse("0.0.0.0/0")),
                    true,
                    "0.0.0.0/0 has a route",
                    Duration.ofSeconds(9)));

    private static ConditionStatus condition(
            String name, AdvertiseWhen when, boolean announced, String why, Duration lasting) {
        return new ConditionStatus(
                new ConditionalPrefixes(name, Set.of(Prefix.parse("192.0.2.53/32")), when), announced, why, lasting);
    }

    public static final SpeakerStatus SPEAKER = new SpeakerStatus(
            64512,
            IpAddress.parse("192.0.2.9"),
            Optional.of(endpoint("0.0.0.0", 179)),
            Optional.of(NOW.minusSeconds(4000)),
            true,
            Map.of(AddressFamily.IPV4, 3),
            List.of(UP, DOWN),
            CONDITIONS,
            BFD);

    public static final FibTotals TOTALS = new FibTotals(1, 0, 1, 1, 0, 1, 5, 1, 3, 2, 1, 1, 0, 9, true);

    private static List<ScopedNextHop> hops(String... addresses) {
        return Stream.of(addresses)
                .map(address -> ScopedNextHop.of(NextHop.of(IpAddress.parse(address))))
                .toList();
    }

    static final List<NextHopState> NEXT_HOPS = List.of(
            new NextHopState(
                    hops("203.0.113.9").getFirst(),
                    new Reachability.Reachable(20, false, "static route 203.0.113.0/24 via 192.0.2.1 dev eth0"),
                    3),
            new NextHopState(
                    new ScopedNextHop(
                            new NextHop(IpAddress.parse("2001:db8::1"), Optional.of(IpAddress.parse("fe80::1"))),
                            2,
                            ""),
                    new Reachability.Reachable(0, true, "connected dev eth0"),
                    1),
            new NextHopState(
                    hops("198.51.100.1").getFirst(), new Reachability.Unreachable("interface eth1 is down"), 2));

    static final FibStatus FIB = new FibStatus(
            FibConfig.DEFAULT,
            List.of(
                    new FibEntry(
                            Prefix.parse("10.244.1.0/24"),
                            hops("203.0.113.9"),
                            List.of(new FibEntry.Hop(Optional.of(IpAddress.parse("192.0.2.1")), "eth0")),
                            false,
                            FibEntry.State.INSTALLED,
                            "",
                            NOW.minusSeconds(300)),
                    new FibEntry(
                            Prefix.parse("10.244.2.0/24"),
                            hops("198.51.100.1"),
                            List.of(new FibEntry.Hop(Optional.of(IpAddress.parse("198.51.100.1")), "eth1")),
                            false,
                            FibEntry.State.REFUSED,
                            "Network is unreachable (ENETUNREACH)",
                            NOW.minusSeconds(90000)),
                    new FibEntry(
                            Prefix.parse("10.244.9.0/24"),
                            hops("192.0.2.1", "192.0.2.3"),
                            List.of(
                                    new FibEntry.Hop(Optional.of(IpAddress.parse("192.0.2.1")), "eth0"),
                                    new FibEntry.Hop(Optional.of(IpAddress.parse("192.0.2.3")), "eth0")),
                            false,
                            FibEntry.State.PROTECTED,
                            "",
                            NOW.minusSeconds(4000)),
                    new FibEntry(
                            Prefix.parse("10.245.0.0/16"),
                            List.of(),
                            List.of(),
                            true,
                            FibEntry.State.INSTALLED,
                            "",
                            NOW.minusSeconds(60))),
            List.of("10.0.0.0/8 via 192.0.2.77 dev eth0 proto bgp metric 200"),
            TOTALS);

    private static final RouterTotals ROUTER = new RouterTotals("GR_worker-9", true, 1, 1, 1, 0, 1, 4, 5, false);

    public static final OvnTotals OVN = new OvnTotals(
            true,
            "RouteImport",
            Optional.of("unix:/run/ovn/ovnnb_db.sock"),
            Optional.empty(),
            0,
            true,
            false,
            9,
            1,
            1,
            12,
            3,
            2,
            new DelayCounts(List.of(0.005, 0.025), List.of(3L, 0L, 0L), 0.004),
            new DelayCounts(List.of(0.005, 0.025), List.of(0L, 2L, 1L), 1.25),
            List.of(ROUTER));

    public static final SnatStatus SNAT = new SnatStatus(
            Optional.of(GatewayMode.SHARED),
            Optional.of("unix:/run/ovn/ovnnb_db.sock"),
            Optional.empty(),
            0,
            3,
            1,
            2,
            List.of(
                    new SnatStatus.Network(
                            "default",
                            true,
                            Optional.empty(),
                            List.of("10.244.0.0/16 as 192.0.2.9, not to 2 destinations")),
                    new SnatStatus.Network(
                            "cluster_udn_blue",
                            false,
                            Optional.of("the northbound database has no router GR_cluster_udn_blue_worker-9"),
                            List.of())));

    static final OvnStatus OVN_STATUS = new OvnStatus(
            OVN,
            ROUTER,
            1,
            List.of(
                    new RouteEntry(
                            Prefix.parse("10.244.1.0/24"),
                            hops("203.0.113.9"),
                            List.of(IpAddress.parse("192.0.2.1")),
                            List.of("192.0.2.1"),
                            List.of(
                                    new RouteEntry.Other("", "192.0.2.1", true),
                                    new RouteEntry.Other("Somebody", "192.0.2.66", false)),
                            RouteEntry.State.AGREES),
                    new RouteEntry(
                            Prefix.parse("10.244.2.0/24"),
                            hops("198.51.100.1"),
                            List.of(IpAddress.parse("198.51.100.1")),
                            List.of(),
                            List.of(),
                            RouteEntry.State.DIFFERS),
                    new RouteEntry(
                            Prefix.parse("10.244.7.0/24"),
                            List.of(),
                            List.of(),
                            List.of("192.0.2.3"),
                            List.of(),
                            RouteEntry.State.STALE),
                    new RouteEntry(
                            Prefix.parse("10.244.9.0/24"),
                            hops("192.0.2.1", "192.0.2.3"),
                            List.of(),
                            List.of(),
                            List.of(),
                            RouteEntry.State.EXCLUDED)));

    static final OvnStatus OVN_AWAY = new OvnStatus(
            new OvnTotals(
                    false,
                    "RouteImport",
                    Optional.empty(),
                    Optional.of("unix:/run/ovn/ovnnb_db.sock: Connection refused"),
                    0,
                    false,
                    false,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    new DelayCounts(List.of(), List.of(0L), 0),
                    new DelayCounts(List.of(), List.of(0L), 0),
                    List.of()),
            new RouterTotals("GR_worker-9", false, 0, 0, 0, 0, 0, 0, 0, false),
            0,
            List.of());

    public static final List<Problem> PROBLEMS = List.of(
            new Problem(
                    Problem.Severity.ERROR,
                    new Origin("tor.yaml", 9),
                    "FRRConfiguration default/tor",
                    "spec.bgp.routers[0].asn",
                    "0 is out of range",
                    "1 to 4294967295 is needed"),
            new Problem(Problem.Severity.INFO, Origin.NONE, "", "", "no Node object is named worker-9", ""));

    private static final PathAttributes FROM_PEER = PathAttributes.of(
            new PathAttribute.Origin(PathAttribute.Origin.Kind.IGP),
            PathAttribute.AsPath.EMPTY,
            new PathAttribute.LocalPref(100));

    private static final PathAttributes LONGER = PathAttributes.of(
            new PathAttribute.Origin(PathAttribute.Origin.Kind.INCOMPLETE),
            new PathAttribute.AsPath(List.of(
                    new PathAttribute.AsPath.Segment(
                            PathAttribute.AsPath.Segment.SegmentType.AS_SEQUENCE, List.of(65001L, 65010L)),
                    new PathAttribute.AsPath.Segment(
                            PathAttribute.AsPath.Segment.SegmentType.AS_SET, List.of(65020L, 65021L)))),
            new PathAttribute.MultiExitDisc(7),
            new PathAttribute.Communities(List.of(65001 << 16 | 20, PathAttribute.Communities.NO_EXPORT)),
            new PathAttribute.Unknown(0xC0, 99, Octets.parseHex("cafe")));

    static final List<LocRibEntry> BEST = List.of(
            new LocRibEntry(
                    Prefix.parse("10.244.1.0/24"),
                    List.of(
                            path("192.0.2.1", 0, FROM_PEER, Optional.empty()),
                            path("192.0.2.3", 0, FROM_PEER, Optional.of(Step.BGP_IDENTIFIER)),
                            path("2001:db8::2", 7, LONGER, Optional.of(Step.AS_PATH_LENGTH))),
                    Optional.of(Step.BGP_IDENTIFIER)),
            new LocRibEntry(
                    Prefix.parse("10.244.2.0/24"),
                    List.of(new LocRibEntry.Path(
                            Optional.of(new PeerId("192.0.2.1")),
                            0,
                            Optional.of(NextHop.of(IpAddress.parse("198.51.100.1"))),
                            FROM_PEER,
                            false,
                            Optional.of("interface eth1 is down"),
                            Optional.empty())),
                    Optional.empty()),
            new LocRibEntry(
                    Prefix.parse("10.244.9.0/24"),
                    List.of(new LocRibEntry.Path(
                            Optional.empty(),
                            0,
                            Optional.empty(),
                            PathAttributes.NONE,
                            true,
                            Optional.empty(),
                            Optional.empty())),
                    Optional.empty()));

    static final List<ReceivedRoute> RECEIVED = List.of(
            new ReceivedRoute(
                    Prefix.parse("10.244.1.0/24"),
                    0,
                    NextHop.of(IpAddress.parse("192.0.2.1")),
                    FROM_PEER,
                    new ReceivedRoute.Verdict.Accepted(
                            RoutePolicy.of(MESH).rules().getFirst(),
                            Optional.of(MESH.rules().getFirst()),
                            FROM_PEER)),
            new ReceivedRoute(
                    Prefix.parse("10.244.1.128/25"),
                    0,
                    NextHop.of(IpAddress.parse("192.0.2.1")),
                    FROM_PEER,
                    new ReceivedRoute.Verdict.Denied(ReceivedRoute.Reason.NO_RULE, Optional.empty())),
            new ReceivedRoute(
                    Prefix.parse("10.244.2.0/24"),
                    0,
                    NextHop.of(IpAddress.parse("192.0.2.1")),
                    FROM_PEER,
                    new ReceivedRoute.Verdict.Accepted(
                            RoutePolicy.Rule.permit("preferred", PrefixFilter.ALL)
                                    .changing(new AttributeChange.SetLocalPref(200)),
                            Optional.empty(),
                            FROM_PEER.with(new PathAttribute.LocalPref(200)))),
            new ReceivedRoute(
                    Prefix.parse("10.96.0.0/16"),
                    0,
                    NextHop.of(IpAddress.parse("192.0.2.1")),
                    FROM_PEER,
                    new ReceivedRoute.Verdict.Denied(
                            ReceivedRoute.Reason.RULE,
                            Optional.of(RoutePolicy.Rule.refuse("always-block", PrefixFilter.ALL)))),
            new ReceivedRoute(
                    Prefix.parse("10.244.2.0/24"),
                    0,
                    NextHop.of(IpAddress.parse("198.51.100.1")),
                    FROM_PEER,
                    new ReceivedRoute.Verdict.Unreachable("interface eth1 is down")));

    static final List<WithheldRoute> WITHHELD = List.of(
            new WithheldRoute(
                    Prefix.parse("10.96.0.0/16"),
                    WithheldRoute.Why.RULE,
                    Optional.of(RoutePolicy.Rule.refuse("no-services", PrefixFilter.ALL))),
            new WithheldRoute(Prefix.parse("10.244.1.0/24"), WithheldRoute.Why.INTERNAL, Optional.empty()));

    static final List<AdvertisedRoute> ADVERTISED = List.of(new AdvertisedRoute(
            Prefix.parse("10.244.9.0/24"),
            0,
            NextHop.of(IpAddress.parse("192.0.2.9")),
            FROM_PEER,
            RoutePolicy.EVERYTHING.rules().getFirst()));

    static final SpeakerConfig CONFIG = SpeakerConfig.builder(64512, IpAddress.parse("192.0.2.9"))
            .hostName("worker-9")
            .listen(endpoint("0.0.0.0", 179))
            .originated(Set.of(Prefix.parse("10.244.9.0/24")))
            .alwaysBlock(Set.of(Prefix.parse("10.96.0.0/16")))
            .aggregates(Set.of(
                    Aggregate.of(Prefix.parse("10.244.0.0/16"))
                            .withSummaryOnly(true)
                            .withChanges(new AttributeChange.AddCommunities(List.of(Community.parse("no-export")))),
                    Aggregate.of(Prefix.parse("10.245.0.0/16")).withDiscard(false)))
            .maximumPaths(16)
            .convergenceLimit(Duration.ofMinutes(2))
            .peers(UP.config(), DOWN.config())
            .build();

    private Examples() {}

    /// Paths that lost after the interior cost share the load.
    private static LocRibEntry.Path path(String peer, int pathId, PathAttributes attributes, Optional<Step> lostBy) {
        return new LocRibEntry.Path(
                Optional.of(new PeerId(peer)),
                pathId,
                Optional.of(NextHop.of(IpAddress.parse(peer))),
                attributes,
                lostBy.isEmpty() || lostBy.get().compareTo(Step.INTERIOR_COST) > 0,
                Optional.empty(),
                lostBy);
    }

    private static InetSocketAddress endpoint(String address, int port) {
        return new InetSocketAddress(IpAddress.parse(address).toInetAddress(), port);
    }
}
