package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.LocRibEntry.Path;
import io.barewire.rib.Reachability.Reachable;
import io.barewire.rib.Reachability.Unreachable;
import io.barewire.rib.ReceivedRoute.Verdict;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// RFC 4271 §9.1.2.1: what becomes of paths whose next hop cannot be reached, or is reached in another way.
class NextHopTrackingTest {
    private static final IpAddress SELF = IpAddress.parse("10.0.0.1");
    private static final IpAddress NEAR = IpAddress.parse("192.0.2.1");
    private static final IpAddress FAR = IpAddress.parse("198.51.100.1");
    private static final PeerId A = new PeerId("10.0.0.11");
    private static final PeerId B = new PeerId("10.0.0.12");
    private static final Prefix NET = Prefix.parse("10.244.1.0/24");
    private static final PathAttributes ATTRIBUTES = PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);

    private final SimulatedReachability network = new SimulatedReachability();
    private final Rib rib = new Rib(new RibSettings(65000, SELF, 4), network);
    private final ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});

    NextHopTrackingTest() {
        network.onChange(rib::nextHopsChanged);
    }

    private void up(PeerId id, boolean external, boolean singleHop, int interfaceIndex) {
        rib.addPeer(id, PeerPolicy.EVERYTHING);
        IpAddress address = IpAddress.parse(id.name());
        rib.peerUp(
                id,
                new SessionInfo(
                        external ? 65001 : 65000,
                        address,
                        address,
                        Map.of(AddressFamily.IPV4, NextHop.of(SELF)),
                        new MessageFormat(
                                external, true, false, Set.of(AddressFamily.values()), Set.of(), Set.of(), true),
                        false,
                        interfaceIndex,
                        singleHop));
    }

    private void announce(PeerId from, NextHop hop, Prefix... prefixes) {
        rib.receive(from, Update.announce(hop, ATTRIBUTES, Nlri.of(prefixes[0].family(), List.of(prefixes))));
    }

    private List<RouteChange> to(NextHop... hops) {
        return List.of(new RouteChange(
                NET, List.of(hops).stream().map(ScopedNextHop::of).toList()));
    }

    @Test
    void aPathWhoseNextHopCannotBeReachedIsKeptAndShownButNotUsed() {
        network.set(NEAR, new Unreachable("no route"));
        up(A, false, false, 0);
        up(B, true, false, 0);
        rib.poll(B);
        announce(A, NextHop.of(NEAR), NET);
        assertEquals(List.of(), feed.drain(9));
        assertEquals(0, rib.size(AddressFamily.IPV4));
        assertEquals(
                new Verdict.Unreachable("no route"),
                rib.received(A, RouteQuery.first(9)).getFirst().verdict());
        LocRibEntry entry = rib.locRib(RouteQuery.first(9)).getFirst();
        assertEquals(
                List.of(new Path(
                        Optional.of(A),
                        0,
                        Optional.of(NextHop.of(NEAR)),
                        ATTRIBUTES,
                        false,
                        Optional.of("no route"),
                        Optional.empty())),
                entry.paths());
        assertEquals(0, rib.counters(B, AddressFamily.IPV4).advertised());

        network.set(NEAR, SimulatedReachability.CONNECTED);
        assertEquals(to(NextHop.of(NEAR)), feed.drain(9));
        assertEquals(
                new Verdict.Accepted(RoutePolicy.EVERYTHING.rules().getFirst(), Optional.empty(), ATTRIBUTES),
                rib.received(A, RouteQuery.first(9)).getFirst().verdict());
        rib.poll(B);
        assertEquals(1, rib.counters(B, AddressFamily.IPV4).advertised());

        network.set(NEAR, new Unreachable("interface eth0 is down"));
        assertEquals(to(), feed.drain(9));
        rib.poll(B);
        assertEquals(0, rib.counters(B, AddressFamily.IPV4).advertised());
    }

    /// RFC 4271 §9.1.2.2 e.
    @Test
    void theNearerNextHopWinsAndEqualOnesShareTheLoad() {
        network.set(FAR, new Reachable(20, false, "test"));
        up(A, false, false, 0);
        up(B, false, false, 0);
        announce(A, NextHop.of(FAR), NET);
        announce(B, NextHop.of(NEAR), NET);
        assertEquals(to(NextHop.of(NEAR)), feed.drain(9));
        assertEquals(
                Optional.of(Step.INTERIOR_COST),
                rib.locRib(RouteQuery.first(9)).getFirst().decidedBy());

        network.set(FAR, SimulatedReachability.CONNECTED);
        assertEquals(to(NextHop.of(FAR), NextHop.of(NEAR)), feed.drain(9));
    }

    /// RFC 4271 §6.3.
    @Test
    void anExternalPeerOneHopAwayMayNameItselfOrANeighborAndNothingBehindARouter() {
        IpAddress itself = IpAddress.parse(A.name());
        network.set(NEAR, new Reachable(0, false, "test"));
        network.set(itself, new Reachable(0, false, "test"));
        up(A, true, true, 0);
        announce(A, NextHop.of(NEAR), NET);
        assertEquals(List.of(), feed.drain(9));
        assertEquals(
                new Verdict.Unreachable("not on a network that we share with its peer, who is one hop away"),
                rib.received(A, RouteQuery.first(9)).getFirst().verdict());

        announce(A, NextHop.of(itself), NET);
        assertEquals(to(NextHop.of(itself)), feed.drain(9));
        announce(A, NextHop.of(FAR), NET); // connected
        assertEquals(to(NextHop.of(FAR)), feed.drain(9));
    }

    /// However many prefixes and sessions: one call of the resolver's, one change each, others left alone.
    @Test
    void anInterfaceThatGoesDownTakesTenThousandRoutesInOnePass() {
        int count = 10_000;
        up(A, false, false, 0);
        up(B, false, false, 0);
        Prefix[] prefixes = IntStream.range(0, count)
                .mapToObj(i -> Prefix.of(IpAddress.ipv4(0x0A000000 | i << 8), 24))
                .toArray(Prefix[]::new);
        announce(A, NextHop.of(FAR), prefixes);
        Prefix other = Prefix.parse("203.0.113.0/24");
        announce(B, NextHop.of(NEAR), other);
        assertEquals(count + 1, feed.drain(100_000).size());

        network.set(FAR, new Unreachable("interface eth0 is down"));
        List<RouteChange> changes = feed.drain(100_000);
        assertEquals(count, changes.size());
        assertEquals(
                Set.of(List.of()),
                Set.copyOf(changes.stream().map(RouteChange::nextHops).toList()));
        assertEquals(1, rib.size(AddressFamily.IPV4));
    }

    /// The same link-local address on two links is two next hops.
    @Test
    void aLinkLocalNextHopIsOnTheInterfaceOfTheSessionThatItCameOver() {
        NextHop linkLocal = NextHop.of(IpAddress.parse("fe80::1"));
        up(A, true, false, 3);
        up(B, true, false, 4);
        announce(A, linkLocal, NET);
        announce(B, linkLocal, NET);
        assertEquals(
                List.of(new RouteChange(
                        NET, List.of(new ScopedNextHop(linkLocal, 3, ""), new ScopedNextHop(linkLocal, 4, "")))),
                feed.drain(9));
        assertEquals(2, rib.nextHops().size());
    }

    @Test
    void aNextHopIsFollowedWhileAPathHasIt() {
        up(A, false, false, 0);
        announce(A, NextHop.of(FAR), NET, Prefix.parse("10.244.2.0/24"));
        assertEquals(Set.of(ScopedNextHop.of(NextHop.of(FAR))), network.followed());
        announce(A, NextHop.of(NEAR), NET);
        assertEquals(2, network.followed().size());
        rib.peerDown(A);
        assertEquals(Set.of(), network.followed());
        assertEquals(List.of(), rib.nextHops());
    }
}
