package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Question;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.mesh.objects.MeshKeys;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.plan.Handover;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.speaker.PeerConfig;
import io.barewire.testkit.kube.KubeTestServer;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three agents of a managed mesh, whose Secret on an API server changes under their sessions.
@Tag("kube")
class MeshKeyRotationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ONE = "one-one-one-one-one-one-one-one!";
    private static final String TWO = "two-two-two-two-two-two-two-two!";

    private static final Prefix LOOPBACK = Prefix.parse("127.0.0.0/8");

    /// The other two announce it, each of them.
    private static final String ANYCAST = "10.244.99.0/24";

    @TempDir
    private Path folder;

    private final KubeTestServer cluster = KubeTestServer.shared();
    private final String namespace = "keys-" + Long.toHexString(System.nanoTime());
    private final List<Node> agents = new ArrayList<>();
    private ApiServer server;

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(mayListen(), "nodes of a mesh listen at port " + PeerConfig.BGP_PORT);
        cluster.namespace(namespace);
        server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        apply(Resource.CONFIG_MAPS, """
                {"metadata": {"name": "ovnkube-config", "namespace": "%s"}, "data": {"ovnkube.conf":
                 "[default]\\ncluster-subnets=10.244.0.0/16/24\\ntransport=no-overlay\\n[no-overlay]\\noutbound-snat=enabled\\nrouting=managed\\n[bgp-managed]\\ntopology=full-mesh\\n"}}""".formatted(namespace));
    }

    private static boolean mayListen() {
        try (ServerSocket _ = new ServerSocket(PeerConfig.BGP_PORT, 1, InetAddress.ofLiteral("127.0.17.1"))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Their Nodes would be in the meshes of tests to come.
    @AfterEach
    void end() throws ApiFailure {
        agents.forEach(Node::close);
        for (Node agent : agents) {
            server.delete(Resource.NODES, "", agent.name, Optional.empty());
        }
        if (server != null) {
            server.close();
        }
    }

    private void apply(Resource resource, String text) throws Exception {
        server.apply(resource, (ObjectNode) JSON.readTree(text), "test");
    }

    private void startMesh() throws Exception {
        for (int i = 1; i <= 3; i++) {
            String name = namespace + "-" + i;
            String address = "127.0.17." + i;
            label(name, Optional.empty());
            server.applyStatus(Resource.NODES, (ObjectNode) JSON.readTree("""
                            {"metadata": {"name": "%s"},
                             "status": {"addresses": [{"type": "InternalIP", "address": "%s"}]}}""".formatted(name, address)), "kubelet");
            apply(Resource.FRR_CONFIGURATIONS, """
                    {"metadata": {"name": "%s", "namespace": "%s"}, "spec": {
                      "nodeSelector": {"matchLabels": {"kubernetes.io/hostname": "%s"}},
                      "bgp": {"routers": [{"asn": 64512, "id": "192.0.2.%d", "prefixes": [%s], "neighbors": [%s]}]}}}""".formatted(
                            name,
                            namespace,
                            name,
                            80 + i,
                            i == 1 ? "" : "\"" + ANYCAST + "\"",
                            i == 1
                                    ? ""
                                    : "{\"address\": \"127.0.17.1\", \"asn\": 64512,"
                                            + " \"toAdvertise\": {\"allowed\": {\"mode\": \"all\"},"
                                            + " \"nextHop\": {\"ipv4\": \"192.0.2." + (80 + i) + "\"}}}"));
            LocalFacts facts = new LocalFacts(
                    name, Map.of("", Set.of(IpAddress.parse(address))), Set.of(LOOPBACK), Optional.empty());
            agents.add(new Node(folder, name, address, address, PeerConfig.BGP_PORT)
                    .in(new Surroundings(VrfDevice::of, _ -> facts, Handover.Patience.DEFAULT))
                    .withSource(new Source.Cluster(
                            new Access.Kubeconfig(cluster.kubeconfig()),
                            new ClusterSourceConfig(
                                    name,
                                    namespace,
                                    Optional.of(new ObjectKey(namespace, "ovnkube-config")),
                                    ClusterSourceConfig.MESH_KEY_SECRET))));
        }
        for (Node agent : agents) {
            agent.start();
        }
    }

    private void awaitMesh() {
        Node first = agents.getFirst();
        await(() -> sessions().size() == 6
                && agents.stream()
                        .skip(1)
                        .allMatch(other -> first.received(other).toString().contains(ANYCAST)));
    }

    /// Tells a node which of the mesh's keys to use.
    private void label(String node, Optional<Integer> key) throws Exception {
        String number = node.substring(node.length() - 1);
        apply(Resource.NODES, """
                {"metadata": {"name": "%s", "labels": {"kubernetes.io/hostname": "%s"%s}},
                 "spec": {"podCIDRs": ["10.244.%s.0/24"]}}""".formatted(
                node,
                node,
                key.map(some -> ", \"barewire.io/mesh-key\": \"" + some + "\"").orElse(""),
                number));
    }

    private void secret(Map<String, String> data) throws Exception {
        ObjectNode object = JSON.createObjectNode().put("type", MeshKeys.TYPE);
        object.putObject("metadata")
                .put("name", ClusterSourceConfig.MESH_KEY_SECRET)
                .put("namespace", namespace);
        data.forEach((name, value) -> object.withObject("/data")
                .put(name, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        server.apply(Resource.SECRETS, object, "test");
    }

    /// Of every session that is up, since when, by `FROM-TO`.
    private SortedMap<String, String> sessions() {
        SortedMap<String, String> up = new TreeMap<>();
        for (Node agent : agents) {
            for (JsonNode neighbor :
                    agent.ask(new Question.Neighbors(Optional.empty())).path("neighbors")) {
                if (neighbor.path("state").asText().equals("Established")) {
                    String peer = neighbor.path("peer").asText();
                    up.put(
                            number(agent.address) + "-" + number(peer),
                            neighbor.path("since").asText());
                }
            }
        }
        return up;
    }

    private static String number(String address) {
        return address.substring(address.length() - 1);
    }

    /// Looks again and again, while `story` goes on, whether there is a session and a route still.
    private void watched(Story story) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<String> losses = new CopyOnWriteArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        Thread watcher = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                if (sessions().isEmpty()) {
                    losses.add("no session is up");
                }
                if (!agents.getFirst().best().toString().contains(ANYCAST)) {
                    losses.add(ANYCAST + " is lost");
                }
                looks.incrementAndGet();
            }
        });
        try {
            story.run();
        } finally {
            over.set(true);
            watcher.join();
        }
        assertEquals(List.of(), losses);
        assertTrue(looks.get() > 0);
    }

    private interface Story {
        void run() throws Exception;
    }

    /// The sessions that came up anew, when all are up again.
    private Set<String> changed(SortedMap<String, String> before, int count) {
        await(() -> sessions().size() == before.size() && renewed(before).size() == count);
        return renewed(before);
    }

    private Set<String> renewed(SortedMap<String, String> before) {
        SortedMap<String, String> now = sessions();
        Set<String> changed = new TreeSet<>(now.keySet());
        changed.removeIf(session -> Objects.equals(now.get(session), before.get(session)));
        return changed;
    }

    /// A Secret that all agents have in force when this returns: one that they refuse is between it and the
    /// last.
    private void inForce(Map<String, String> data) throws Exception {
        secret(Map.of("key-1", "too short"));
        await(() -> agents.stream().allMatch(agent -> problems(agent).contains("key-1 has 9 octets")));
        secret(data);
        await(() -> agents.stream().noneMatch(agent -> problems(agent).contains("key-1 has 9 octets")));
    }

    private static String problems(Node agent) {
        return agent.ask(new Question.Problems()).path("problems").toString();
    }

    /// The last node that is told to change over has each of its sessions renewed; no other step costs as
    /// much, and none of them a route that there is another path for.
    @Test
    void withMd5ALabelCostsTheSessionsOfItsNodeAtMost() throws Exception {
        secret(Map.of("key-1", ONE));
        startMesh();
        awaitMesh();
        SortedMap<String, String> first = sessions();
        watched(() -> {
            inForce(Map.of("key-1", ONE, "key-2", TWO, "current", "1"));
            label(agents.get(0).name, Optional.of(2));
            label(agents.get(1).name, Optional.of(2));
            assertEquals(Set.of("1-2", "2-1"), changed(first, 2));
            awaitMesh(); // a session is up before its routes have come, and the other path is the next to go

            SortedMap<String, String> second = sessions();
            label(agents.get(2).name, Optional.of(2));
            assertEquals(Set.of("1-3", "2-3", "3-1", "3-2"), changed(second, 4));

            SortedMap<String, String> third = sessions();
            inForce(Map.of("key-1", ONE, "key-2", TWO, "current", "2"));
            for (Node agent : agents) {
                label(agent.name, Optional.empty());
            }
            inForce(Map.of("key-2", TWO));
            assertEquals(third, sessions());
        });
    }

    /// Whoever puts another key in the place of the old one has all sessions renewed; they come up again by
    /// themselves.
    @Test
    void withMd5AnotherKeyAtOnceRenewsEverySession() throws Exception {
        secret(Map.of("key-1", ONE));
        startMesh();
        awaitMesh();
        SortedMap<String, String> before = sessions();
        secret(Map.of("key-2", TWO));
        assertEquals(before.keySet(), changed(before, 6));
        await(() -> agents.getFirst().best().toString().contains(ANYCAST));
    }

    @Tag("vm")
    @Test
    void withTcpAoAnotherKeyCostsNoSession() throws Exception {
        secret(Map.of("key-1", ONE, "method", "TCP-AO"));
        startMesh();
        String without = "TCP-AO is not in this kernel";
        await(() -> sessions().size() == 6
                || agents.getFirst()
                        .ask(new Question.Neighbors(Optional.empty()))
                        .toString()
                        .contains(without));
        assumeTrue(sessions().size() == 6, without);
        awaitMesh();
        SortedMap<String, String> before = sessions();
        watched(() -> {
            inForce(Map.of("key-1", ONE, "key-2", TWO, "method", "TCP-AO"));
            inForce(Map.of("key-1", ONE, "key-2", TWO, "current", "2", "method", "TCP-AO"));
            inForce(Map.of("key-2", TWO, "method", "TCP-AO"));
            assertEquals(before, sessions());
        });
    }
}
