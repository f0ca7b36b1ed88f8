package io.barewire.rib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Routing instances that lend each other their routes.
class LeakTest {
    private static final PeerId A = new PeerId("10.0.0.11");
    private static final PeerId B = new PeerId("10.0.0.12");
    private static final Prefix NET = Prefix.parse("10.244.1.0/24");
    private static final Prefix OWN = Prefix.parse("10.244.9.0/24");

    /// A routing instance, with what its sink knows.
    private static final class Instance {
        final String name;
        final Rib rib;
        final ChangeFeed<RouteChange> feed;
        final Map<Prefix, List<ScopedNextHop>> sink = new TreeMap<>();
        final Map<Instance, ChangeFeed<LeakedRoute>> lentTo = new LinkedHashMap<>();

        Instance(String name, int host) {
            this.name = name;
            rib = new Rib(new RibSettings(65000, IpAddress.parse("10.0.0." + host), 4));
            feed = rib.openFeed(() -> {});
        }

        void lendTo(Instance other) {
            lentTo.put(other, rib.openLeakFeed(() -> {}));
        }

        void up(PeerId id, boolean external) {
            rib.addPeer(id, PeerPolicy.EVERYTHING);
            IpAddress address = IpAddress.parse(id.name());
            rib.peerUp(
                    id,
                    new SessionInfo(
                            external ? 65001 : 65000,
                            address,
                            address,
                            Map.of(AddressFamily.IPV4, NextHop.of(rib.settings().bgpIdentifier())),
                            new MessageFormat(
                                    external, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false),
                            false,
                            0,
                            false));
        }

        void announce(PeerId from, PathAttributes attributes, Prefix... prefixes) {
            rib.receive(
                    from,
                    Update.announce(
                            NextHop.of(IpAddress.parse(from.name())),
                            attributes,
                            Nlri.of(AddressFamily.IPV4, List.of(prefixes))));
        }

        void withdraw(PeerId from, Prefix prefix) {
            rib.receive(from, Update.withdraw(Nlri.of(prefix)));
        }

        /// Hands over what there is, both ways and as often as needed.
        static void settle(Instance... all) {
            boolean more = true;
            while (more) {
                more = false;
                for (Instance from : all) {
                    for (Map.Entry<Instance, ChangeFeed<LeakedRoute>> to : from.lentTo.entrySet()) {
                        List<LeakedRoute> routes = to.getValue().drain(3);
                        routes.forEach(route -> to.getKey().rib.leak(from.name, route));
                        more |= !routes.isEmpty();
                    }
                }
            }
            for (Instance one : all) {
                for (RouteChange change : one.feed.drain(100_000)) {
                    if (change.nextHops().isEmpty()) {
                        one.sink.remove(change.prefix());
                    } else {
                        one.sink.put(change.prefix(), change.nextHops());
                    }
                }
            }
        }

        Map<Prefix, RibModel.Route> told(PeerId id) {
            Heard heard = new Heard();
            rib.refresh(id, AddressFamily.IPV4);
            for (var messages = rib.poll(id); !messages.isEmpty(); messages = rib.poll(id)) {
                heard.hear(messages);
            }
            Map<Prefix, RibModel.Route> told = new TreeMap<>();
            rib.advertised(id, RouteQuery.first(1000))
                    .forEach(
                            route -> told.put(route.prefix(), new RibModel.Route(route.nextHop(), route.attributes())));
            return told;
        }
    }

    private final Instance main = new Instance("default", 1);
    private final Instance red = new Instance("red", 2);

    private static ScopedNextHop in(String instance, PeerId peer) {
        return new ScopedNextHop(NextHop.of(IpAddress.parse(peer.name())), 0, instance);
    }

