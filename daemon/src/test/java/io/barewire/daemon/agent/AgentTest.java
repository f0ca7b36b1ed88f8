package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.ControlClient;
import io.barewire.daemon.control.Question;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole agents on loopback addresses, told what to do by files and asked through their control sockets. They leave the
/// kernel's routes alone, so this needs no privilege.
final class AgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NO_FILTER = "toReceive: {allowed: {mode: all}}";

    private final ObjectMapper mapper = new ObjectMapper();

    @TempDir
    Path folder;

    /// One node, its place in the world, and the agent when it runs.
    private final class Node implements AutoCloseable {
        final String name;
        final String address;
        final int port;
        final Path manifests;
        final Path socket;
        private Optional<Agent> agent = Optional.empty();

        Node(String name, String address) throws IOException {
            this.name = name;
            this.address = address;
            this.port = freePort(address);
            this.manifests = folder.resolve(name);
            this.socket = folder.resolve(name + ".sock");
        }

        Node start() throws StartFailed {
            agent = Optional.of(Agent.start(
                    new AgentConfig(
                            manifests,
                            name,
                            socket,
                            Optional.of(new InetSocketAddress(
                                    IpAddress.parse(address).toInetAddress(), port)),
                            Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                            Optional.empty(),
                            Optional.of(Duration.ofSeconds(5))),
                    InstantSource.system(),
                    new ThreadFailures()));
            return this;
        }

        Agent agent() {
            return agent.orElseThrow();
        }

        /// Peers with `peer`, announces `prefix`, and receives as `filter` says.
        Node configure(Node peer, long peerAs, String prefix, String filter) throws IOException {
            Files.createDirectories(manifests);
            write("node.yaml", """
                apiVersion: v1
                kind: Node
                metadata: {name: %s}
                status: {addresses: [{type: InternalIP, address: %s}]}
                """.formatted(name, address));
            write("bgp.yaml", """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: peering, namespace: frr-k8s-system}
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      id: %s
                      prefixes: [%s]
                      neighbors:
                      - address: %s
                        sourceaddress: %s
                        port: %d
                        asn: %d
                        connectTime: 1s
                        toAdvertise: {allowed: {mode: all}}
                        %s
                """.formatted(identifier(), prefix, peer.address, address, peer.port, peerAs, filter));
            return this;
        }

        /// Routes name it as next hop, which a loopback address cannot be.
        String identifier() {
            return address.replace("127.0.0.", "192.0.2.");
        }

        /// As editors and kubelets do: never half a file under its name.
        void write(String file, String text) throws IOException {
            Path fresh = folder.resolve(name + "-" + file + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, manifests.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        }

        JsonNode ask(Question question) {
            try {
                Answer answer = ControlClient.ask(socket, question, PATIENCE, mapper);
                return assertInstanceOf(Answer.Told.class, answer, answer::toString)
                        .document();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        JsonNode neighbor() {
            return ask(new Question.Neighbors(Optional.empty()))
                    .path("neighbors")
                    .path(0);
        }

        boolean established() {
            return neighbor().path("state").asText().equals("Established");
        }

        JsonNode received(Node from) {
            return ask(new Question.Received(IpAddress.parse(from.address), everything()))
                    .path("routes");
        }

        JsonNode best() {
            return ask(new Question.Routes(everything())).path("routes");
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            InetSocketAddress http = agent().http().orElseThrow();
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.getPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            }
        }

        @Override
        public void close() {
            agent.ifPresent(Agent::close);
        }
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket =
                new ServerSocket(0, 1, IpAddress.parse(address).toInetAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Question.Page everything() {
        return new Question.Page(Optional.empty(), Optional.empty(), Question.Page.MOST_ROUTES);
    }

    private static void await(Callable<Boolean> condition) {
        patience().until(condition);
    }

    private static ConditionFactory patience() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    /// Two agents that peer and exchange a prefix each.
    private void pair(Node a, Node b, String filterOfA) throws IOException, StartFailed {
        a.configure(b, 64512, "10.1.1.0/24", filterOfA).start();
        b.configure(a, 64512, "10.1.2.0/24", NO_FILTER).start();
        await(() -> a.established() && b.established());
        await(() -> a.received(b).size() == 1 && b.received(a).size() == 1);
    }

    @Test
    void twoAgentsEstablishAndExchangeTheirPrefixes() throws Exception {
        try (Node a = new Node("a", "127.0.0.2");
                Node b = new Node("b", "127.0.0.3")) {
            pair(a, b, NO_FILTER);
            JsonNode route = b.received(a).path(0);
            assertEquals("10.1.1.0/24", route.path("prefix").asText());
            assertEquals("accepted", route.path("verdict").asText());
            assertEquals(a.identifier(), route.path("nextHop").asText());
            await(() -> b.best().size() == 2);
            await(() -> b.get("/readyz").statusCode() == 200);
            assertEquals("alive\n", b.get("/livez").body());
            String metrics = b.get("/metrics").body();
            assertTrue(metrics.contains("barewire_peer_up{peer=\"127.0.0.2\"} 1.0"), metrics);
            assertTrue(
                    metrics.contains(
                            "barewire_peer_prefixes{family=\"ipv4\",kind=\"accepted\",peer=\"127.0.0.2\"} 1.0"),
                    metrics);
            assertTrue(b.ask(new Question.Summary()).path("ready").asBoolean());
            assertEquals(64512, b.ask(new Question.Config()).path("as").asLong());
        }
    }

    @Test
    void sessionsAreClearedAndShutDownGracefullyByOrder() throws Exception {
        try (Node a = new Node("a", "127.0.0.30");
                Node b = new Node("b", "127.0.0.31")) {
            pair(a, b, NO_FILTER);
            Optional<IpAddress> peer = Optional.of(IpAddress.parse(b.address));
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
        try (Node a = new Node("a", "127.0.0.4");
                Node b = new Node("b", "127.0.0.5")) {
            pair(a, b, "toReceive: {allowed: {prefixes: [{prefix: 10.9.0.0/16}]}}");
            assertEquals("refused", a.received(b).path(0).path("verdict").asText());
            assertEquals(
                    "denied by import filter (no rule permits it)",
                    a.received(b).path(0).path("reason").asText());
            String since = a.neighbor().path("since").asText();

            a.configure(b, 64512, "10.1.1.0/24", "toReceive: {allowed: {prefixes: [{prefix: 10.1.0.0/16, le: 24}]}}");
            await(() -> a.received(b).path(0).path("verdict").asText().equals("accepted"));
            assertEquals(
                    "10.1.0.0/16 le 24",
                    a.received(b).path(0).path("permittedBy").asText());
            assertEquals(since, a.neighbor().path("since").asText());
            assertEquals(1, a.neighbor().path("timesEstablished").asLong());
        }
    }

    @Test
    void aBrokenFileKeepsTheLastGoodConfigurationAndIsShown() throws Exception {
        try (Node a = new Node("a", "127.0.0.6");
                Node b = new Node("b", "127.0.0.7")) {
            pair(a, b, NO_FILTER);
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
        try (Node a = new Node("a", "127.0.0.8");
                Node b = new Node("b", "127.0.0.9")) {
            pair(a, b, NO_FILTER);
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
            a.configure(b, 64512, "10.1.1.0/24", NO_FILTER);
            await(() -> b.best().size() == 2);
        }
    }

    @Test
    void anAgentWhoseFolderIsMissingWaitsForIt() throws Exception {
        try (Node a = new Node("a", "127.0.0.10");
                Node b = new Node("b", "127.0.0.11")) {
            a.start();
            await(() -> a.get("/readyz").statusCode() == 503);
            assertEquals("alive\n", a.get("/livez").body());
            a.configure(b, 64512, "10.1.1.0/24", NO_FILTER);
            b.configure(a, 64512, "10.1.2.0/24", NO_FILTER).start();
            await(() -> a.neighbor().path("state").asText().equals("Established"));
        }
    }

    @Test
    void aPeerWithTheWrongAsIsExplained() throws Exception {
        try (Node a = new Node("a", "127.0.0.12");
                Node b = new Node("b", "127.0.0.13")) {
            a.configure(b, 65001, "10.1.1.0/24", NO_FILTER).start();
            b.configure(a, 64512, "10.1.2.0/24", NO_FILTER).start();
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
        try (Node a = new Node("a", "127.0.0.14");
                Node again = new Node("a", "127.0.0.15")) {
            Files.createDirectories(a.manifests);
            a.start();
            StartFailed refused = assertThrows(StartFailed.class, again::start);
            assertTrue(refused.what().contains("another agent has the control socket"), refused.what());
            assertEquals("a", a.ask(new Question.Summary()).path("node").asText());
        }
    }

    @Test
    void aBgpPortThatIsTakenEndsTheStartWithARemedy() throws Exception {
        try (Node a = new Node("a", "127.0.0.16");
                Node b = new Node("b", "127.0.0.17");
                ServerSocket _ =
                        new ServerSocket(a.port, 1, IpAddress.parse(a.address).toInetAddress())) {
            a.configure(b, 64512, "10.1.1.0/24", NO_FILTER).start();
            StartFailed failure = a.agent().failed().get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
            assertTrue(failure.what().startsWith("BGP cannot listen on " + a.address), failure.what());
            assertTrue(failure.remedy().contains("--listen"), failure.remedy());
        }
    }
}
