package io.barewire.interop;

import static io.barewire.testkit.acceptance.Criterion.*;
import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.barewire.daemon.control.Question;
import io.barewire.interop.OutsideRouters.Router;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What FRRConfigurations say of sessions, as FRR sees them.
@Tag("container")
class SessionFieldsTest {
    private static final String ALL = "toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";
    private static final List<String> OURS = List.of("10.100.1.0/24", "2001:db8:100:1::/64");

    @RegisterExtension
    static final OutsideRouters outside = new OutsideRouters();

    private static String everybody(String fields) {
        return outside.neighbors(outside.routers(), (_, _) -> fields + ALL);
    }

    private static IpAddress us(Router router, AddressFamily family) {
        return family == IPV4 ? router.ours() : router.oursV6();
    }

    private static void waitForNeighbors(String wanted, Predicate<JsonNode> condition) {
        for (Router router : outside.routers()) {
            for (AddressFamily family : AddressFamily.values()) {
                router.frr()
                        .waitForNeighbor(
                                us(router, family),
                                wanted,
                                neighbor -> neighbor.path("bgpState").asText().equals("Established")
                                        && condition.test(neighbor));
            }
        }
    }

    @Acceptance(SES_1)
    @Test
    void timersAndFamilyAreAsConfigured() {
        outside.apply(List.of(OutsideRouters.spec(
                List.of(),
                "{address: 198.51.101.99, asn: 64999, holdTime: 100s, keepaliveTime: 20s, connectTime: 3s}")));
        JsonNode neighbors = Waiting.waitFor(
                "exactly one neighbor",
                () -> outside.agent()
                        .ask(new Question.Neighbors(Optional.empty()))
                        .path("neighbors"),
                all -> all.size() == 1);
        assertEquals(
                "{\"holdSeconds\":100,\"keepaliveSeconds\":20,\"connectRetrySeconds\":3}",
                neighbors.path(0).path("timers").toString());
        assertEquals("[\"ipv4\"]", neighbors.path(0).path("families").toString());
    }

    @Acceptance({SES_2, SES_3})
    @Test
    void passwordsInClearTextAndInASecretAreTheKeysOfSessions() {
        outside.configure(List.of());
        outside.apply(List.of(OutsideRouters.spec(OURS, everybody(""))));
        waitForNeighbors("a session", _ -> true);
        for (AddressFamily family : AddressFamily.values()) {
            for (Router router : outside.routers()) {
                assertEquals(
                        "TCP-MD5",
                        outside.neighbor(router.address(family))
                                .path("protection")
                                .asText());
            }
        }
    }

    @Acceptance({SES_4, SES_5})
    @Test
    void gracefulRestartMakesUsRestarterAndThePeerHelper() {
        outside.configure(List.of());
        outside.apply(List.of(OutsideRouters.spec(OURS, everybody("enableGracefulRestart: true, "))));
        waitForNeighbors("a helper of ours", neighbor -> {
            JsonNode restart = neighbor.path("gracefulRestartInfo");
            return restart.path("remoteGrMode").asText().equals("Restart")
                    && restart.path("localGrMode").asText().startsWith("Helper")
                    && restart.path("nBit").asBoolean();
        });
    }

    @Acceptance({SES_6, SES_7})
    @Test
    void anAsMayBeLeftOpen() {
        outside.configure(List.of());
        outside.apply(List.of(OutsideRouters.spec(
                OURS,
                everybody("")
                        .replace("asn: 64512", "dynamicASN: internal")
                        .replace("asn: 4200000000", "dynamicASN: external"))));
        waitForNeighbors("a session", _ -> true);
        outside.routers().forEach(router -> outside.waitForLearned(router, OURS));
    }

