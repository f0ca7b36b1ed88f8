package io.barewire.interop;

import static io.barewire.interop.NodeNamespace.OURS;
import static io.barewire.interop.NodeNamespace.OURS_V6;
import static io.barewire.interop.NodeNamespace.THEIRS;
import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The agent as a node runs it, with FRR as its only peer: manifests in, kernel routes out. Each test has a network
/// namespace of its own; the machine's own tables are not touched.
@Tag("container")
class AgentTest {
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: node1}
            status:
              addresses:
              - {type: InternalIP, address: 198.51.100.1}
              - {type: InternalIP, address: "2001:db8:51::1"}
            """;

    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.withoutNetwork();

    @TempDir
    Path folder = Path.of("never used: JUnit sets it");

    @RegisterExtension
    final AfterTestExecutionCallback logWhenFailed = context -> {
        if (context.getExecutionException().isPresent()) {
            System.out.println("==== the agent's log of \"" + context.getDisplayName() + "\"\n"
                    + AgentProcess.logOf(folder) + "====");
        }
    };

    private final List<AutoCloseable> toClose = new ArrayList<>();

    @BeforeEach
    void needsRoot() {
        NodeNamespace.assumePossible();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable part : toClose.reversed()) {
            part.close();
        }
    }

    @Test
    void frrsRoutesReachTheKernelAndOursReachFrr() {
        NodeNamespace node = namespace();
        configureFrr("10.1.0.0/24", "10.9.0.0/24");
        manifests("10.1.0.0/16, ge: 24, le: 24");
        AgentProcess agent = agent(node);
        node.waitForRoute("10.1.0.0/24", THEIRS);
        node.waitForRouteToLinkLocal("2001:db8:1::/48");
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        frr.waitForRoute("ipv6", "2001:db8:2::/48");
        assertEquals("", node.gateway("10.9.0.0/24"), "the filter refuses it");
        for (JsonNode route : node.bgpRoutes("-4")) {
            assertEquals(20, route.path("metric").asInt(), route.toPrettyString());
        }
        assertTrue(agent.show("show", "neighbors").contains(THEIRS.toString()), agent.show("show", "neighbors"));

        frr.change("""
                router bgp 65001
                 address-family ipv4 unicast
                  no network 10.1.0.0/24
                """);
        node.waitForNoRoute("10.1.0.0/24");
        node.waitForRouteToLinkLocal("2001:db8:1::/48");
    }

    /// Editing the folder changes filters under a session that stays; a broken file changes nothing.
    @Test
    void manifestsChangeInPlaceAndABrokenOneChangesNothing() {
        NodeNamespace node = namespace();
        configureFrr("10.1.0.0/24", "10.9.0.0/24");
        manifests("10.1.0.0/16, ge: 24, le: 24");
        AgentProcess agent = agent(node);
        node.waitForRoute("10.1.0.0/24", THEIRS);

        manifests("10.9.0.0/16, ge: 24, le: 24");
        node.waitForRoute("10.9.0.0/24", THEIRS);
        node.waitForNoRoute("10.1.0.0/24");

        write("tor.yaml", "apiVersion: frrk8s.metallb.io/v1beta1\nkind: FRRConfiguration\nspec: {bgp: [");
        Waiting.waitFor(
                "the broken file in the agent's log",
                () -> AgentProcess.logOf(folder),
                log -> log.contains("tor.yaml"));
        manifests("10.0.0.0/8, ge: 24, le: 24");
        node.waitForRoute("10.1.0.0/24", THEIRS);
        node.waitForRoute("10.9.0.0/24", THEIRS);
        JsonNode neighbor = frr.neighbor(OURS);
        assertEquals(1, neighbor.path("connectionsEstablished").asInt());
        assertEquals(0, neighbor.path("connectionsDropped").asInt());
        assertTrue(agent.isAlive());
    }

    /// RFC 4271 §6.5 the other way round: we fall silent, FRR ends the session, and we find back.
    @Test
    void aFrozenAgentLosesItsSessionAndComesBackWhenItThaws() {
        NodeNamespace node = namespace();
        configureFrr("10.1.0.0/24");
        manifests("10.1.0.0/16, ge: 24, le: 24");
        AgentProcess agent = agent(node);
        node.waitForRoute("10.1.0.0/24", THEIRS);
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        agent.freeze();
        frr.waitForNeighbor(
                OURS,
                "Hold Timer Expired",
                neighbor -> neighbor.path("lastNotificationReason").asText().contains("Hold Timer Expired"));
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        assertEquals(THEIRS.toString(), node.gateway("10.1.0.0/24"), "the kernel forwards without us");
        agent.thaw();
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        node.waitForRoute("10.1.0.0/24", THEIRS);
        assertTrue(agent.isAlive());
    }

    /// An upgrade: routes stay in the kernel while no agent runs; the next one keeps what is still true and removes
    /// what FRR withdrew meanwhile.
    @Test
    void routesOutliveTheAgentAndTheNextOneTidiesUp() {
        NodeNamespace node = namespace();
        configureFrr("10.1.0.0/24", "10.1.1.0/24");
        manifests("10.1.0.0/16, ge: 24, le: 24");
        AgentProcess agent = agent(node);
        node.waitForRoute("10.1.0.0/24", THEIRS);
        node.waitForRoute("10.1.1.0/24", THEIRS);
        agent.terminate();
        frr.waitForNoRoute("ipv4", "10.2.0.0/24");
        assertEquals(THEIRS.toString(), node.gateway("10.1.0.0/24"));
        assertEquals(THEIRS.toString(), node.gateway("10.1.1.0/24"));
        frr.change("""
                router bgp 65001
                 address-family ipv4 unicast
                  no network 10.1.1.0/24
                """);
        agent(node);
        node.waitForNoRoute("10.1.1.0/24");
        assertEquals(THEIRS.toString(), node.gateway("10.1.0.0/24"));
        frr.waitForRoute("ipv4", "10.2.0.0/24");
    }

    /// SIGKILL leaves no time for a word, and the next agent starts as after any other end.
    @Test
    void aKilledAgentIsReplaced() {
        NodeNamespace node = namespace();
        configureFrr("10.1.0.0/24");
        manifests("10.1.0.0/16, ge: 24, le: 24");
        AgentProcess agent = agent(node);
        node.waitForRoute("10.1.0.0/24", THEIRS);
        agent.kill();
        assertFalse(agent.isAlive());
        assertEquals(THEIRS.toString(), node.gateway("10.1.0.0/24"));
        agent(node);
        frr.waitForRoute("ipv4", "10.2.0.0/24");
        node.waitForRoute("10.1.0.0/24", THEIRS);
    }

    /// A node that still runs FRR beside nodes of the managed mesh, as in the middle of a migration.
    @Test
    void anFrrNodeIsAMemberOfTheManagedMesh() {
        NodeNamespace node = namespace();
        write(
                "node1.yaml",
                NODE.replace(
                        "metadata: {name: node1}",
                        "metadata: {name: node1, annotations: {k8s.ovn.org/node-subnets: '{\"default\":[\"10.244.1.0/24\"]}'}}"));
        write("node2.yaml", """
                apiVersion: v1
                kind: Node
                metadata: {name: node2, annotations: {k8s.ovn.org/node-subnets: '{"default":["10.244.2.0/24"]}'}}
                status:
                  addresses:
                  - {type: InternalIP, address: 198.51.100.2}
                """);
        write("ovnkube.conf", """
                [default]
                transport=no-overlay
                cluster-subnets=10.244.0.0/16/24
                [no-overlay]
                routing=managed
                outbound-snat=disabled
                [bgp-managed]
                topology=full-mesh
                as-number=64512
                """);
        frr.configure(FrrConfig.as(64512)
                .neighbor(OURS, 64512)
                .activate(IPV4, OURS)
                .networks(IPV4, "10.244.2.0/24", "10.244.2.0/25", "10.99.0.0/24"));
        agent(node);
        node.waitForRoute("10.244.2.0/24", THEIRS);
        JsonNode path = frr.waitForRoute("ipv4", "10.244.1.0/24");
        assertEquals(OURS.toString(), path.path("nexthops").path(0).path("ip").asText());
        assertEquals(1, node.bgpRoutes("-4").size(), "a longer and a foreign prefix are refused");
    }

    private NodeNamespace namespace() {
        NodeNamespace namespace = new NodeNamespace(frr);
        toClose.add(namespace);
        return namespace;
    }

    private AgentProcess agent(NodeNamespace node) {
        AgentProcess agent = AgentProcess.start(node, folder);
        toClose.add(agent);
        return agent;
    }

    private static void configureFrr(String... networks) {
        frr.configure(FrrConfig.as(65001)
                .neighbor(OURS, 64512, "timers 3 9")
                .neighbor(OURS_V6, 64512, "timers 3 9")
                .activate(IPV4, OURS)
                .activate(IPV6, OURS_V6)
                .networks(IPV4, networks)
                .networks(IPV6, "2001:db8:1::/48"));
    }

    private void manifests(String permitted) {
        write("node1.yaml", NODE);
        write("tor.yaml", """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: tor, namespace: frr-k8s-system}
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      prefixes: [10.2.0.0/24, "2001:db8:2::/48"]
                      neighbors:
                      - address: 198.51.100.2
                        asn: 65001
                        connectTime: 1s
                        toAdvertise: {allowed: {mode: all}}
                        toReceive: {allowed: {prefixes: [{prefix: %s}]}}
                      - address: "2001:db8:51::2"
                        asn: 65001
                        connectTime: 1s
                        toAdvertise: {allowed: {mode: all}}
                        toReceive: {allowed: {mode: all}}
                """.formatted(permitted));
    }

    /// Into place by renaming, as editors and Kubernetes do it.
    private void write(String file, String text) {
        try {
            Path manifests = Files.createDirectories(folder.resolve("manifests"));
            Path draft = Files.writeString(folder.resolve(file + ".draft"), text);
            Files.move(
                    draft,
                    manifests.resolve(file),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
