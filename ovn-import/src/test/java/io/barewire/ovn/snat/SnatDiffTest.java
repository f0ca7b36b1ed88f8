package io.barewire.ovn.snat;

import static io.barewire.testkit.Seeds.forSeeds;
import static io.barewire.testkit.acceptance.Criterion.OVN_S4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.snat.SnatRows.Addresses;
import io.barewire.ovn.snat.SnatRows.Nat;
import io.barewire.ovn.snat.SnatRows.Router;
import io.barewire.testkit.Rng;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnatDiffTest {
    private static final String OTHERS = "default-network-controller";

    private final FakeDatabase database = new FakeDatabase();

    // ---- stories

    @Test
    void aRuleOfAnotherOwnerForTheSamePodsHoldsOursBackUntilItGoes() {
        UUID router = wholeTopology();
        database.addNat(router, "10.244.0.0/16", OTHERS);
        SnatDiff held = round(wish(GatewayMode.SHARED, 1, true));
        assertTrue(held.hindered().getOrDefault("default", "").contains("has a NAT of default-network-controller"));
        assertEquals(1, database.nats.size());
        assertEquals(Map.of(), database.sets);

        database.routers.put(router, new Router(router, "GR_n1", Set.of()));
        database.nats.clear();
        assertEquals(Map.of(), round(wish(GatewayMode.SHARED, 1, true)).hindered());
        assertEquals(1, database.nats.size());
    }

    @Test
    void rulesForSinglePodsOfOthersStandBesideOurs() {
        UUID router = wholeTopology();
        database.addNat(router, "10.244.0.7", OTHERS);
        database.addNat(router, "not-a-prefix", "");
        assertEquals(Map.of(), round(wish(GatewayMode.SHARED, 1, true)).hindered());
        assertEquals(3, database.nats.size());
    }

    @Test
    void twoRoutersOfOneNameGetNothing() {
        wholeTopology();
        database.addRouter("GR_n1");
        assertTrue(round(wish(GatewayMode.SHARED, 1, true))
                .hindered()
                .getOrDefault("default", "")
                .contains("several routers GR_n1"));
        assertEquals(Map.of(), database.nats);
    }

    @Test
    @Acceptance(OVN_S4)
    void aNodesNewAddressIsAnUpdateOfSetAndRuleAtOnce() {
        wholeTopology();
        round(wish(GatewayMode.SHARED, 1, true));
        Set<UUID> before = new HashSet<>(database.nats.keySet());
        database.ports.replaceAll((_, port) -> new SnatRows.Port(
                port.uuid(),
                port.name(),
                port.networks().stream()
                        .map(text -> text.replace("172.18.0.2/", "172.18.0.22/"))
                        .collect(Collectors.toSet())));
        SnatWish moved = new SnatWish(
                "n1",
                GatewayMode.SHARED,
                Set.of(IpAddress.parse("172.18.0.22")),
                Set.of(),
                List.of(),
                wish(GatewayMode.SHARED, 1, true).networks());
        SnatDiff diff = round(moved);
        assertEquals(2, diff.updated());
        assertEquals(0, diff.inserted() + diff.deleted());
        assertEquals(before, database.nats.keySet());
        assertEquals("172.18.0.22", database.nats.values().iterator().next().externalIp());
    }

    @Test
    void aSetThatSomebodyElseRefersToStays() {
        UUID router = wholeTopology();
        round(wish(GatewayMode.SHARED, 1, true));
        UUID set = database.sets.keySet().iterator().next();
        database.addNat(router, "10.99.0.0/16", OTHERS);
        database.nats.replaceAll((_, nat) -> nat.owner().equals(OTHERS) ? exempting(nat, Optional.of(set)) : nat);
        round(wish(GatewayMode.SHARED, 0, true));
        assertEquals(Set.of(set), database.sets.keySet());
        assertEquals(1, database.nats.size());
    }

    @Test
    void aRuleThatSomebodyMadeTheirsIsNotTakenAway() {
        wholeTopology();
        round(wish(GatewayMode.SHARED, 1, true));
        SnatDiff removal =
                SnatDiff.of("n1", plan(database, wish(GatewayMode.SHARED, 0, true)), database.rows(), database::fresh);
        database.nats.replaceAll((_, nat) -> ownedBy(OTHERS, nat));
        AssertionError refused = assertThrows(AssertionError.class, () -> database.commit(removal.operations()));
        assertTrue(refused.toString().contains("timed out"), refused::toString);
        assertEquals(1, database.nats.size());
    }

    // ---- properties

    /// Whatever others did to the rows, and whatever is wanted next: one transaction, which the database takes, and
    /// nothing is left to do; no rule ever stands there without what it needs; rows of others are as they were.
    @Test
    void oneTransactionPutsEverythingRight() {
        forSeeds(2_000, rng -> {
            FakeDatabase db = new FakeDatabase();
            List<UUID> routers = topology(db, rng.between(0, 3));
            for (int step = 0; step < 4; step++) {
                damage(db, routers, rng);
                SnatWish wish = wish(rng.oneOf(GatewayMode.values()), rng.between(0, 3), rng.oneIn(2));
                Map<UUID, Nat> foreign = foreign(db);
                SnatPlan plan = plan(db, wish);
                SnatDiff diff = SnatDiff.of("n1", plan, db.rows(), db::fresh);
                db.commit(diff.operations());
                SnatDiff again = SnatDiff.of("n1", plan, db.rows(), db::fresh);
                assertTrue(again.isEmpty(), () -> again.operations().toString());
                assertEquals(diff.hindered(), again.hindered());
                assertEquals(foreign, foreign(db));
                everyRuleHasItsSet(db, wish);
            }
            db.commit(SnatDiff.of("n1", plan(db, wish(GatewayMode.SHARED, 0, true)), db.rows(), db::fresh)
                    .operations());
            assertTrue(db.nats.values().stream().noneMatch(nat -> nat.isOf("n1")));
            assertTrue(db.sets.values().stream().noneMatch(set -> set.isOf("n1"))
                    || !foreign(db).isEmpty());
        });
    }

    private static void everyRuleHasItsSet(FakeDatabase db, SnatWish wish) {
        for (Nat nat : db.nats.values()) {
            if (!nat.isOf("n1")) {
                continue;
            }
            assertFalse(nat.exempted().isPresent() == nat.allowed().isPresent(), nat::toString);
            nat.exempted().ifPresent(uuid -> {
                Addresses set = Objects.requireNonNull(db.sets.get(uuid));
                PodNetwork network = wish.networks().stream()
                        .filter(one -> one.name().equals(nat.externalIds().get(SnatRows.NETWORK_KEY)))
                        .findFirst()
                        .orElseThrow();
                Set<String> pods = network.subnets().stream()
                        .map(Prefix::toString)
                        .filter(text -> text.contains(":") == nat.logicalIp().contains(":"))
                        .collect(Collectors.toSet());
                assertTrue(set.addresses().containsAll(pods), set::toString);
            });
        }
    }

    private static Map<UUID, Nat> foreign(FakeDatabase db) {
        return db.nats.values().stream()
                .filter(nat -> !nat.owner().equals(SnatRows.OWNER))
                .collect(Collectors.toMap(Nat::uuid, nat -> nat));
    }

    private static void damage(FakeDatabase db, List<UUID> routers, Rng rng) {
        for (Nat nat : List.copyOf(db.nats.values())) {
            if (nat.isOf("n1") && rng.oneIn(3)) {
                db.nats.put(
                        nat.uuid(),
                        rng.oneOf(
                                exempting(nat, Optional.empty()),
                                new Nat(
                                        nat.uuid(),
                                        nat.type(),
                                        "10.250.0.0/16",
                                        nat.externalIp(),
                                        nat.logicalPort(),
                                        nat.exempted(),
                                        nat.allowed(),
                                        Map.of("stateless", "true"),
                                        "ip4.dst == 1.2.3.4",
                                        nat.externalIds())));
            }
        }
        for (Addresses set : List.copyOf(db.sets.values())) {
            if (rng.oneIn(3)) {
                db.sets.put(set.uuid(), new Addresses(set.uuid(), set.name(), Set.of(), set.externalIds()));
            }
        }
        List<UUID> present = new ArrayList<>(routers);
        present.retainAll(db.routers.keySet());
        if (!present.isEmpty() && rng.oneIn(4)) {
            db.addNat(rng.oneOf(present), rng.oneOf("10.244.0.0/16", "10.9.0.0/16", "10.244.0.9"), OTHERS);
        }
        if (!present.isEmpty() && rng.oneIn(4)) {
            UUID router = rng.oneOf(present);
            String name = Objects.requireNonNull(db.routers.get(router)).name();
            db.removeRouter(router);
            if (rng.oneIn(2)) {
                routers.add(db.addRouter(name).uuid());
            }
        }
    }

    private static Nat exempting(Nat nat, Optional<UUID> set) {
        return with(nat, set, Optional.empty(), nat.externalIds());
    }

    private static Nat ownedBy(String owner, Nat nat) {
        return with(nat, nat.exempted(), nat.allowed(), Map.of(SnatRows.OWNER_KEY, owner));
    }

    private static Nat with(Nat nat, Optional<UUID> exempted, Optional<UUID> allowed, Map<String, String> externalIds) {
        return new Nat(
                nat.uuid(),
                nat.type(),
                nat.logicalIp(),
                nat.externalIp(),
                nat.logicalPort(),
                exempted,
                allowed,
                nat.options(),
                nat.match(),
                externalIds);
    }

    // ---- words

    private SnatDiff round(SnatWish wish) {
        SnatDiff diff = SnatDiff.of("n1", plan(database, wish), database.rows(), database::fresh);
        database.commit(diff.operations());
        return diff;
    }

    private static SnatPlan plan(FakeDatabase db, SnatWish wish) {
        return SnatDecision.plan(wish, Optional.of(db.rows().networksOfPorts()));
    }

    /// The default network and `count - 1` others.
    private static SnatWish wish(GatewayMode mode, int count, boolean snat) {
        List<PodNetwork> networks = IntStream.range(0, count)
                .mapToObj(i -> new PodNetwork(
                        i == 0 ? "default" : "cluster_udn_" + i,
                        List.of(
                                Prefix.parse(i == 0 ? "10.244.0.0/16" : "10.9.0.0/16"),
                                Prefix.parse("fd0" + i + "::/48")),
                        List.of(
                                Prefix.parse(i == 0 ? "10.244.0.0/24" : "10.9.0.0/24"),
                                Prefix.parse("fd0" + i + "::/64")),
                        snat))
                .toList();
        return new SnatWish(
                "n1",
                mode,
                Set.of(IpAddress.parse("172.18.0.2"), IpAddress.parse("fc00::2")),
                Set.of(IpAddress.parse("172.18.0.3")),
                List.of(),
                networks);
    }

    private UUID wholeTopology() {
        UUID router = database.addRouter("GR_n1").uuid();
        database.addPort("rtoe-GR_n1", "172.18.0.2/16");
        return router;
    }

    private static List<UUID> topology(FakeDatabase db, int networks) {
        List<UUID> routers = new ArrayList<>();
        for (int i = 0; i < networks; i++) {
            String prefix = i == 0 ? "" : "cluster_udn_" + i + "_";
            routers.add(db.addRouter("GR_" + prefix + "n1").uuid());
            routers.add(db.addRouter(prefix + "ovn_cluster_router").uuid());
            db.addPort("rtoe-GR_" + prefix + "n1", "172.18.0.2/16", "fc00::2/64", "169.254.0.1" + i + "/32");
        }
        return routers;
    }
}
