package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.Logging;
import io.barewire.fib.FibConfig;
import io.barewire.speaker.Endpoint;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole agents on loopback addresses, told what to do by files and asked through their control sockets. They leave the
/// kernel's routes alone, so this needs no privilege.
final class AgentTest {
    @TempDir
    Path folder;

    private Node node(String name, String address) throws IOException {
        return new Node(folder, name, address);
    }

    /// Two agents that peer and exchange a prefix each.
    private void pair(Node a, Node b, String filterOfA) throws IOException, StartFailed {
        a.configure(b, 64512, "10.1.1.0/24", filterOfA).start();
        b.configure(a, 64512, "10.1.2.0/24", Node.NO_FILTER).start();
        await(() -> a.established() && b.established());
        await(() -> a.received(b).size() == 1 && b.received(a).size() == 1);
    }

    @Test
    void twoAgentsEstablishAndExchangeTheirPrefixes() throws Exception {
        try (Node a = node("a", "127.0.0.2");
                Node b = node("b", "127.0.0.3")) {
            pair(a, b, Node.NO_FILTER);
            JsonNode route = b.received(a).path(0);
            assertEquals("10.1.1.0/24", route.path("prefix").asText());
            assertEquals("accepted", route.path("verdict").asText());
            assertEquals(a.identifier(), route.path("nextHop").asText());
            await(() -> b.best().size() == 2);
            await(() -> b.get("/readyz").statusCode() == 200);
            assertEquals("alive\n", b.get("/livez").body());
            String metrics = b.get("/metrics").body();
            assertTrue(metrics.contains("barewire_peer_up{peer=\"127.0.0.2\",vrf=\"default\"} 1.0"), metrics);
            assertTrue(
                    metrics.contains(
                            "barewire_peer_prefixes{family=\"ipv4\",kind=\"accepted\",peer=\"127.0.0.2\",vrf=\"default\"} 1.0"),
                    metrics);
            assertTrue(b.ask(new Question.Summary()).path("ready").asBoolean());
            assertEquals(64512, b.ask(new Question.Config()).path("as").asLong());
        }
    }

    @Test
    void sessionsAreClearedAndShutDownGracefullyByOrder() throws Exception {
        try (Node a = node("a", "127.0.0.30");
                Node b = node("b", "127.0.0.31")) {
            pair(a, b, Node.NO_FILTER);
            Optional<Endpoint> peer = Optional.of(Endpoint.parse(b.address));
            JsonNode soft = a.ask(new Question.Clear(peer, Question.Clear.What.OUT, ""));
            assertEquals("done", soft.path("peers").path(0).path("outcome").asText());
            JsonNode shutdown = a.ask(new Question.GracefulShutdown(Optional.empty(), true));
            assertTrue(shutdown.path("peers").path(0).path("done").asBoolean());
            await(() -> b.received(a).findValuesAsText("localPref").contains("0"));
            a.ask(new Question.Clear(Optional.empty(), Question.Clear.What.HARD, "new line card"));
            await(() -> b.ask(new Question.Neighbors(Optional.empty()))
                    .findValuesAsText("message")
                    .contains("new line card"));
        }
    }

    @Test
    void aFilterThatChangesInAFileIsAppliedWithoutResettingTheSession() throws Exception {
        try (Node a = node("a", "127.0.0.4");
                Node b = node("b", "127.0.0.5")) {
            pair(a, b, "toReceive: {allowed: {prefixes: [{prefix: 10.9.0.0/16}]}}");
            assertEquals("refused", a.received(b).path(0).path("verdict").asText());
            assertEquals(
                    "denied by import filter (no rule permits it)",
                    a.received(b).path(0).path("reason").asText());
            String since = a.neighbor().path("since").asText();
            long before = a.neighbor().path("timesEstablished").asLong();

            a.configure(b, 64512, "10.1.1.0/24", "toReceive: {allowed: {prefixes: [{prefix: 10.1.0.0/16, le: 24}]}}");
            await(() -> a.received(b).path(0).path("verdict").asText().equals("accepted"));
            assertEquals(
                    "10.1.0.0/16 le 24",
                    a.received(b).path(0).path("permittedBy").asText());
            assertEquals(since, a.neighbor().path("since").asText());
            assertEquals(before, a.neighbor().path("timesEstablished").asLong());
        }
    }

    @Test
    void nothingWithinAnAlwaysBlockedNetworkIsTaken() throws Exception {
        try (Node a = node("a", "127.0.0.42").withAlwaysBlock(Prefix.parse("10.0.0.0/8"));
                Node b = node("b", "127.0.0.43")) {
            pair(a, b, Node.NO_FILTER);
            assertEquals("refused", a.received(b).path(0).path("verdict").asText());
            assertEquals(
                    "an import rule refuses it",
                    a.received(b).path(0).path("reason").asText());
        }
    }

    @Test
    void aBrokenFileKeepsTheLastGoodConfigurationAndIsShown() throws Exception {
        try (Node a = node("a", "127.0.0.6");
                Node b = node("b", "127.0.0.7")) {
            pair(a, b, Node.NO_FILTER);
            String since = a.neighbor().path("since").asText();
            a.write("bgp.yaml", "apiVersion: frrk8s.metallb.io/v1beta1\nkind: FRRConfiguration\nspec: [broken\n");
            await(() -> a.ask(new Question.Problems()).path("errors").asLong() > 0);
            assertEquals(
                    "bgp.yaml",
                    a.ask(new Question.Problems())
                            .path("problems")
                            .path(0)
                            .path("file")
                            .asText());
            assertEquals(since, a.neighbor().path("since").asText());
            assertTrue(a.established());
            assertEquals(1, a.received(b).size());
        }
    }

