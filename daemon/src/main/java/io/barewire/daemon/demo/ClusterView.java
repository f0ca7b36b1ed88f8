package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the API server says of the networks, and what the kernels have: for waiting, and for the reader, with the
/// path that was asked for.
final class ClusterView {
    private static final String ESTABLISHED = "Established";
    private static final Duration CONVERGENCE = Duration.ofMinutes(2);

    private final Lab lab;
    private final ApiObjects objects;
    private final Screen screen;

    ClusterView(ClusterLab cluster, Screen screen) {
        this.lab = cluster.lab();
        this.objects = cluster.objects();
        this.screen = screen;
    }

    /// Waits until a RouteAdvertisements has been judged so.
    Condition awaitAccepted(String name, boolean accepted) throws InterruptedException {
        return await(Resource.ROUTE_ADVERTISEMENTS, name, "Accepted", accepted);
    }

    /// Waits until a ClusterUserDefinedNetwork's transport has been judged so.
    Condition awaitTransport(String name, boolean accepted) throws InterruptedException {
        return await(Resource.CLUSTER_USER_DEFINED_NETWORKS, name, "TransportAccepted", accepted);
    }

    private Condition await(Resource resource, String name, String type, boolean wanted) throws InterruptedException {
        List<Condition> seen = new ArrayList<>();
        Waiting.until(CONVERGENCE, screen, () -> {
            Optional<Condition> condition =
                    objects.get(resource, "", name).flatMap(object -> Condition.of(object, type));
            condition.ifPresent(seen::add);
            return condition.filter(each -> each.isTrue() == wanted).isPresent()
                    ? Optional.empty()
                    : Optional.of(resource.kind() + " " + name + " has "
                            + condition.map(Condition::toString).orElse("no condition " + type));
        });
        return seen.getLast();
    }

    /// Waits until every node's kernel has a route to the pods of every other node, and no other.
    void awaitRoutes(PodNetwork network) throws InterruptedException {
        awaitRoutes(node -> lab.wantedRoutes(network, node, _ -> true));
    }

    /// Waits until BGP has no route in any kernel.
    void awaitNoRoutes() throws InterruptedException {
        awaitRoutes(_ -> new BgpRoutes(Map.of()));
    }

    private void awaitRoutes(Mesh.Table wanted) throws InterruptedException {
        Waiting.until(CONVERGENCE, screen, () -> {
            for (Node node : lab.topology().nodes()) {
                List<String> differences = lab.kernelRoutes(node).differencesFrom(wanted.of(node));
                if (!differences.isEmpty()) {
                    return Optional.of(node.name() + " has " + String.join(", ", differences));
                }
            }
            return Optional.empty();
        });
    }

    /// Waits until the API server knows of so many sessions, as their agents tell it, and all are Established.
    void awaitSessions(int wanted) throws InterruptedException {
        Waiting.until(CONVERGENCE, screen, () -> {
            List<ObjectNode> states = sessions();
            if (states.size() != wanted) {
                return Optional.of(states.size() + " BGPSessionStates, not " + wanted);
            }
            return states.stream()
                    .filter(state -> !established(state))
                    .findFirst()
                    .map(ClusterView::session);
        });
    }

    /// Waits until the API server knows of so many sessions with a peer that are not Established.
    void awaitDown(String peer, int wanted) throws InterruptedException {
        Waiting.until(CONVERGENCE, screen, () -> {
            long down = sessions().stream()
                    .filter(state -> state.at("/status/peer").asText().equals(peer) && !established(state))
                    .count();
            return down == wanted
                    ? Optional.empty()
                    : Optional.of("of the sessions with " + peer + " " + down + " are down, not " + wanted);
        });
    }

    private List<ObjectNode> sessions() {
        return objects.list(Selection.in(ApiObjects.BGP_SESSION_STATES, ClusterLab.NAMESPACE));
    }

    private static String session(JsonNode state) {
        String why = established(state)
                ? ""
                : "  " + state.at("/metadata/annotations/barewire.io~1last-end").asText();
        return "%s  %s  %s%s"
                .formatted(
                        state.at("/status/node").asText(),
                        state.at("/status/peer").asText(),
                        state.at("/status/bgpStatus").asText(),
                        why)
                .stripTrailing();
    }

