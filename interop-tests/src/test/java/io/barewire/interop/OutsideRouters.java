package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.speaker.Endpoint;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/// A node and two FRRs outside, for the tests of a class: one internal and next door, its password in a Secret; one
/// external and a hop away, its password in the FRRConfiguration. Each has a session for each family. The agent stays
/// while tests change its folder.
final class OutsideRouters implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {
    static final long OUR_AS = 64512;
    static final long THEIR_AS = 4200000000L;

    private static final IpAddress FAR = IpAddress.parse("192.0.2.10");
    private static final IpAddress FAR_V6 = IpAddress.parse("2001:db8:cafe::10");

    private static final String NODE_AND_SECRET = """
            apiVersion: v1
            kind: Node
            metadata: {name: node1, labels: {kubernetes.io/hostname: node1}}
            status:
              addresses:
              - {type: InternalIP, address: 198.51.100.1}
              - {type: InternalIP, address: "2001:db8:51::1"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: internal, namespace: frr-k8s-system}
            type: kubernetes.io/basic-auth
            stringData: {password: ibgp-test}
            """;

    /// One of the two.
    ///
    /// @param fields what an FRRConfiguration must say of it besides its address
    record Router(
            String name,
            Frr frr,
            IpAddress v4,
            IpAddress v6,
            IpAddress ours,
            IpAddress oursV6,
            long as,
            String fields) {
        IpAddress address(AddressFamily family) {
            return family == IPV4 ? v4 : v6;
        }

        boolean isInternal() {
            return as == OUR_AS;
        }
    }

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final List<Router> all = new ArrayList<>();
    private final String[] options;
    private Optional<Path> folder = Optional.empty();
    private Optional<NodeNamespace> node = Optional.empty();
    private Optional<AgentProcess> agent = Optional.empty();

    /// @param options of the agent
    OutsideRouters(String... options) {
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        NodeNamespace.assumePossible();
        Frr near = closed(Frr.withoutNetwork());
        Frr far = closed(Frr.withoutNetwork());
        node = Optional.of(closed(new NodeNamespace(near)));
        node().join(far, FAR, FAR_V6);
        all.add(new Router(
                "internal",
                near,
                NodeNamespace.THEIRS,
                NodeNamespace.THEIRS_V6,
                NodeNamespace.OURS,
                NodeNamespace.OURS_V6,
                OUR_AS,
                "asn: 64512, passwordSecret: {name: internal}"));
        all.add(new Router(
                "external",
                far,
                FAR,
                FAR_V6,
                NodeNamespace.OURS_TOO,
                NodeNamespace.OURS_TOO_V6,
                THEIR_AS,
                "asn: 4200000000, ebgpMultiHop: true, password: ebgp-test"));
        folder = Optional.of(Files.createTempDirectory("outside"));
        Files.createDirectories(folder.get().resolve("manifests"));
        configure(List.of());
        startAgent();
    }

    private <T extends AutoCloseable> T closed(T part) {
        toClose.add(part);
        return part;
    }

    NodeNamespace node() {
        return node.orElseThrow();
    }

    AgentProcess agent() {
        return agent.orElseThrow();
    }

    void startAgent() {
        agent = Optional.of(closed(AgentProcess.start(node(), folder.orElseThrow(), options)));
    }

    List<Router> routers() {
        return List.copyOf(all);
    }

    Router internal() {
        return all.getFirst();
    }

    Router external() {
        return all.getLast();
    }

    /// Starts both FRRs anew: their sessions with us, and these networks of theirs.
    void configure(List<String> networks) {
        for (Router router : all) {
            router.frr().configure(configuration(router, networks));
        }
    }

    FrrConfig configuration(Router router, List<String> networks, String... more) {
        FrrConfig text = FrrConfig.as(router.as());
        for (AddressFamily family : AddressFamily.values()) {
            IpAddress us = family == IPV4 ? router.ours() : router.oursV6();
            List<String> session = new ArrayList<>(List.of(more));
            session.add("password " + (router.isInternal() ? "ibgp-test" : "ebgp-test"));
            if (!router.isInternal()) {
                session.add("ebgp-multihop 10");
                session.add("update-source " + router.address(family));
            }
            text.neighbor(us, OUR_AS, session.toArray(String[]::new)).activate(family, us);
        }
        return text.networks(IPV4, of(IPV4, networks)).networks(IPV6, of(IPV6, networks));
    }

    static List<String> of(AddressFamily family, List<String> prefixes) {
        return prefixes.stream()
                .filter(prefix -> prefix.contains(":") == (family == IPV6))
                .toList();
    }

    /// Neighbors of an FRRConfiguration: the sessions of both families with these routers, with further fields.
    String neighbors(List<Router> routers, BiFunction<Router, AddressFamily, String> fields) {
        List<String> neighbors = new ArrayList<>();
        for (Router router : routers) {
            for (AddressFamily family : AddressFamily.values()) {
                neighbors.add("{address: '%s', connectTime: 1s, %s, %s}"
                        .formatted(router.address(family), router.fields(), fields.apply(router, family)));
            }
        }
        return String.join(", ", neighbors);
    }