    @Test
    void whenNothingConfiguresTheNodeAnyMoreItsSessionsAndRoutesGo() throws Exception {
        try (Node a = node("a", "127.0.0.8");
                Node b = node("b", "127.0.0.9")) {
            pair(a, b, Node.NO_FILTER);
            Files.delete(a.manifests.resolve("bgp.yaml"));
            await(() -> a.ask(new Question.Neighbors(Optional.empty()))
                    .path("neighbors")
                    .isEmpty());
            await(() -> a.best().isEmpty());
            await(() -> b.best().size() == 1);
            assertEquals(
                    "not ready\n- no object in the manifests configures this node\n",
                    a.get("/readyz").body());
            // And it comes back.
            a.configure(b, 64512, "10.1.1.0/24", Node.NO_FILTER);
            await(() -> b.best().size() == 2);
        }
    }

    @Test
    void anAgentWhoseFolderIsMissingWaitsForIt() throws Exception {
        try (Node a = node("a", "127.0.0.10");
                Node b = node("b", "127.0.0.11")) {
            a.start();
            await(() -> a.get("/readyz").statusCode() == 503);
            assertEquals("alive\n", a.get("/livez").body());
            a.configure(b, 64512, "10.1.1.0/24", Node.NO_FILTER);
            b.configure(a, 64512, "10.1.2.0/24", Node.NO_FILTER).start();
            await(() -> a.neighbor().path("state").asText().equals("Established"));
        }
    }

    @Test
    void aPeerWithTheWrongAsIsExplained() throws Exception {
        try (Node a = node("a", "127.0.0.12");
                Node b = node("b", "127.0.0.13")) {
            a.configure(b, 65001, "10.1.1.0/24", Node.NO_FILTER).start();
            b.configure(a, 64512, "10.1.2.0/24", Node.NO_FILTER).start();
            await(() -> a.neighbor()
                    .path("lastEnd")
                    .path("sent")
                    .path("name")
                    .asText()
                    .equals("OPEN Message Error / Bad Peer AS"));
            await(() -> b.neighbor()
                    .path("lastEnd")
                    .path("received")
                    .path("name")
                    .asText()
                    .equals("OPEN Message Error / Bad Peer AS"));
            assertEquals(503, a.get("/readyz").statusCode());
            await(() -> a.neighbor().has("nextAttempt"));
        }
    }

    @Test
    void aSecondAgentWithTheSameSocketIsRefusedAndTheFirstGoesOn() throws Exception {
        try (Node a = node("a", "127.0.0.14");
                Node again = node("a", "127.0.0.15")) {
            Files.createDirectories(a.manifests);
            a.start();
            StartFailed refused = assertThrows(StartFailed.class, again::start);
            assertTrue(refused.what().contains("another agent has the control socket"), refused.what());
            assertEquals("a", a.ask(new Question.Summary()).path("node").asText());
        }
    }

    @Test
    void aBgpPortThatIsTakenEndsTheStartWithARemedy() throws Exception {
        try (Node a = node("a", "127.0.0.16");
                Node b = node("b", "127.0.0.17");
                ServerSocket _ =
                        new ServerSocket(a.port, 1, IpAddress.parse(a.address).toInetAddress())) {
            a.configure(b, 64512, "10.1.1.0/24", Node.NO_FILTER).start();
            StartFailed failure =
                    a.agent().failed().get(Node.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            assertTrue(failure.what().startsWith("BGP cannot listen on " + a.address), failure.what());
            assertTrue(failure.remedy().contains("--listen"), failure.remedy());
        }
    }

    /// Another identifier would reset every session, whenever a container bridge comes or goes.
    @Test
    @Tag("root")
    void theIdentifierThatTheMachineGaveStays() throws Exception {
        inNewNamespace(() -> {
            ip("link set lo up");
            ip("address add 203.0.113.1/32 dev lo");
            try (Node a = new Node(folder, "a", "2001:db8::1", "0.0.0.0").withFib(FibConfig.DEFAULT)) {
                a.configure("{asn: 64512, neighbors: [{address: 203.0.113.9, asn: 64512}]}")
                        .start();
                await(() -> peers(a) == 1);
                ip("address add 203.0.113.9/32 dev lo");
                await(() -> peers(a) == 0); // for it is us
                assertEquals(
                        "203.0.113.1",
                        a.ask(new Question.Config()).path("bgpIdentifier").asText());
            }
        });
    }

    private static int peers(Node node) {
        return node.ask(new Question.Summary())
                .path("speaker")
                .path("neighbors")
                .size();
    }

    @Test
    void theLogLevelFollowsTheFolderAndABadOneChangesNothing() throws Exception {
        LogLevel usual = Logging.level();
        String settings = """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRK8sConfiguration
                metadata: {name: config, namespace: frr-k8s-system}
                spec: {logLevel: %s}
                """;
        try (Node a = node("a", "127.0.0.2")) {
            a.configure("10.1.1.0/24", List.of()).start();
            a.write("settings.yaml", settings.formatted("debug"));
            await(() -> Logging.level() == LogLevel.DEBUG);
            a.write("settings.yaml", settings.formatted("loud"));
            await(() -> a.ask(new Question.Problems()).path("errors").asLong() == 1);
            assertEquals(LogLevel.DEBUG, Logging.level());
            Files.delete(a.manifests.resolve("settings.yaml"));
            await(() -> Logging.level() == usual);
        } finally {
            Logging.level(usual);
        }
    }
}
