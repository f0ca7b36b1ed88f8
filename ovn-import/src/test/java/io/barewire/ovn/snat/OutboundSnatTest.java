package io.barewire.ovn.snat;

import static io.barewire.testkit.acceptance.Criterion.OVN_S2;
import static io.barewire.testkit.acceptance.Criterion.OVN_S5;
import static io.barewire.testkit.acceptance.Criterion.OVN_S6;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Source NAT in a real ovsdb-server, through whatever may happen to it. No northd runs here.
@Tag("ovn")
@Timeout(300)
class OutboundSnatTest {
    private static final String SET = "10.244.0.0/16 172.18.0.2";
    private static final String RULE = "10.244.0.0/16 172.18.0.2 snat barewire";

    private static SnatConfig config(OvsdbTestServer server) {
        return config(server.endpoint());
    }

    private static SnatConfig config(String endpoint) {
        return new SnatConfig(List.of(Endpoint.parse(endpoint)), Optional.empty(), Optional.empty());
    }

    private static SnatWish wish(boolean snat, String... own) {
        PodNetwork network = new PodNetwork(
                PodNetwork.DEFAULT,
                List.of(Prefix.parse("10.244.0.0/16")),
                List.of(Prefix.parse("10.244.0.0/24")),
                snat);
        return new SnatWish(
                "n1",
                GatewayMode.SHARED,
                Set.copyOf(Stream.of(own).map(IpAddress::parse).toList()),
                Set.of(IpAddress.parse("172.18.0.3")),
                List.of(),
                List.of(network));
    }

    private static SnatWish nothing() {
        return new SnatWish("n1", GatewayMode.SHARED, Set.of(), Set.of(), List.of(), List.of());
    }

    private static void awaitRows(OvsdbTestServer server, String... rows) {
        await().untilAsserted(() -> assertEquals(List.of(rows), rows(server)));
    }

    /// Address sets, then NATs.
    private static List<String> rows(OvsdbTestServer server) {
        return Stream.concat(
                        dump(server, "Address_Set", "addresses"),
                        dump(server, "NAT", "external_ids", "external_ip", "logical_ip", "type")
                                .map(OutboundSnatTest::nat))
                .toList();
    }

    /// Columns come in alphabetical order.
    private static String nat(String line) {
        String[] columns = line.split(",", -1);
        String owner = Stream.of(columns[0].split(" "))
                .filter(pair -> pair.startsWith(SnatRows.OWNER_KEY))
                .map(pair -> pair.substring(pair.indexOf('=') + 1))
                .findFirst()
                .orElse("");
        return (columns[2] + ' ' + columns[1] + ' ' + columns[3] + ' ' + owner).strip();
    }

    private static Stream<String> dump(OvsdbTestServer server, String table, String... columns) {
        // With `_uuid`, as the server tells equal rows once.
        Stream<String> words = Stream.concat(
                Stream.of("--format=csv", "--no-headings", "--data=bare", "OVN_Northbound", table, "_uuid"),
                Stream.of(columns));
        return server.client("dump", words.toArray(String[]::new))
                .lines()
                .filter(line -> line.contains("."))
                .map(line -> line.substring(line.indexOf(',') + 1))
                .sorted();
    }

    private static void transact(OvsdbTestServer server, String... operations) {
        String said = server.client("transact", "[\"OVN_Northbound\"," + String.join(",", operations) + "]");
        if (said.contains("\"error\"")) {
            throw new AssertionError(said);
        }
    }

    private static void addTopology(OvsdbTestServer server, String address) {
        transact(
                server,
                "{\"op\":\"insert\",\"table\":\"Logical_Router_Port\",\"uuid-name\":\"p\",\"row\":{\"name\":"
                        + "\"rtoe-GR_n1\",\"mac\":\"02:42:ac:12:00:02\",\"networks\":\"" + address + "/16\"}}",
                "{\"op\":\"insert\",\"table\":\"Logical_Router\",\"row\":{\"name\":\"GR_n1\",\"ports\":"
                        + "[\"named-uuid\",\"p\"]}}");
    }

    private static void removeRouter(OvsdbTestServer server) {
        transact(server, "{\"op\":\"delete\",\"table\":\"Logical_Router\",\"where\":[[\"name\",\"==\",\"GR_n1\"]]}");
    }

    private static void awaitInPlace(OutboundSnat snat) {
        await().until(() -> !snat.status().networks().isEmpty()
                && snat.status().networks().getFirst().why().isEmpty());
    }

    private static String why(OutboundSnat snat) {
        return snat.status().networks().stream()
                .flatMap(network -> network.why().stream())
                .findFirst()
                .orElse("");
    }