    /// Neighbors that are watched by a BFD profile `p` (see [#withProfile]), with further fields.
    String watched(String fields) {
        return neighbors(routers(), (_, family) -> switch (family) {
            case IPV4 -> "bfdProfile: p, " + fields;
            case IPV6 -> "bfdProfile: p6, " + fields;
        });
    }

    /// Adds the profile to a `spec`. Without echo mode over IPv6: FRR 10.3 returns none of our packets there.
    ///
    /// @param profile its fields, each after a comma
    static String withProfile(String profile, String spec) {
        String profiles = "[{name: p%s}, {name: p6%s}]".formatted(profile, profile.replace(", echoMode: true", ""));
        return spec.replace("bgp: {", "bgp: {bfdProfiles: " + profiles + ", ");
    }

    /// An FRRConfiguration's `spec` with one router.
    static String spec(List<String> prefixes, String neighbors) {
        return "bgp: {routers: [{asn: %d, prefixes: ['%s'], neighbors: [%s]}]}"
                .formatted(OUR_AS, String.join("', '", prefixes), neighbors)
                .replace("['']", "[]");
    }

    /// Makes FRRConfigurations of these, and of nothing else, at once.
    void apply(List<String> specs) {
        StringBuilder text = new StringBuilder(NODE_AND_SECRET);
        for (int i = 0; i < specs.size(); i++) {
            text.append("""
                    ---
                    apiVersion: frrk8s.metallb.io/v1beta1
                    kind: FRRConfiguration
                    metadata: {name: test-%d, namespace: frr-k8s-system}
                    spec: {%s}
                    """.formatted(i, specs.get(i)));
        }
        try {
            Path draft = Files.writeString(folder.orElseThrow().resolve("draft"), text);
            Files.move(
                    draft,
                    folder.get().resolve("manifests/objects.yaml"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What the agent says of the session with this address; missing while it has none.
    JsonNode neighbor(IpAddress address) {
        return agent().ask(new Question.Neighbors(Optional.of(Endpoint.parse(address.toString()))))
                .path("neighbors")
                .path(0);
    }

    void waitForSession(IpAddress address) {
        Waiting.waitFor(
                "an Established session with " + address,
                () -> neighbor(address),
                neighbor -> neighbor.path("state").asText().equals("Established"));
    }

    /// Puts the internal router's link into a VRF `red`; skips the test where the kernel has none.
    void assumeVrf() {
        node().assumeVrf("red", "eth0");
    }

    /// The agent's metrics; none while it does not serve them.
    List<String> metrics() {
        String request =
                "exec 3<>/dev/tcp/127.0.0.1/7473 || exit 0; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
        return Commands.run("ip", "netns", "exec", node().name(), "bash", "-c", request)
                .lines()
                .toList();
    }

    /// The value of one metric, -1 while there is none.
    double metric(String name, String peer, String vrf) {
        String wanted = "%s{peer=\"%s\",vrf=\"%s\"} ".formatted(name, peer, vrf);
        return metrics().stream()
                .filter(line -> line.startsWith(wanted))
                .mapToDouble(line -> Double.parseDouble(line.substring(wanted.length())))
                .findFirst()
                .orElse(-1);
    }

    /// What the agent accepted from a router: prefixes, with the next hop where it is not the router itself.
    Set<String> accepted(Router router) {
        Set<String> accepted = new HashSet<>();
        Question.Page everything = new Question.Page(Optional.empty(), Optional.empty(), Question.Page.MOST_ROUTES);
        for (AddressFamily family : AddressFamily.values()) {
            String peer = router.address(family).toString();
            for (JsonNode route : agent().ask(new Question.Received(Endpoint.parse(peer), everything))
                    .path("routes")) {
                if (route.path("verdict").asText().equals("accepted")) {
                    String nextHop = route.path("nextHop").asText();
                    accepted.add(route.path("prefix").asText() + (nextHop.equals(peer) ? "" : " via " + nextHop));
                }
            }
        }
        return accepted;
    }

    /// Waits until a router learned exactly these from us.
    void waitForLearned(Router router, List<String> prefixes) {
        for (AddressFamily family : AddressFamily.values()) {
            Waiting.waitFor(
                    router.name() + ": " + of(family, prefixes),
                    () -> router.frr().learned(family),
                    Set.copyOf(of(family, prefixes))::equals);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        if (context.getExecutionException()
                .filter(thrown -> !(thrown instanceof TestAbortedException))
                .isPresent()) {
            System.out.println("==== \"" + context.getDisplayName() + "\": the agent's objects and its log\n"
                    + Files.readString(folder.orElseThrow().resolve("manifests/objects.yaml"))
                    + AgentProcess.logOf(folder.get()));
            for (Router router : all) {
                System.out.println("==== " + router.name() + "\n" + router.frr().log() + "====");
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (AutoCloseable part : toClose.reversed()) {
            part.close();
        }
        if (folder.isPresent()) {
            try (var files = Files.walk(folder.get())) {
                for (Path path : files.sorted().toList().reversed()) {
                    Files.delete(path);
                }
            }
        }
    }
}