    @Acceptance({SES_8, SES_9})
    @Test
    void oneOfThemSeesAnotherAsOfOurs() {
        Router external = outside.external();
        outside.apply(List.of(OutsideRouters.spec(
                OURS,
                outside.neighbors(
                        outside.routers(), (router, _) -> (!router.isInternal() ? "localASN: 64520, " : "") + ALL))));
        outside.internal().frr().configure(outside.configuration(outside.internal(), List.of()));
        external.frr()
                .startWith(outside.configuration(external, List.of())
                        .toString()
                        .replace("remote-as 64512", "remote-as 64520"));
        waitForNeighbors("a session", _ -> true);
        for (AddressFamily family : AddressFamily.values()) {
            assertEquals(
                    64520,
                    external.frr()
                            .neighbor(us(external, family))
                            .path("remoteAs")
                            .asLong());
        }
        outside.waitForLearned(external, OURS);
    }

    private static JsonNode bfd(Router router, AddressFamily family) {
        for (JsonNode session : router.frr().json("show bfd peers json")) {
            if (session.path("peer").asText().equals(us(router, family).toString())) {
                return session;
            }
        }
        return MissingNode.getInstance();
    }

    private static void withBfd() {
        for (Router router : outside.routers()) {
            router.frr().configure(outside.configuration(router, List.of(), "bfd"));
        }
    }

    private static void waitForBfd(int receive, int transmit, int echoReceive) {
        for (Router router : outside.routers()) {
            for (AddressFamily family : AddressFamily.values()) {
                Waiting.waitFor(
                        "BFD of " + router.name() + " with us: " + receive + "/" + transmit + "/" + echoReceive,
                        () -> bfd(router, family),
                        session -> session.path("status").asText().equals("up")
                                && session.path("remote-receive-interval").asInt() == receive
                                && session.path("remote-transmit-interval").asInt() == transmit
                                // a hop away there is no echo (RFC 5883 §4)
                                && (!router.isInternal()
                                        || session.path("remote-echo-receive-interval")
                                                        .asInt()
                                                == echoReceive));
            }
        }
    }

    /// How often FRR lost each session.
    private static Map<String, Integer> dropped() {
        Map<String, Integer> dropped = new HashMap<>();
        for (Router router : outside.routers()) {
            for (AddressFamily family : AddressFamily.values()) {
                IpAddress us = us(router, family);
                dropped.put(
                        us.toString(),
                        router.frr().neighbor(us).path("connectionsDropped").asInt());
            }
        }
        return dropped;
    }

    private static String withProfile(String profile, List<String> prefixes) {
        return OutsideRouters.withProfile(profile, OutsideRouters.spec(prefixes, outside.watched(ALL)));
    }

