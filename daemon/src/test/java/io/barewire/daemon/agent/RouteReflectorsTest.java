package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Question;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.plan.Handover;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.Reflectors;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.testkit.kube.KubeTestServer;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/// A managed mesh of agents on a real API server, with sessions over loopback addresses: through route reflectors,
/// which move, and from one topology to the other. Every best route that goes is counted.
@Tag("kube")
class RouteReflectorsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAMESPACE = "frr-k8s-system";
    private static final int NODES = 7;
    private static final int FIRST = 181;
    private static final Handover.Patience PATIENCE =
            new Handover.Patience(Duration.ofSeconds(8), Duration.ofSeconds(60));

    @TempDir
    private Path folder;

    private final List<Node> nodes = new ArrayList<>();

    private record Loss(String node, String prefix) {}

    private final List<Loss> losses = new CopyOnWriteArrayList<>();
    private final List<String> tooEarly = new CopyOnWriteArrayList<>();

    private static ObjectNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }

    private static String subnet(int number) {
        return "10.244." + number + ".0/24";
    }

    private static String address(int number) {
        return "127.0.0." + (FIRST + number);
    }

    /// At the mesh's port.
    private static boolean mayListen(int number) {
        try (ServerSocket _ = new ServerSocket(
                PeerConfig.BGP_PORT, 1, IpAddress.parse(address(number)).toInetAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void noRouteIsLostWhileReflectorsMoveAndTopologiesChange() throws Exception {
        assumeTrue(
                IntStream.range(0, NODES).allMatch(RouteReflectorsTest::mayListen),
                "port 179 of %s to %s is needed".formatted(address(0), address(NODES - 1)));
        try (KubeTestServer cluster = KubeTestServer.start()) {
            cluster.namespace(NAMESPACE);
            cluster.namespace("ovn-kubernetes");
            Access access = new Access.Kubeconfig(cluster.kubeconfig());
            try (ApiServer server = ApiServer.of(access)) {
                topology(server, "route-reflector");
                for (int number = 0; number < NODES; number++) {
                    node(server, number, false);
                    nodes.add(agent(number, access));
                }
                for (Node node : nodes) {
                    node.start();
                }
                story(server);
            } finally {
                nodes.forEach(Node::close);
            }
        }
    }

    private void story(ApiServer server) throws Exception {
        awaitEverything();
        Set<Integer> first = reflectors(3);
        nextHopsAreTheOriginators();
        nothingIsReflectedBack(first);
        watch();

        // all labels move at once
        List<Integer> others = IntStream.range(0, NODES)
                .filter(number -> !first.contains(number))
                .boxed()
                .toList();
        node(server, others.get(0), true);
        node(server, others.get(1), true);
        Set<Integer> second = reflectors(2);
        assertEquals(Set.of(others.get(0), others.get(1)), second);
        nothingWasLost("the reflectors moved");

        topology(server, "full-mesh");
        await(() -> sessions()
                .equals(everybodyWith(IntStream.range(0, NODES).boxed().collect(Collectors.toSet()))));
        nothingWasLost("route reflectors became a full mesh");
        topology(server, "route-reflector");
        assertEquals(second, reflectors(2));
        nothingWasLost("a full mesh got route reflectors");
        nextHopsAreTheOriginators();
        nothingIsReflectedBack(second);

        // one reflector loses its label, so another one has to help the one that is left
        int left = others.get(0);
        node(server, others.get(1), false);
        await(() -> !sessions().equals(everybodyWith(second)));
        Set<Integer> third = reflectors(2);
        assertFalse(third.equals(second) || !third.contains(left));
        nothingWasLost("a reflector lost its label");

        // the agent of a reflector ends: its own subnet goes, everybody else's stays
        nodes.get(left).close();
        String own = subnet(left);
        Set<Loss> everywhere =
                running(left).stream().map(node -> new Loss(node.name, own)).collect(Collectors.toSet());
        await(() -> Set.copyOf(losses).containsAll(everywhere));
        assertEquals(Set.of(own), losses.stream().map(Loss::prefix).collect(Collectors.toSet()));
        losses.clear();

        // and its Node is gone: its place is taken
        server.delete(Resource.NODES, "", nodes.get(left).name, Optional.empty());
        await(() -> running(left).stream()
                .allMatch(node -> node.ask(new Question.Neighbors(Optional.empty()))
                        .path("neighbors")
                        .valueStream()
                        .noneMatch(peer -> peer.path("peer").asText().equals(address(left)))));
        assertEquals(List.of(), losses);
    }

    private List<Node> running(int without) {
        return nodes.stream().filter(node -> !node.equals(nodes.get(without))).toList();
    }

    private Node agent(int number, Access access) {
        String address = address(number);
        LocalFacts facts = new LocalFacts(
                "n" + number, Map.of(Router.DEFAULT_VRF, Set.of(IpAddress.parse(address))), Optional.empty());
        return new Node(folder, "n" + number, address, address, PeerConfig.BGP_PORT)
                .in(new Surroundings(VrfDevice::of, _ -> facts, PATIENCE))
                .withSource(new Source.Cluster(
                        access,
                        new ClusterSourceConfig(
                                "n" + number,
                                NAMESPACE,
                                Optional.of(ClusterSourceConfig.OVN_KUBE_CONFIG),
                                ClusterSourceConfig.MESH_KEY_SECRET)));
    }

    /// Counts from now on.
    private void watch() {
        for (Node node : nodes) {
            BgpSpeaker speaker = node.agent().speaker().orElseThrow();
            speaker.addRouteListener(
                    "losses",
                    changes -> changes.stream()
                            .filter(change -> change.route().isEmpty())
                            .forEach(change -> losses.add(
                                    new Loss(node.name, change.prefix().toString()))));
            speaker.addListener(event -> {
                if (event instanceof SpeakerEvent.SessionDown(var peer, var end)
                        && end.why().contains("no longer configured")
                        && !awaited(speaker).isEmpty()) {
                    tooEarly.add(node.name + " ended " + peer + " without End-of-RIB of " + awaited(speaker));
                }
            });
        }
    }

    private static Set<?> awaited(BgpSpeaker speaker) {
        try {
            return speaker.awaited().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void nothingWasLost(String when) {
        assertEquals(List.of(), losses, when);
        assertEquals(List.of(), tooEarly, when);
    }

    private static Set<String> prefixes(Node node) {
        return node.best()
                .valueStream()
                .map(route -> route.path("prefix").asText())
                .collect(Collectors.toSet());
    }

    private void awaitEverything() {
        Set<String> all =
                IntStream.range(0, NODES).mapToObj(RouteReflectorsTest::subnet).collect(Collectors.toSet());
        await(() -> nodes.stream().allMatch(node -> node.agent().speaker().isPresent()));
        await(() -> nodes.stream().allMatch(node -> prefixes(node).equals(all)));
    }

    /// Pairs of nodes, at least one of which believes to have a session with the other.
    private Set<Set<Integer>> sessions() {
        Set<Set<Integer>> pairs = new HashSet<>();
        for (int number = 0; number < NODES; number++) {
            int here = number;
            nodes.get(number)
                    .ask(new Question.Neighbors(Optional.empty()))
                    .path("neighbors")
                    .valueStream()
                    .filter(peer -> peer.path("state").asText().equals("Established"))
                    .map(peer -> peer.path("peer").asText())
                    .forEach(peer -> pairs.add(
                            Set.of(here, Integer.parseInt(peer.substring(peer.lastIndexOf('.') + 1)) - FIRST)));
        }
        return pairs;
    }

    /// What there is to be: with reflectors about three sessions for each node.
    private static Set<Set<Integer>> everybodyWith(Set<Integer> reflectors) {
        Set<Set<Integer>> pairs = new HashSet<>();
        for (int reflector : reflectors) {
            for (int other = 0; other < NODES; other++) {
                if (other != reflector) {
                    pairs.add(Set.of(reflector, other));
                }
            }
        }
        return pairs;
    }

    /// Waits until so many nodes have a session with everybody, and the others with them alone.
    private Set<Integer> reflectors(int count) {
        Set<Integer> reflectors = new HashSet<>();
        await(() -> {
            Set<Set<Integer>> now = sessions();
            Map<Integer, Integer> degrees = new HashMap<>();
            now.forEach(pair -> pair.forEach(number -> degrees.merge(number, 1, Integer::sum)));
            reflectors.clear();
            degrees.forEach((number, degree) -> {
                if (degree == NODES - 1) {
                    reflectors.add(number);
                }
            });
            return reflectors.size() == count && now.equals(everybodyWith(reflectors));
        });
        return Set.copyOf(reflectors);
    }

    private void nextHopsAreTheOriginators() {
        for (Node node : nodes) {
            for (JsonNode route : node.best()) {
                JsonNode path = route.path("paths").path(0);
                for (int origin = 0; origin < NODES; origin++) {
                    if (route.path("prefix").asText().equals(subnet(origin))
                            && !nodes.get(origin).equals(node)) {
                        assertEquals(
                                nodes.get(origin).identifier(),
                                path.path("nextHop").asText(),
                                node.name + ": " + route);
                    }
                }
            }
        }
    }

    private void nothingIsReflectedBack(Set<Integer> reflectors) {
        for (int number = 0; number < NODES; number++) {
            for (int reflector : reflectors) {
                if (number != reflector) {
                    String received =
                            nodes.get(number).received(nodes.get(reflector)).toString();
                    assertFalse(received.contains(subnet(number)), received);
                }
            }
        }
    }

    private static void node(ApiServer server, int number, boolean labelled) throws Exception {
        server.apply(
                Resource.NODES,
                tree("""
                metadata:
                  name: n%d
                  labels: {kubernetes.io/hostname: n%d%s}
                  annotations: {k8s.ovn.org/node-subnets: '{"default":["%s"]}'}
                """.formatted(number, number, labelled ? ", " + Reflectors.LABEL + ": ''" : "", subnet(number))),
                "test");
        server.applyStatus(Resource.NODES, tree("""
                metadata: {name: n%d}
                status: {addresses: [{type: InternalIP, address: %s}]}
                """.formatted(number, address(number))), "kubelet");
        // Routes name the identifier as next hop, which a loopback address cannot be.
        server.apply(
                Resource.FRR_CONFIGURATIONS,
                tree("""
                metadata: {name: n%d, namespace: %s}
                spec:
                  nodeSelector: {matchLabels: {kubernetes.io/hostname: n%d}}
                  bgp: {routers: [{asn: 64512, id: %s}]}
                """.formatted(number, NAMESPACE, number, address(number).replace("127.0.0.", "192.0.2."))),
                "test");
    }

    private static void topology(ApiServer server, String topology) throws Exception {
        ObjectNode map = tree("metadata: {name: ovnkube-config, namespace: ovn-kubernetes}");
        map.putObject("data").put("ovnkube.conf", """
                [default]
                transport = no-overlay
                cluster-subnets = 10.244.0.0/16/24
                [no-overlay]
                routing = managed
                outbound-snat = disabled
                [bgp-managed]
                topology = %s
                """.formatted(topology));
        server.apply(Resource.CONFIG_MAPS, map, "test");
    }
}