    @Test
    @Acceptance(OVN_S5)
    void whatIsWantedComesAndChangesAndGoes() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            snat.want(wish(true, "172.18.0.2"));
            await().until(() -> why(snat).contains("no router port rtoe-GR_n1 with an IPv4 address"));
            addTopology(server, "172.18.0.2");
            awaitRows(server, SET, RULE);
            awaitInPlace(snat);
            assertEquals(
                    List.of("10.244.0.0/16 as 172.18.0.2, not to 2 destinations"),
                    snat.status().networks().getFirst().rows());
            snat.want(wish(true, "172.18.0.2", "192.0.2.9"));
            awaitRows(server, SET + " 192.0.2.9", RULE);
            snat.want(wish(false, "172.18.0.2"));
            awaitRows(server, "172.18.0.3", RULE);
            snat.want(nothing());
            awaitRows(server);
            await().until(() -> snat.status().mode().isEmpty());
            assertEquals(Optional.empty(), snat.status().problem());
            assertEquals(0, snat.status().failed());
            assertEquals(0, snat.status().repaired());
        }
    }

    @Test
    void theGatewayRoutersAddressIsFollowed() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            snat.want(wish(true, "172.18.0.2"));
            awaitRows(server, SET, RULE);
            transact(
                    server,
                    "{\"op\":\"update\",\"table\":\"Logical_Router_Port\",\"where\":[],\"row\":{\"networks\":"
                            + "\"172.18.0.77/16\"}}");
            awaitRows(server, SET, RULE.replace("172.18.0.2", "172.18.0.77"));
        }
    }

    @Test
    void whatSomebodyDeletesOrAltersComesBack() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            snat.want(wish(true, "172.18.0.2"));
            awaitInPlace(snat);
            transact(
                    server,
                    "{\"op\":\"update\",\"table\":\"Address_Set\",\"where\":[],\"row\":{\"addresses\":\"192.0.2.1\"}}");
            await().until(() -> snat.status().repaired() == 1);
            awaitRows(server, SET, RULE);
            transact(
                    server,
                    "{\"op\":\"update\",\"table\":\"NAT\",\"where\":[],\"row\":{\"exempted_ext_ips\":[\"set\",[]],"
                            + "\"external_ip\":\"192.0.2.1\"}}");
            await().until(() -> snat.status().repaired() == 2);
            awaitRows(server, SET, RULE);
            transact(
                    server,
                    "{\"op\":\"update\",\"table\":\"Logical_Router\",\"where\":[],\"row\":{\"nat\":[\"set\",[]]}}");
            await().until(() -> snat.status().repaired() == 3);
            awaitRows(server, SET, RULE);
            assertTrue(server.client("dump", "--data=bare", "OVN_Northbound", "NAT", "exempted_ext_ips")
                    .lines()
                    .anyMatch(line -> line.matches("[0-9a-f-]{36}")));
        }
    }

    @Test
    void anEmptiedDatabaseIsFilledAgainAndARouterMadeAnewGetsItsRules() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            snat.want(wish(true, "172.18.0.2"));
            awaitRows(server, SET, RULE);
            server.kill();
            await().until(() -> snat.status().endpoint().isEmpty());
            server.createDatabase(OvsdbTestServer.ovnNorthbound());
            server.start();
            await().until(() -> snat.status().endpoint().isPresent());
            addTopology(server, "172.18.0.2");
            awaitRows(server, SET, RULE);
            removeRouter(server);
            awaitRows(server);
            addTopology(server, "172.18.0.2");
            awaitRows(server, SET, RULE);
        }
    }

    @Test
    void ofAnotherOwnerNothingIsTouchedAndOursWaits() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            transact(
                    server,
                    "{\"op\":\"insert\",\"table\":\"NAT\",\"uuid-name\":\"n\",\"row\":{\"type\":\"snat\","
                            + "\"external_ip\":\"172.18.0.2\",\"logical_ip\":\"10.244.0.0/16\"}}",
                    "{\"op\":\"mutate\",\"table\":\"Logical_Router\",\"where\":[],\"mutations\":[[\"nat\",\"insert\","
                            + "[\"named-uuid\",\"n\"]]]}");
            snat.want(wish(true, "172.18.0.2"));
            await().until(() -> why(snat).contains("router GR_n1 has a NAT of no owner for 10.244.0.0/16 already"));
            awaitRows(server, "10.244.0.0/16 172.18.0.2 snat");
            transact(
                    server,
                    "{\"op\":\"update\",\"table\":\"Logical_Router\",\"where\":[],\"row\":{\"nat\":[\"set\",[]]}}");
            awaitRows(server, SET, RULE);
            awaitInPlace(snat);
            assertEquals(0, snat.status().repaired());
        }
    }

    @Test
    void aServerKilledWithinATransactionLeavesNothingTwiceAndNothingOut() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            snat.want(wish(true, "172.18.0.2"));
            awaitInPlace(snat);
            server.pause();
            snat.want(wish(false, "172.18.0.2"));
            await().until(() -> why(snat).equals("it is under way"));
            server.kill();
            await().until(() -> snat.status().failed() > 0);
            server.start();
            awaitRows(server, "172.18.0.3", RULE);
            awaitInPlace(snat);
        }
    }

    /// The database lets no two sets have one name.
    @Test
    void whatTheDatabaseRefusesIsSaidAndTriedAgain() {
        SnatPlan plan =
                SnatDecision.plan(wish(true, "172.18.0.2"), Optional.of(Map.of("rtoe-GR_n1", Set.of("172.18.0.2/16"))));
        String name = plan.rules().getFirst().set().name();
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            transact(server, "{\"op\":\"insert\",\"table\":\"Address_Set\",\"row\":{\"name\":\"" + name + "\"}}");
            snat.want(wish(true, "172.18.0.2"));
            await().until(() -> why(snat).contains("constraint violation"));
            assertEquals(List.of(), rows(server));
            // Each attempt has other rows, which the database names in any order: it is the same fault all the same.
            String said = why(snat);
            long failed = snat.status().failed();
            await().until(() -> snat.status().failed() > failed);
            assertEquals(said, why(snat));
            transact(
                    server,
                    "{\"op\":\"delete\",\"table\":\"Address_Set\",\"where\":[[\"name\",\"==\",\"" + name + "\"]]}");
            awaitRows(server, SET, RULE);
            awaitInPlace(snat);
        }
    }

    @Test
    void overAReadOnlyConnectionNothingIsDoneAndTheRefusalIsToldUntilWritingIsAllowed() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server.openReadOnly()))) {
            addTopology(server, "172.18.0.2");
            snat.want(wish(true, "172.18.0.2"));
            await().until(() -> why(snat).contains("read only mode"));
            await().until(() -> snat.status().failed() > 2);
            assertEquals(List.of(), rows(server));
            assertEquals(0, snat.status().committed());
            server.allowWriting();
            awaitRows(server, SET, RULE);
            awaitInPlace(snat);
            assertEquals(Optional.empty(), snat.status().problem());
        }
    }

    @Test
    @Acceptance(OVN_S2)
    void rowsOfAnEarlierRunAreTakenOverAsTheyAre() {
        try (OvsdbTestServer server = OvsdbTestServer.running()) {
            addTopology(server, "172.18.0.2");
            try (OutboundSnat first = OutboundSnat.start(config(server))) {
                first.want(wish(true, "172.18.0.2"));
                awaitInPlace(first);
            }
            try (OutboundSnat second = OutboundSnat.start(config(server))) {
                second.want(wish(true, "172.18.0.2"));
                awaitInPlace(second);
                assertEquals(0, second.status().committed());
                awaitRows(server, SET, RULE);
            }
        }
    }

    /// Nothing can be said of what it has.
    @Test
    @Acceptance(OVN_S6)
    void aDatabaseThatIsNotThereIsWhatIsMissing() {
        try (OutboundSnat snat = OutboundSnat.start(config("unix:/nonexistent/nb.sock"))) {
            snat.want(wish(true, "172.18.0.2"));
            await().until(() -> why(snat).startsWith("unix:/nonexistent/nb.sock"));
        }
    }

    /// A table of an earlier local mode masquerades whom nobody wants masqueraded.
    @Test
    void aTableThatCouldNotBeTakenAwayIsTriedAgain() {
        Queue<String> commands = new ConcurrentLinkedQueue<>();
        PacketFilter slow = new PacketFilter() {
            @Override
            public void run(String asked) throws IOException {
                commands.add(asked);
                if (commands.size() == 1) {
                    throw new IOException("no time");
                }
            }

            @Override
            public String table(String name) {
                return "";
            }
        };
        SnatConfig kernelOnly = new SnatConfig(List.of(), Optional.empty(), Optional.of(slow));
        try (OutboundSnat snat = OutboundSnat.start(kernelOnly, Duration.ofMillis(50))) {
            snat.want(nothing());
            await().until(() -> commands.size() == 2 && snat.status().problem().isEmpty());
        }
    }

    @Test
    void whatCannotBeSaidLeavesWhatIsThere() {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OutboundSnat snat = OutboundSnat.start(config(server))) {
            addTopology(server, "172.18.0.2");
            snat.cannotSay("there is no ovnkube.conf");
            await().until(() -> snat.status()
                    .problem()
                    .filter("there is no ovnkube.conf"::equals)
                    .isPresent());
            snat.want(wish(true, "172.18.0.2"));
            awaitRows(server, SET, RULE);
            snat.cannotSay("there is no ovnkube.conf");
            await().until(() -> snat.status()
                    .problem()
                    .filter("there is no ovnkube.conf"::equals)
                    .isPresent());
            awaitRows(server, SET, RULE);
        }
    }
}