    @Acceptance({BFD_1, BFD_2, BFD_3, BFD_4, BFD_5})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            BFD-1, BFD-4 | ''                                                                                     | 300 | 300 | 50
            BFD-2, BFD-5 | ', receiveInterval: 60, transmitInterval: 61, echoInterval: 62, minimumTtl: 254'               | 60 | 61 | 62
            BFD-3        | ', receiveInterval: 80, transmitInterval: 81, echoInterval: 82, echoMode: true, minimumTtl: 254' | 80 | 81 | 82
            """)
    void thePeerSeesTheIntervalsOfTheProfile(String id, String profile, int receive, int transmit, int echoReceive) {
        withBfd();
        // BFD within 250 ms may itself end a session where there is other work; a change that ended it would each time.
        Waiting.waitFor(
                "prefixes that come while every session stays",
                () -> {
                    announce(profile, List.of());
                    waitForBfd(receive, transmit, echoReceive);
                    waitForNeighbors("a session", _ -> true);
                    Map<String, Integer> before = dropped();
                    announce(profile, OURS);
                    waitForBfd(receive, transmit, echoReceive);
                    return dropped().equals(before);
                },
                stayed -> stayed);
    }

    private static void announce(String profile, List<String> prefixes) {
        outside.apply(List.of(withProfile(profile, prefixes)));
        outside.routers().forEach(router -> outside.waitForLearned(router, prefixes));
    }

    @Acceptance(BFD_7)
    @Test
    void aProfileInOneOfTwoObjectsIsEnough() {
        withBfd();
        outside.apply(List.of(OutsideRouters.spec(OURS, everybody("")), withProfile("", OURS)));
        waitForBfd(300, 300, 50);
    }

    /// All that can be lost is looked for again and again, from the end of one agent to the sessions of the next.
    @Acceptance({GR_1, GR_2})
    @Test
    void noRouteIsLostWhileTheAgentIsReplaced() {
        List<String> theirs = List.of("200.200.0.0/24", "2001:db8:200::/64");
        outside.configure(theirs);
        outside.apply(List.of(OutsideRouters.spec(OURS, everybody("enableGracefulRestart: true, "))));
        outside.routers().forEach(router -> outside.waitForLearned(router, OURS));
        theirs.forEach(
                prefix -> Waiting.waitFor("the kernel's route " + prefix, () -> inKernel(prefix), present -> present));
        outside.agent().kill();
        for (Router router : outside.routers()) {
            router.frr().waitForNeighbor(router.ours(), "the end of the session", neighbor -> {
                assertKept(theirs);
                return !neighbor.path("bgpState").asText().equals("Established");
            });
        }
        assertKept(theirs);
        outside.startAgent();
        waitForNeighbors("a session, and nothing lost", neighbor -> {
            assertKept(theirs);
            return neighbor.path("gracefulRestartInfo")
                    .path("remoteGrMode")
                    .asText()
                    .equals("Restart");
        });
        outside.routers().forEach(router -> outside.waitForLearned(router, OURS));
        assertKept(theirs);
    }

    private static boolean inKernel(String prefix) {
        for (JsonNode route : outside.node().bgpRoutes(prefix.contains(":") ? "-6" : "-4")) {
            if (route.path("dst").asText().equals(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static void assertKept(List<String> theirs) {
        for (Router router : outside.routers()) {
            for (AddressFamily family : AddressFamily.values()) {
                assertTrue(router.frr().learned(family).containsAll(OutsideRouters.of(family, OURS)), router.name());
            }
        }
        theirs.forEach(prefix -> assertTrue(inKernel(prefix), prefix));
    }

    @Acceptance({UNN_1, UNN_2})
    @ParameterizedTest(name = "AS {0}")
    @ValueSource(longs = {OutsideRouters.OUR_AS, OutsideRouters.THEIR_AS})
    void aPeerIsKnownByItsInterface(long as) {
        Frr frr = outside.internal().frr();
        List<String> theirs = List.of("200.200.0.0/24", "2001:db8:200::/64");
        FrrConfig text = FrrConfig.as(as).neighbor("eth0", " interface remote-as " + OutsideRouters.OUR_AS, "bfd");
        for (AddressFamily family : AddressFamily.values()) {
            text.activate(family, "eth0").networks(family, OutsideRouters.of(family, theirs));
        }
        frr.configure(text);
        outside.external().frr().configure(FrrConfig.as(OutsideRouters.THEIR_AS));
        outside.apply(List.of(OutsideRouters.spec(
                        OURS, "{interface: eth0, asn: %d, connectTime: 1s, bfdProfile: simple, %s}".formatted(as, ALL))
                .replace("bgp: {", "bgp: {bfdProfiles: [{name: simple}], ")));
        frr.waitFor(
                "show bgp neighbors eth0 json",
                "an Established session",
                answer -> answer.path("eth0").path("bgpState").asText().equals("Established"));
        frr.waitFor(
                "show bfd peers json",
                "BFD that is up",
                sessions -> sessions.findValuesAsText("status").contains("up"));
        for (String prefix : theirs) {
            Waiting.waitFor(
                    "the kernel's route " + prefix + " to a link-local address",
                    () -> outside.node()
                            .bgpRoutes(prefix.contains(":") ? "-6" : "-4")
                            .toString(),
                    routes -> routes.contains(prefix) && routes.contains("fe80::"));
        }
        outside.waitForLearned(outside.internal(), OURS);
        for (AddressFamily family : AddressFamily.values()) {
            for (String prefix : OutsideRouters.of(family, OURS)) {
                Waiting.waitFor(
                        "FRR's route " + prefix,
                        () -> frr.run("ip", family == IPV4 ? "-4" : "-6", "route", "show", "proto", "bgp"),
                        routes -> routes.contains(prefix) && routes.contains("fe80::"));
            }
        }
        assertEquals(
                1,
                outside.agent()
                        .ask(new Question.Neighbors(Optional.empty()))
                        .path("neighbors")
                        .size());
    }
}