    private static PathAttributes path() {
        return PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);
    }

    @Test
    void aLearnedRouteIsUsedByTheOtherWithItsNextHopWhereItWasLearned() {
        red.lendTo(main);
        red.up(A, false);
        red.announce(A, path(), NET);
        Instance.settle(main, red);
        assertEquals(Map.of(NET, List.of(in("red", A))), main.sink);
        LocRibEntry.Path shown =
                main.rib.locRib(RouteQuery.first(9)).getFirst().paths().getFirst();
        assertEquals(Optional.of(new PeerId("vrf red 10.0.0.11")), shown.peer());

        red.withdraw(A, NET);
        Instance.settle(main, red);
        assertEquals(Map.of(), main.sink);
        assertEquals(0, main.rib.attributeSets());
    }

    @Test
    void whatWasLeakedIsNotLeakedOn() {
        Instance blue = new Instance("blue", 3);
        red.lendTo(main);
        main.lendTo(red);
        main.lendTo(blue);
        blue.lendTo(main);
        red.up(A, true);
        red.announce(A, path(), NET);
        Instance.settle(main, red, blue);
        assertEquals(Set.of(NET), main.sink.keySet());
        assertEquals(Map.of(), blue.sink);
        assertEquals(List.of(ScopedNextHop.of(NextHop.of(IpAddress.parse(A.name())))), red.sink.get(NET));
        red.rib.removePeer(A);
        Instance.settle(main, red, blue);
        assertEquals(Map.of(), main.sink);
        assertEquals(Map.of(), red.sink);
    }

    /// Into the VRF's device where it is a VRF's; the default instance has none. Told to peers of both kinds.
    @Test
    void anOwnPrefixIsLentAndToldWithTheBorrowerAsNextHop() {
        red.lendTo(main);
        main.lendTo(red);
        red.rib.originate(OWN);
        main.rib.originate(NET);
        main.up(A, false);
        red.up(B, true);
        Instance.settle(main, red);
        assertEquals(
                Map.of(OWN, List.of(new ScopedNextHop(NextHop.of(IpAddress.parse("0.0.0.0")), 0, "red"))), main.sink);
        assertEquals(Map.of(), red.sink);
        assertEquals(Set.of(OWN, NET), main.told(A).keySet());
        assertEquals(Set.of(OWN, NET), red.told(B).keySet());
        assertEquals(
                NextHop.of(IpAddress.parse("10.0.0.1")),
                Optional.ofNullable(main.told(A).get(OWN)).orElseThrow().nextHop());
    }

    /// As everywhere: learned from an internal peer, it is not told to internal ones.
    @Test
    void aBorrowedRouteIsToldAsIfItHadBeenLearnedHere() {
        red.lendTo(main);
        red.up(A, false);
        red.up(B, true);
        main.up(A, false);
        main.up(B, true);
        red.announce(A, path(), NET);
        red.announce(B, path(), OWN);
        Instance.settle(main, red);
        assertEquals(Set.of(OWN), main.told(A).keySet());
        assertEquals(Set.of(NET, OWN), main.told(B).keySet());
        assertEquals(
                NextHop.of(IpAddress.parse("10.0.0.1")),
                Optional.ofNullable(main.told(A).get(OWN)).orElseThrow().nextHop());
    }

    @Test
    void pathsInUseAreLentTogetherAndDecideAgainstOurOwn() {
        red.lendTo(main);
        red.up(A, false);
        red.up(B, false);
        red.announce(A, path(), NET, OWN);
        red.announce(B, path(), NET);
        main.rib.originate(OWN);
        Instance.settle(main, red);
        assertEquals(Map.of(NET, List.of(in("red", A), in("red", B))), main.sink);
        red.rib.removePeer(A);
        Instance.settle(main, red);
        assertEquals(Map.of(NET, List.of(in("red", B))), main.sink);
    }

    @Test
    void anInstanceThatIsNoLongerImportedTakesItsRoutesAlong() {
        red.lendTo(main);
        red.up(A, true);
        red.announce(A, path(), NET);
        red.rib.originate(OWN);
        Instance.settle(main, red);
        assertEquals(2, main.sink.size());
        main.rib.endLeak("red");
        Instance.settle(main, red);
        assertEquals(Map.of(), main.sink);
        assertEquals(0, main.rib.attributeSets());
        assertEquals(0, main.rib.heldPrefixes(AddressFamily.IPV4));
    }

    /// Random lives of two instances that import each other: each one uses, for what it has no path of its own, just
    /// what the other uses itself.
    @Test
    void twoInstancesThatImportEachOtherAgree() {
        forSeeds(200, rng -> {
            Instance one = new Instance("default", 1);
            Instance other = new Instance("red", 2);
            one.lendTo(other);
            other.lendTo(one);
            List<Prefix> pool = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                pool.add(Prefix.parse("10.244." + i + ".0/24"));
            }
            List<Instance> both = List.of(one, other);
            List<PeerId> peers = List.of(A, B);
            for (Instance instance : both) {
                peers.forEach(peer -> instance.up(peer, rng.oneIn(2)));
            }
            for (int step = rng.between(1, 60); step > 0; step--) {
                Instance instance = rng.oneOf(both);
                Prefix prefix = rng.oneOf(pool);
                switch (rng.between(0, 3)) {
                    case 0 -> instance.withdraw(rng.oneOf(peers), prefix);
                    case 1 ->
                        instance.rib.setOriginated(Set.copyOf(new TreeSet<>(rng.listOf(0, 2, r -> r.oneOf(pool)))));
                    default -> instance.announce(rng.oneOf(peers), path(), prefix);
                }
                if (rng.oneIn(3)) {
                    Instance.settle(one, other);
                }
            }
            Instance.settle(one, other);
            for (Prefix prefix : pool) {
                assertEquals(
                        hasOwn(one, prefix) || hasOwn(other, prefix),
                        uses(one, prefix),
                        () -> entry(one, prefix) + " and " + entry(other, prefix));
                assertEquals(
                        uses(one, prefix),
                        uses(other, prefix),
                        () -> entry(one, prefix) + " and " + entry(other, prefix));
            }
            for (Instance instance : both) {
                peers.forEach(instance.rib::removePeer);
                instance.rib.setOriginated(Set.of());
            }
            Instance.settle(one, other);
            for (Instance instance : both) {
                assertTrue(instance.sink.isEmpty());
                assertEquals(0, instance.rib.size(AddressFamily.IPV4));
                assertEquals(0, instance.rib.attributeSets());
                assertEquals(0, instance.rib.heldPrefixes(AddressFamily.IPV4));
            }
        });
    }

    private static boolean uses(Instance instance, Prefix prefix) {
        return !entry(instance, prefix).isEmpty();
    }

    private static boolean hasOwn(Instance instance, Prefix prefix) {
        return entry(instance, prefix).stream()
                .flatMap(entry -> entry.paths().stream())
                .anyMatch(path -> !path.peer().map(PeerId::name).orElse("").startsWith("vrf "));
    }

    private static List<LocRibEntry> entry(Instance instance, Prefix prefix) {
        return instance.rib.locRib(RouteQuery.first(100)).stream()
                .filter(entry -> entry.prefix().equals(prefix))
                .toList();
    }
}