    private static boolean established(JsonNode state) {
        return state.at("/status/bgpStatus").asText().equals(ESTABLISHED);
    }

    /// Waits for an Event about the default network with this reason.
    ///
    /// @return its message
    String awaitDefaultNetworkEvent(String reason) throws InterruptedException {
        return awaitEvent(ClusterLab.OVN_NAMESPACE, reason, "");
    }

    /// Waits for the Event of an agent that lost a session with a peer.
    ///
    /// @return its message
    String awaitSessionDownEvent(String peer) throws InterruptedException {
        return awaitEvent(ClusterLab.NAMESPACE, "SessionDown", peer);
    }

    private String awaitEvent(String namespace, String reason, String about) throws InterruptedException {
        List<String> messages = new ArrayList<>();
        Waiting.until(CONVERGENCE, screen, () -> {
            objects.list(Selection.in(ApiObjects.EVENTS, namespace)).stream()
                    .filter(event -> event.path("reason").asText().equals(reason))
                    .map(event -> event.path("message").asText())
                    .filter(message -> message.contains(about))
                    .forEach(messages::add);
            return messages.isEmpty() ? Optional.of("no Event with reason " + reason) : Optional.empty();
        });
        return messages.getLast();
    }

    /// The RouteAdvertisements, and whether they are accepted.
    void showAdvertisements() {
        show(
                Selection.all(Resource.ROUTE_ADVERTISEMENTS),
                each -> name(each)
                        + Condition.of(each, "Accepted")
                                .map(condition -> "  " + condition)
                                .orElse(""));
    }

    /// The ClusterUserDefinedNetworks, and whether their transport is accepted.
    void showNetworks() {
        show(
                Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS),
                each -> name(each)
                        + Condition.of(each, "TransportAccepted")
                                .map(condition -> "  " + condition)
                                .orElse(""));
    }

    /// What administrators wrote and what was made of it.
    void showConfigurations() {
        show(Selection.in(Resource.FRR_CONFIGURATIONS, ClusterLab.NAMESPACE), ClusterView::configuration);
    }

    private static String configuration(JsonNode object) {
        String node = object.at("/spec/nodeSelector/matchLabels/kubernetes.io~1hostname")
                .asText("every node");
        String routers = object.at("/spec/bgp/routers")
                .valueStream()
                .map(ClusterView::router)
                .collect(Collectors.joining("; "));
        return name(object) + "  " + node + ": " + routers;
    }

    private static String router(JsonNode router) {
        String vrf =
                router.path("vrf").isTextual() ? " vrf " + router.path("vrf").asText() : "";
        String neighbors = list(router.path("neighbors"), "address", " with ");
        return "AS " + router.path("asn").asText() + vrf + list(router.path("prefixes"), "", " has ") + neighbors
                + list(router.path("imports"), "vrf", " imports ");
    }

    private static String list(JsonNode array, String member, String before) {
        String text = array.valueStream()
                .map(each -> (member.isEmpty() ? each : each.path(member)).asText())
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "" : before + text;
    }

    void showSessions() {
        show(Selection.in(ApiObjects.BGP_SESSION_STATES, ClusterLab.NAMESPACE), ClusterView::session);
    }

    void showKernel(Node node) throws InterruptedException {
        screen.show(
                "ip -n " + lab.node(node).name() + " route show proto bgp",
                lab.node(node).ip("route show proto bgp"));
    }

    private interface Line {
        String of(JsonNode object);
    }

    private void show(Selection selection, Line line) {
        Resource resource = selection.resource();
        String path = (resource.group().isEmpty() ? "/api/" : "/apis/") + resource.apiVersion()
                + (selection.namespace().isEmpty() ? "" : "/namespaces/" + selection.namespace()) + "/"
                + resource.plural();
        screen.show(
                "kubectl get --raw " + path + "   # in short",
                objects.list(selection).stream().map(line::of).sorted().collect(Collectors.joining("\n")));
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
