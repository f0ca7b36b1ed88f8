package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.ControlClient;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.control.Request;
import io.barewire.daemon.status.StatusConfig;
import io.barewire.fib.FibConfig;
import io.barewire.netlink.Link;
import io.barewire.ovn.OvnConfig;
import io.barewire.speaker.Endpoint;
import io.barewire.testkit.FreePort;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/// One node, its place in the world, and the agent when it runs.
final class Node implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final String NO_FILTER = "toReceive: {allowed: {mode: all}}";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final String listen;
    private boolean listening = true;
    final String name;
    final String address;
    final int port;
    final Path manifests;
    final Path socket;
    private Optional<Source> source = Optional.empty();
    private Optional<FibConfig> fib = Optional.empty();
    private Surroundings surroundings = Surroundings.REAL;
    private Optional<StatusConfig> status = Optional.empty();
    private Optional<SecurePages> securePages = Optional.empty();
    private List<Prefix> alwaysBlock = List.of();
    private Optional<OvnConfig> ovn = Optional.empty();
    private Optional<SnatMode> snat = Optional.empty();
    private Optional<Agent> agent = Optional.empty();

    Node(Path folder, String name, String address) throws IOException {
        this(folder, name, address, address);
    }

    /// @param listen where it accepts connections
    Node(Path folder, String name, String address, String listen) throws IOException {
        this(folder, name, address, listen, FreePort.at(IpAddress.parse(listen).toInetAddress()));
    }

    Node(Path folder, String name, String address, String listen, int port) {
        this.folder = folder;
        this.name = name;
        this.address = address;
        this.listen = listen;
        this.port = port;
        this.manifests = folder.resolve(name);
        this.socket = folder.resolve(name + ".sock");
    }

    /// Puts routes into the kernel, too.
    Node withFib(FibConfig config) {
        fib = Optional.of(config);
        return this;
    }

    /// Takes an interface of that name for a VRF device with this table: sockets are bound to it like to one, but no
    /// rule of the kernel leads packets through the table.
    Node withVrf(String device, int table) {
        return in(new Surroundings(
                interfaces -> interfaces.links().stream()
                        .filter(link -> link.name().equals(device))
                        .collect(Collectors.toMap(Link::name, link -> new VrfDevice(link.index(), table))),
                surroundings.withoutNetlink(),
                surroundings.patience()));
    }

    Node in(Surroundings other) {
        surroundings = other;
        return this;
    }

    /// Its objects come from an API server, not from a folder.
    Node withSource(Source cluster) {
        source = Optional.of(cluster);
        return this;
    }

    /// It only connects.
    Node withoutListening() {
        listening = false;
        return this;
    }

    /// Tells an API server of itself.
    Node withStatus(StatusConfig config) {
        status = Optional.of(config);
        return this;
    }

    /// Serves metrics over TLS.
    Node withSecurePages(SecurePages pages) {
        securePages = Optional.of(pages);
        return this;
    }

    Node withAlwaysBlock(Prefix... networks) {
        alwaysBlock = List.of(networks);
        return this;
    }

    /// Has, or watches, the gateway router of a northbound database.
    Node withOvn(OvnConfig config) {
        ovn = Optional.of(config);
        return this;
    }

    /// Has source NAT of its pods.
    Node withSnat(SnatMode mode) {
        snat = Optional.of(mode);
        return this;
    }

    Node start() throws StartFailed {
        agent = Optional.of(Agent.start(
                new AgentConfig(
                        source.orElseGet(() -> new Source.Folder(manifests)),
                        name,
                        socket,
                        Optional.of(new InetSocketAddress(
                                        IpAddress.parse(listen).toInetAddress(), port))
                                .filter(_ -> listening),
                        Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        fib,
                        Optional.of(Duration.ofSeconds(5)),
                        status,
                        securePages,
                        alwaysBlock,
                        ovn,
                        snat),
                InstantSource.system(),
                new ThreadFailures(),
                surroundings));
        return this;
    }

    Agent agent() {
        return agent.orElseThrow();
    }

    /// Peers with `peer`, announces `prefix`, and receives as `filter` says.
    Node configure(Node peer, long peerAs, String prefix, String filter) throws IOException {
        return configure(
                prefix,
                List.of(neighbor(peer, peerAs, "connectTime: 1s", "toAdvertise: {allowed: {mode: all}}", filter)));
    }

    /// These are all of its routers.
    Node configure(String routers) throws IOException {
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
            spec: {bgp: {routers: [%s]}}
            """.formatted(routers));
        return this;
    }

    /// Announces what `prefixes` lists and has these neighbors.
    Node configure(String prefixes, List<String> neighbors) throws IOException {
        return configure(identifier(), 64512, prefixes, neighbors);
    }

    Node configure(String identifier, long as, String prefixes, List<String> neighbors) throws IOException {
        return configure("{asn: %d, id: %s, prefixes: [%s], neighbors: [%s]}"
                .formatted(as, identifier, prefixes, String.join(", ", neighbors)));
    }

    /// In flow style, for [#configure].
    String neighbor(Node peer, long peerAs, String... fields) {
        return "{address: '%s', sourceaddress: '%s', port: %d, asn: %d, %s}"
                .formatted(peer.address, address, peer.port, peerAs, String.join(", ", fields));
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
        return ask(Request.of(question));
    }

    JsonNode ask(Request request) {
        try {
            Answer answer = ControlClient.ask(socket, request, PATIENCE, MAPPER);
            return assertInstanceOf(Answer.Told.class, answer, answer::toString).document();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    JsonNode neighbor() {
        return ask(new Question.Neighbors(Optional.empty())).path("neighbors").path(0);
    }

    /// Missing while the peer is not configured.
    JsonNode neighbor(Node peer) {
        for (JsonNode one : ask(new Question.Neighbors(Optional.empty())).path("neighbors")) {
            if (one.path("peer").asText().equals(peer.address)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    boolean established(Node peer) {
        return neighbor(peer).path("state").asText().equals("Established");
    }

    boolean established() {
        return neighbor().path("state").asText().equals("Established");
    }

    JsonNode received(Node from) {
        return ask(new Question.Received(Endpoint.parse(from.address), everything()))
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

    static Question.Page everything() {
        return new Question.Page(Optional.empty(), Optional.empty(), Question.Page.MOST_ROUTES);
    }

    static void await(Callable<Boolean> condition) {
        patience().until(condition);
    }

    private static ConditionFactory patience() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }
}
