package io.barewire.rib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.BestPath.Candidate;
import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestPathTest {
    private static final long LOCAL_AS = 65000;

    /// `e` or `i`, the last octets of peer address and identifier, then attributes: `lp=`, `path=`, `set=`, `o=`,
    /// `med=`, `orig=`, `cl=`, and the path identifier `id=`.
    private static Candidate path(String text) {
        String[] words = text.trim().split(" +");
        List<PathAttribute> attributes = new ArrayList<>();
        Origin.Kind origin = Origin.Kind.IGP;
        List<Segment> segments = new ArrayList<>();
        int pathId = 0;
        for (String word : Arrays.asList(words).subList(3, words.length)) {
            String name = word.substring(0, word.indexOf('='));
            String value = word.substring(word.indexOf('=') + 1);
            switch (name) {
                case "lp" -> attributes.add(new LocalPref(Long.parseLong(value)));
                case "path" -> segments.add(new Segment(SegmentType.AS_SEQUENCE, numbers(value)));
                case "set" -> segments.add(new Segment(SegmentType.AS_SET, numbers(value)));
                case "o" -> origin = Origin.Kind.valueOf(value);
                case "med" -> attributes.add(new MultiExitDisc(Long.parseLong(value)));
                case "orig" ->
                    attributes.add(
                            new OriginatorId(IpAddress.parse("10.9.9." + value).ipv4Bits()));
                case "cl" ->
                    attributes.add(new ClusterList(
                            numbers(value).stream().map(Long::intValue).toList()));
                case "id" -> pathId = Integer.parseUnsignedInt(value);
                default -> throw new IllegalArgumentException(word);
            }
        }
        attributes.add(new Origin(origin));
        attributes.add(new AsPath(segments));
        return new Candidate(
                false,
                PathAttributes.of(attributes),
                NextHop.of(IpAddress.parse("192.0.2." + words[1])),
                words[0].equals("e"),
                0,
                IpAddress.parse("10.9.9." + words[2]),
                IpAddress.parse("10.0.0." + words[1]),
                pathId);
    }

    private static RibSettings self(int maximumPaths) {
        return new RibSettings(LOCAL_AS, IpAddress.parse("10.0.0.99"), maximumPaths);
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.split(",")).map(Long::valueOf).toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        higher LOCAL_PREF wins over a shorter path          | i 2 2 lp=200 path=1,2,3       | i 1 1 path=1              | LOCAL_PREF
        missing LOCAL_PREF is 100                           | i 2 2 path=1                  | i 1 1 lp=99 path=1        | LOCAL_PREF
        shorter AS_PATH wins                                | e 2 2 path=1,2                | e 1 1 path=3,4,5          | AS_PATH_LENGTH
        a set counts one, however large                     | e 2 2 path=1 set=7,8,9        | e 1 1 path=3,4,5          | AS_PATH_LENGTH
        IGP wins over EGP                                   | e 2 2 path=1                  | e 1 1 path=3 o=EGP        | ORIGIN
        EGP wins over INCOMPLETE                            | e 2 2 path=1 o=EGP            | e 1 1 path=3 o=INCOMPLETE | ORIGIN
        lower MED wins within a neighbor AS                 | e 2 2 path=1 med=5            | e 1 1 path=1 med=6        | MULTI_EXIT_DISC
        missing MED is 0                                    | e 2 2 path=1                  | e 1 1 path=1 med=1        | MULTI_EXIT_DISC
        MED of other neighbor ASes is not compared          | e 1 1 path=1 med=9            | e 2 2 path=2 med=1        | BGP_IDENTIFIER
        external wins over internal                         | e 2 2 path=1                  | i 1 1 path=2              | EXTERNAL
        lower identifier wins over lower address            | e 2 1 path=1                  | e 1 2 path=2              | BGP_IDENTIFIER
        ORIGINATOR_ID stands in for the identifier          | i 2 9 path=1 orig=1           | i 1 2 path=1              | BGP_IDENTIFIER
        shorter CLUSTER_LIST wins                           | i 2 1 path=1 cl=1             | i 1 1 path=1 cl=1,2       | CLUSTER_LIST_LENGTH
        lower peer address wins                             | i 1 1 path=1 id=9             | i 2 1 path=1 id=8         | PEER_ADDRESS
        of one peer's paths the lower identifier wins       | i 1 1 path=1 id=9             | i 1 1 path=1 id=4294967295 | PATH_IDENTIFIER
        """)
    void decides(String what, String winner, String loser, Step by) {
        for (List<String> order : List.of(List.of(winner, loser), List.of(loser, winner))) {
            List<Candidate> candidates = order.stream().map(BestPathTest::path).toList();
            BestPath.Decision decision = BestPath.decide(candidates, self(1));
            assertEquals(path(winner), decision.best(), what);
            assertEquals(Optional.of(by), decision.by(), what);
            assertEquals(List.of(by), List.copyOf(decision.lostBy().values()), what);
        }
    }

    /// A beats B on identifier, B beats C on being external, C beats A on MED: no pairwise order exists.
    @Test
    void medDoesNotMakeTheAnswerDependOnOrder() {
        Candidate a = path("e 1 1 path=1 med=10");
        Candidate b = path("e 2 2 path=2");
        Candidate c = path("i 3 3 path=1 med=5");
        List<List<Candidate>> orders = List.of(
                List.of(a, b, c),
                List.of(a, c, b),
                List.of(b, a, c),
                List.of(b, c, a),
                List.of(c, a, b),
                List.of(c, b, a));
        for (List<Candidate> order : orders) {
            assertEquals(b, BestPath.decide(order, self(1)).best());
        }
    }

    @Test
    void externalPathsOfOneNeighborAsShareTheLoad() {
        Candidate best = path("e 1 1 path=1,7");
        Candidate same = path("e 2 2 path=1,8");
        Candidate other = path("e 3 3 path=2,7");
        assertEquals(
                List.of(best, same),
                BestPath.decide(List.of(other, same, best), self(4)).used());
    }

    @Test
    void internalPathsNeedTheSameAsPathToShareTheLoad() {
        Candidate best = path("i 1 1 path=1,7");
        Candidate same = path("i 2 2 path=1,7");
        Candidate other = path("i 3 3 path=1,8");
        assertEquals(
                List.of(best, same),
                BestPath.decide(List.of(other, same, best), self(4)).used());
    }

    @Test
    void relaxedPathsShareTheLoadWithAnyAsPathOfTheirLength() {
        for (String kind : List.of("e", "i")) {
            Candidate best = path(kind + " 1 1 path=1,7");
            Candidate other = path(kind + " 2 2 path=2,8");
            Candidate longer = path(kind + " 3 3 path=2,8,9");
            assertEquals(
                    List.of(best, other),
                    BestPath.decide(List.of(other, longer, best), relaxed(4)).used());
            assertEquals(
                    List.of(best),
                    BestPath.decide(List.of(other, longer, best), self(4)).used());
        }
    }

    private static RibSettings relaxed(int maximumPaths) {
        IpAddress id = IpAddress.parse("10.0.0.99");
        return new RibSettings(LOCAL_AS, id, id, true, maximumPaths, true);
    }

    @Test
    void noMorePathsShareTheLoadThanAllowed() {
        List<Candidate> four =
                List.of(path("i 4 4 path=1"), path("i 2 2 path=1"), path("i 3 3 path=1"), path("i 1 1 path=1"));
        assertEquals(
                List.of(path("i 1 1 path=1"), path("i 2 2 path=1")),
                BestPath.decide(four, self(2)).used());
    }

    @Test
    void arrivalOrderDoesNotMatter() {
        forSeeds(3_000, rng -> {
            List<Candidate> candidates = candidates(rng);
            assertEquals(BestPath.decide(candidates, self(3)), BestPath.decide(rng.shuffled(candidates), self(3)));
        });
    }

    /// The packed engine, fed through the front door, in any order, next hops and all; several paths of one peer come
    /// with path identifiers.
    @Test
    void packedTablesDecideTheSame() {
        Prefix prefix = Prefix.parse("203.0.113.0/24");
        forSeeds(3_000, rng -> {
            List<Candidate> candidates = candidates(rng);
            RibSettings settings = rng.oneIn(2) ? self(3) : relaxed(3);
            Rib rib = new Rib(settings, costs(candidates));
            ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});
            Set<PeerId> up = new HashSet<>();
            for (Candidate candidate : rng.shuffled(candidates)) {
                PeerId id = new PeerId(candidate.peerAddress().toString());
                if (up.add(id)) {
                    rib.addPeer(id, PeerPolicy.NOTHING.withImportFilter(PrefixFilter.ALL));
                    rib.peerUp(id, session(candidate));
                }
                Nlri nlri = new Nlri.Builder(AddressFamily.IPV4, true)
                        .add(candidate.pathId(), prefix.high(), prefix.low(), prefix.length())
                        .build();
                rib.receive(id, Update.announce(candidate.nextHop(), candidate.attributes(), nlri));
            }
            BestPath.Decision decision = BestPath.decide(candidates, settings);
            assertEquals(
                    List.of(new RouteChange(
                            prefix,
                            decision.used().stream()
                                    .map(path -> ScopedNextHop.of(path.nextHop()))
                                    .toList())),
                    feed.drain(10));
            LocRibEntry entry = rib.locRib(RouteQuery.first(1)).getFirst();
            assertEquals(decision.by(), entry.decidedBy());
            assertEquals(
                    Optional.of(new PeerId(decision.best().peerAddress().toString())),
                    entry.paths().getFirst().peer());
            assertEquals(decision.best().pathId(), entry.paths().getFirst().pathId());
            checkWhereOthersLost(entry);
        });
    }

    /// The best lost nowhere, everyone else somewhere, the last of them where the decision fell.
    private static void checkWhereOthersLost(LocRibEntry entry) {
        assertEquals(Optional.empty(), entry.paths().getFirst().lostBy());
        List<Step> lost = entry.paths().stream()
                .skip(1)
                .map(path -> path.lostBy().orElseThrow())
                .toList();
        assertEquals(entry.decidedBy(), lost.stream().max(Comparator.naturalOrder()));
    }

    /// A network in which each candidate's next hop costs what the candidate says.
    private static NextHopResolver costs(List<Candidate> candidates) {
        SimulatedReachability network = new SimulatedReachability();
        candidates.forEach(candidate -> network.set(
                candidate.nextHop().address(), new Reachability.Reachable(candidate.interiorCost(), false, "test")));
        return network;
    }

    private static SessionInfo session(Candidate candidate) {
        Set<AddressFamily> families = Set.of(AddressFamily.IPV4);
        MessageFormat format =
                new MessageFormat(candidate.external(), true, false, families, families, Set.of(), false);
        return new SessionInfo(
                candidate.external() ? 65001 : LOCAL_AS,
                candidate.bgpIdentifier(),
                candidate.peerAddress(),
                Map.of(AddressFamily.IPV4, NextHop.of(IpAddress.parse("10.0.0.99"))),
                format,
                false,
                0,
                false);
    }

    private static List<Candidate> candidates(Rng rng) {
        List<Candidate> candidates = new ArrayList<>();
        int count = rng.between(1, 6);
        for (int i = 1; i <= count; i++) {
            List<PathAttribute> attributes = new ArrayList<>();
            attributes.add(new Origin(rng.oneOf(Origin.Kind.IGP, Origin.Kind.IGP, Origin.Kind.EGP)));
            attributes.add(new AsPath(List.of(new Segment(
                    SegmentType.AS_SEQUENCE, List.of((long) rng.between(1, 2), (long) rng.between(1, 2))))));
            if (rng.oneIn(2)) {
                attributes.add(new MultiExitDisc(rng.between(0, 2)));
            }
            if (rng.oneIn(6)) {
                attributes.add(new LocalPref(rng.between(99, 101)));
            }
            if (rng.oneIn(4)) {
                attributes.add(new OriginatorId(
                        rng.oneOf(-1, 1, IpAddress.parse("10.9.9.2").ipv4Bits())));
                attributes.add(new ClusterList(rng.listOf(1, 2, r -> r.between(1, 2))));
            }
            // Every other path comes from the peer of the one before, so it is a further one of its prefix.
            boolean further = i % 2 == 0;
            candidates.add(new Candidate(
                    false,
                    PathAttributes.of(attributes),
                    NextHop.of(IpAddress.parse("192.0.2." + i)),
                    further ? candidates.getLast().external() : rng.oneIn(2),
                    rng.oneOf(0L, 0L, 0L, 10L, 0xFFFFFFFFL),
                    further ? candidates.getLast().bgpIdentifier() : IpAddress.parse("10.9.9." + rng.between(1, 3)),
                    further ? candidates.getLast().peerAddress() : IpAddress.parse("10.0.0." + i),
                    i));
        }
        return candidates;
    }
}
