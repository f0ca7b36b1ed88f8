package io.barewire.rib;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the tables do for a peer that restarts (RFC 4724 §4.2, RFC 9494 §4).
class StaleRoutesTest {
    private static final String PEER = "10.0.0.11";
    private static final String OTHER = "10.0.0.12";
    private static final PeerId PEER_ID = new PeerId(PEER);
    private static final String KEPT = "10.244.1.0/24";
    private static final String DROPPED = "10.244.2.0/24";

    private final TestRib test = new TestRib();

    StaleRoutesTest() {
        test.up(PEER, 65001);
        test.up(OTHER, 65002);
        test.announce(PEER, TestRib.path(65001), KEPT, DROPPED);
        test.told(OTHER);
    }

    @Test
    void whatIsKeptAndToldAgainIsNotToldToOthersOrSinksAgain() {
        ChangeFeed<RouteChange> feed = test.rib.openFeed(() -> {});
        feed.drain(10);
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        assertEquals(2, test.rib.stale(PEER_ID, IPV4));
        assertEquals(List.of(PEER), test.used(KEPT));
        assertEquals(2, test.rib.received(PEER_ID, RouteQuery.first(10)).size());
        test.up(PEER, 65001);
        test.announce(PEER, TestRib.path(65001), KEPT);
        assertEquals(1, test.rib.stale(PEER_ID, IPV4));
        assertEquals(Map.of(), test.told(OTHER));
        assertEquals(List.of(), feed.drain(10));
        test.rib.sweepStale(PEER_ID, IPV4);
        assertEquals(Set.of(DROPPED), test.told(OTHER).keySet());
        assertEquals(List.of(new RouteChange(Prefix.parse(DROPPED), List.of())), feed.drain(10));
        assertEquals(List.of(PEER), test.used(KEPT));
        assertEquals(0, test.rib.stale(PEER_ID, IPV4));
    }

    @Test
    void aFamilyThatIsNotKeptGoesAtOnce() {
        test.rib.peerAway(PEER_ID, Set.of(IPV6));
        assertEquals(List.of(), test.used(KEPT));
        assertEquals(0, test.rib.stale(PEER_ID, IPV4));
    }

    @Test
    void forgettingLeavesNothing() {
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        test.rib.forget(PEER_ID);
        assertEquals(Set.of(KEPT, DROPPED), test.told(OTHER).keySet());
        assertEquals(0, test.rib.heldPrefixes(IPV4));
        assertEquals(0, test.rib.attributeSets());
        test.up(PEER, 65001);
        test.announce(PEER, TestRib.path(65001), KEPT);
        assertEquals(List.of(PEER), test.used(KEPT));
    }

    /// The same router at another address of the link, as link-local ones change: it is not told that it is the next
    /// hop (RFC 4271 §5.1.3).
    @Test
    void aPeerMayComeBackWithAnotherAddress() {
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        IpAddress moved = IpAddress.parse("10.0.0.99");
        SessionTerms shared = SessionTerms.PLAIN.withSharedNetworks(Set.of(Prefix.parse("10.0.0.0/24")));
        test.rib.peerUp(PEER_ID, test.session(PEER, moved, 65001, shared));
        test.told(PEER);
        test.announceVia(OTHER, moved, TestRib.path(65002), "10.244.4.0/24");
        test.announceVia(OTHER, IpAddress.parse(PEER), TestRib.path(65002), "10.244.3.0/24");
        assertEquals(Set.of("10.244.3.0/24"), test.told(PEER).keySet());
    }

    /// Another router has taken its address.
    @Test
    void aPeerOfAnotherAsInheritsNothing() {
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        test.up(PEER, 65009);
        assertEquals(List.of(), test.used(KEPT));
        assertEquals(0, test.rib.stale(PEER_ID, IPV4));
    }

    @Test
    void anotherImportFilterJudgesStaleRoutesToo() {
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        test.rib.setPolicy(PEER_ID, PeerPolicy.EVERYTHING.withImportFilter(PrefixFilter.NONE));
        assertEquals(List.of(), test.used(KEPT));
        test.rib.setPolicy(PEER_ID, PeerPolicy.EVERYTHING);
        assertEquals(List.of(PEER), test.used(KEPT));
    }

    /// RFC 9494 §4.2, §4.3.
    @Test
    void longLivedStaleRoutesAreTheLastResort() {
        test.announce(OTHER, TestRib.path(65002, 7, 8, 9), KEPT);
        assertEquals(List.of(PEER), test.used(KEPT));
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        test.rib.markLongLived(PEER_ID, IPV4);
        assertEquals(List.of(OTHER), test.used(KEPT));
        assertEquals(List.of(PEER), test.used(DROPPED), "there is no other");
        test.up(PEER, 65001);
        test.announce(PEER, TestRib.path(65001), KEPT);
        assertEquals(List.of(PEER), test.used(KEPT));
    }

    @Test
    void aRouteThatMustNotBeKeptLongGoes() {
        test.announce(PEER, TestRib.path(65001).with(new Communities(List.of(Communities.NO_LLGR))), KEPT);
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        assertEquals(List.of(PEER), test.used(KEPT));
        test.rib.markLongLived(PEER_ID, IPV4);
        assertEquals(List.of(), test.used(KEPT));
        assertEquals(List.of(PEER), test.used(DROPPED));
    }

    /// RFC 9494 §4.4.
    @Test
    void onlyWhoKnowsThemHearsOfLongLivedStaleRoutes() {
        String knowing = "10.0.0.13";
        test.up(knowing, 65003, SessionTerms.PLAIN.withLongLivedKnown(true));
        test.told(knowing);
        test.rib.peerAway(PEER_ID, Set.of(IPV4));
        test.rib.markLongLived(PEER_ID, IPV4);
        Map<String, Optional<PathAttributes>> told = test.told(knowing);
        assertEquals(
                List.of(Communities.LLGR_STALE),
                told.getOrDefault(KEPT, Optional.empty())
                        .orElseThrow()
                        .get(Communities.class)
                        .orElseThrow()
                        .values());
        assertTrue(test.told(OTHER).values().stream().allMatch(Optional::isEmpty));
    }

    /// A received one is as good as ours (RFC 9494 §4.3), whatever its LOCAL_PREF.
    @Test
    void aReceivedMarkCountsToo() {
        String internal = "10.0.0.14";
        test.up(internal, TestRib.AS);
        test.announce(
                internal,
                TestRib.path().with(new LocalPref(1000)).with(new Communities(List.of(Communities.LLGR_STALE))),
                KEPT);
        assertEquals(List.of(PEER), test.used(KEPT));
        assertInstanceOf(ReceivedRoute.Verdict.Accepted.class, test.verdict(internal, KEPT));
    }
}
