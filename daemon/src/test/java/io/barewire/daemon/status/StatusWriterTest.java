package io.barewire.daemon.status;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.speaker.PeerStatus;
import io.barewire.testkit.kube.Gate;
import io.barewire.testkit.kube.KubeTestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kube")
class StatusWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static KubeTestServer cluster;

    private final String namespace = "status-" + UUID.randomUUID().toString().substring(0, 8);
    private final String node = "n-" + namespace;
    private final AtomicReference<Observation> agent = new AtomicReference<>(Observations.BOTH);
    private ApiServer server;

    @BeforeAll
    static void start() {
        cluster = KubeTestServer.shared();
    }

    @BeforeEach
    void connect() throws Exception {
        cluster.namespace(namespace);
        server = ApiServer.of(access());
    }

    @AfterEach
    void disconnect() {
        server.close();
    }

    private static Access access() {
        return new Access.Kubeconfig(cluster.kubeconfig());
    }

    private StatusWriter writer(ApiServer by, Optional<String> pod, SessionStatus which) {
        StatusConfig config = new StatusConfig(access(), namespace, pod, which);
        StatusWriter writer = new StatusWriter(by, node, config, InstantSource.system());
        writer.start(() -> Optional.ofNullable(agent.get()));
        return writer;
    }

    private StatusWriter writer() {
        return writer(server, Optional.empty(), SessionStatus.ALL);
    }

    private void changeTo(StatusWriter writer, Observation observation) {
        agent.set(observation);
        writer.look();
    }

    private List<ObjectNode> sessions() throws ApiFailure {
        return server.list(Selection.in(StatusObjects.SESSION_STATES, namespace));
    }

    /// `PEER STATE`, sorted.
    private List<String> told() throws ApiFailure {
        return sessions().stream()
                .map(object -> object.at("/status/peer").asText() + " "
                        + object.at("/status/bgpStatus").asText())
                .sorted()
                .toList();
    }

    private Optional<ObjectNode> nodeState() throws ApiFailure {
        return server.get(StatusObjects.NODE_STATES, "", node);
    }

    private void awaitTold(String... sessions) {
        await().atMost(PATIENCE).untilAsserted(() -> assertEquals(List.of(sessions), told()));
    }

    private static final String UP = "192.0.2.1 Established";
    private static final String DOWN = "2001-0db8-0000-0000-0000-0000-0000-0002 Active";

    @Test
    void aNodeAndItsSessionsAreTold() throws Exception {
        try (StatusWriter _ = writer()) {
            awaitTold(UP, DOWN);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertEquals(
                            "success",
                            nodeState()
                                    .orElseThrow()
                                    .at("/status/lastReloadResult")
                                    .asText()));
        }
        JsonNode status = nodeState().orElseThrow().path("status");
        assertEquals("router bgp 64512\n", status.path("runningConfig").asText());
        assertEquals("success", status.path("lastConversionResult").asText());
        JsonNode down = sessions().stream()
                .filter(object -> object.at("/status/bgpStatus").asText().equals("Active"))
                .findFirst()
                .orElseThrow();
        assertTrue(down.at("/metadata/name").asText().startsWith(node + "-"));
        JsonNode labels = down.at("/metadata/labels");
        assertEquals(node, labels.path("frrk8s.metallb.io/node").asText());
        assertEquals(
                "2001-0db8-0000-0000-0000-0000-0000-0002",
                labels.path("frrk8s.metallb.io/peer").asText());
        assertEquals("", labels.path("frrk8s.metallb.io/vrf").asText("?"));
        assertEquals("N/A", down.at("/status/bfdStatus").asText());
        assertTrue(down.at("/metadata/annotations/barewire.io~1last-end")
                .asText()
                .endsWith("Cease / Administrative Shutdown"));
    }

    @Test
    void onlyWhatChangedIsWritten() throws Exception {
        try (StatusWriter writer = writer()) {
            awaitTold(UP, DOWN);
            String before = version(UP);
            PeerStatus flapped = Observations.counting(Observations.DOWN, 3, 3);
            changeTo(writer, Observations.of(Observations.UP, flapped));
            changeTo(writer, Observations.with(Observations.error("", "", "no good")));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertEquals(
                            "failed: error: no good",
                            nodeState()
                                    .orElseThrow()
                                    .at("/status/lastConversionResult")
                                    .asText()));
            assertEquals(before, version(UP));
        }
    }

    /// A restarted container has the pod of the one before it, and finds what that one told.
    @Test
    void whatWasToldStaysUntilTheAgentKnowsWhatItShouldDo() throws Exception {
        try (StatusWriter _ = writer()) {
            awaitTold(UP, DOWN);
        }
        List<String> before = names();
        AtomicInteger asked = new AtomicInteger();
        StatusConfig config = new StatusConfig(access(), namespace, Optional.empty(), SessionStatus.ALL);
        try (StatusWriter restarted = new StatusWriter(server, node, config, InstantSource.system())) {
            restarted.start(() -> asked.incrementAndGet() > 2 ? Optional.of(Observations.BOTH) : Optional.empty());
            await().atMost(PATIENCE).until(() -> {
                restarted.look();
                return asked.get() > 3;
            });
            assertEquals(before, names());
        }
    }

    /// Else the API server would get half a megabyte of each node of a large mesh whenever one comes or goes.
    @Test
    void aLongRunningConfigIsToldSeldomAndSessionsDoNotWaitForIt() throws Exception {
        Observation longOne = new Observation(
                "neighbor\n".repeat(50_000),
                List.of(),
                Optional.empty(),
                Observations.of(Observations.UP).sessions());
        agent.set(longOne);
        try (StatusWriter writer = writer()) {
            awaitTold(UP);
            await().atMost(PATIENCE)
                    .until(() -> nodeState().orElseThrow().at("/status").size() == 3);
            changeTo(writer, Observations.of(Observations.DOWN));
            awaitTold(DOWN);
            assertTrue(nodeState()
                    .orElseThrow()
                    .at("/status/runningConfig")
                    .asText()
                    .startsWith("neighbor"));
        }
    }

    private String version(String told) throws ApiFailure {
        return sessions().stream()
                .filter(object -> told.startsWith(object.at("/status/peer").asText() + " "))
                .findFirst()
                .orElseThrow()
                .at("/metadata/resourceVersion")
                .asText();
    }

    @Test
    void whatSomebodyDeletesComesBackAndWhatIsLeftOverGoes() throws Exception {
        StatusObjects others = new StatusObjects(node, namespace, Optional.empty());
        server.create(StatusObjects.SESSION_STATES, others.newSession(new SessionKey("red", "192.0.2.99")));
        StatusObjects stranger = new StatusObjects("other-node", namespace, Optional.empty());
        String strange = server.create(
                        StatusObjects.SESSION_STATES, stranger.newSession(new SessionKey("", "192.0.2.1")))
                .at("/metadata/name")
                .asText();
        try (StatusWriter writer = writer()) {
            awaitTold(" ", UP, DOWN);
            for (ObjectNode object : sessions()) {
                String name = object.at("/metadata/name").asText();
                if (!name.equals(strange)) {
                    server.delete(StatusObjects.SESSION_STATES, namespace, name, Optional.empty());
                }
            }
            server.delete(StatusObjects.NODE_STATES, "", node, Optional.empty());
            awaitTold(" ", UP, DOWN);
            await().atMost(PATIENCE).until(() -> nodeState().isPresent());
            changeTo(writer, Observations.of(Observations.UP));
            awaitTold(" ", UP);
        }
        assertTrue(server.get(StatusObjects.SESSION_STATES, namespace, strange).isPresent());
    }

    /// Server-side apply makes what is not there, and that would have no label of this node's.
    @Test
    void whatIsDeletedRightBeforeItsAnnotationsAreWrittenIsNotMadeOfThemAlone() throws Exception {
        try (StatusWriter _ = writer()) {
            awaitTold(UP, DOWN);
        }
        AtomicReference<Optional<Boolean>> taken = new AtomicReference<>(Optional.empty());
        ApiServer deleting = (ApiServer) Proxy.newProxyInstance(
                ApiServer.class.getClassLoader(), new Class<?>[] {ApiServer.class}, (_, method, arguments) -> {
                    boolean first = method.getName().equals("apply")
                            && StatusObjects.SESSION_STATES.equals(arguments[0])
                            && taken.get().isEmpty();
                    if (first) {
                        String name =
                                ((ObjectNode) arguments[1]).at("/metadata/name").asText();
                        server.delete(StatusObjects.SESSION_STATES, namespace, name, Optional.empty());
                    }
                    try {
                        Object answer = method.invoke(server, arguments);
                        if (first) {
                            taken.set(Optional.of(true));
                        }
                        return answer;
                    } catch (InvocationTargetException failure) {
                        if (first) {
                            taken.set(Optional.of(false));
                        }
                        throw failure.getCause();
                    }
                });
        agent.set(Observations.of(Observations.counting(Observations.UP, 2, 3), Observations.DOWN));
        try (StatusWriter _ = writer(deleting, Optional.empty(), SessionStatus.ALL)) {
            await().atMost(PATIENCE).until(() -> taken.get().isPresent());
            awaitTold(UP, DOWN);
        }
        assertEquals(Optional.of(false), taken.get());
    }

    @Test
    void thePodOwnsTheSessions() throws Exception {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("metadata").put("name", "barewire-1").put("namespace", namespace);
        pod.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "a")
                .put("image", "a");
        pod.withObject("/spec").put("automountServiceAccountToken", false);
        String uid = Mirror.uid(server.create(Resource.PODS, pod));
        try (StatusWriter _ = writer()) {
            awaitTold(UP, DOWN);
        }
        List<String> before = names();
        try (StatusWriter _ = writer(server, Optional.of("barewire-1"), SessionStatus.ALL)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertEquals(List.of(UP, DOWN), told());
                for (ObjectNode object : sessions()) {
                    assertEquals(
                            uid, object.at("/metadata/ownerReferences/0/uid").asText());
                }
            });
        }
        assertNotEquals(before, names());
    }

    private List<String> names() throws ApiFailure {
        return sessions().stream()
                .map(object -> object.at("/metadata/name").asText())
                .toList();
    }

    @Test
    void fewerSessionsAreToldWhenAskedFor() throws Exception {
        try (StatusWriter _ = writer()) {
            awaitTold(UP, DOWN);
        }
        try (StatusWriter _ = writer(server, Optional.empty(), SessionStatus.NOT_ESTABLISHED)) {
            awaitTold(DOWN);
        }
        try (StatusWriter _ = writer(server, Optional.empty(), SessionStatus.NONE)) {
            awaitTold();
        }
    }

    @Test
    void eventsAreAboutTheObjectThatTheyHappenedTo() throws Exception {
        ObjectNode tor = JsonNodeFactory.instance.objectNode();
        tor.putObject("metadata").put("name", "tor").put("namespace", namespace);
        tor.putObject("spec");
        server.create(Resource.FRR_CONFIGURATIONS, tor);
        try (StatusWriter writer = writer()) {
            awaitTold(UP, DOWN);
            Observation refused = Observations.with(Observations.error(
                    "FRRConfiguration " + namespace + "/tor", "spec.bgp.routers", "different asns (1 != 2)"));
            changeTo(writer, refused);
            awaitEvent("FRRConfiguration tor Warning ConfigurationRefused node " + node
                    + ": spec.bgp.routers: different asns (1 != 2)");
            changeTo(writer, Observations.of(Observations.UP, Observations.counting(Observations.DOWN, 2, 3)));
            awaitEvent("FRRConfiguration tor Normal ConfigurationAccepted node " + node
                    + ": what was wrong with it is no longer");
            String name = sessions().stream()
                    .filter(object -> object.at("/status/bgpStatus").asText().equals("Active"))
                    .findFirst()
                    .orElseThrow()
                    .at("/metadata/name")
                    .asText();
            awaitEvent("BGPSessionState " + name + " Warning SessionDown node " + node
                    + ": session with 2001:db8::2 is down:"
                    + " the peer ended the session: Cease / Administrative Shutdown");
        }
    }

    /// Told to an API server that is about to end, which has taken the status still.
    @Test
    void anEventThatTheServerHasNoTimeForIsToldAgain() throws Exception {
        ObjectNode tor = JsonNodeFactory.instance.objectNode();
        tor.putObject("metadata").put("name", "tor").put("namespace", namespace);
        tor.putObject("spec");
        server.create(Resource.FRR_CONFIGURATIONS, tor);
        CountDownLatch refused = new CountDownLatch(1);
        ApiServer ending = (ApiServer) Proxy.newProxyInstance(
                ApiServer.class.getClassLoader(), new Class<?>[] {ApiServer.class}, (_, method, arguments) -> {
                    boolean event = method.getName().equals("create") && EventObjects.EVENTS.equals(arguments[0]);
                    if (event && refused.getCount() > 0) {
                        refused.countDown();
                        throw ApiFailure.of(503, "the server ends");
                    }
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
        try (StatusWriter writer = writer(ending, Optional.empty(), SessionStatus.NONE)) {
            changeTo(
                    writer,
                    Observations.with(Observations.error(
                            "FRRConfiguration " + namespace + "/tor", "spec.bgp.routers", "different asns (1 != 2)")));
            assertTrue(refused.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            awaitEvent("FRRConfiguration tor Warning ConfigurationRefused node " + node
                    + ": spec.bgp.routers: different asns (1 != 2)");
        }
    }

    private void awaitEvent(String event) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertTrue(
                        server.list(Selection.in(EventObjects.EVENTS, namespace)).stream()
                                .map(StatusWriterTest::text)
                                .anyMatch(event::equals),
                        event));
    }

    private static String text(JsonNode event) {
        return event.at("/involvedObject/kind").asText() + " "
                + event.at("/involvedObject/name").asText() + " "
                + event.path("type").asText() + " " + event.path("reason").asText() + " "
                + event.path("message").asText();
    }

    /// What changed meanwhile is written when the API server is back; nothing waits for it before.
    @Test
    void anApiServerMayBeAway() throws Exception {
        try (Gate gate = Gate.to(cluster.port());
                ApiServer through = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig(gate.port())))) {
            try (StatusWriter writer = writer(through, Optional.empty(), SessionStatus.ALL)) {
                awaitTold(UP, DOWN);
                gate.shut();
                changeTo(writer, Observations.of(Observations.UP));
                changeTo(writer, Observations.with(Observations.error("", "", "no good")));
                changeTo(writer, Observations.of(Observations.DOWN));
                assertEquals(List.of(UP, DOWN), told());
                gate.open();
                awaitTold(DOWN);
            }
            assertFalse(names().isEmpty());
        }
    }
}
