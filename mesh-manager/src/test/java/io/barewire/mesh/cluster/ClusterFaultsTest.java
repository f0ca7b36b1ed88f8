package io.barewire.mesh.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Follower;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an API server may do to those who follow it.
class ClusterFaultsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Resource CONFIGURATIONS = Resource.FRR_CONFIGURATIONS;

    /// More than wait at a time, by far.
    private static final int FLOOD = 10_000;

    /// More than are taken at a time.
    private static final int MANY = 5_000;

    private final Heard heard = new Heard();
    private ScriptedServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void begin() throws Exception {
        server = new ScriptedServer(
                Map.of(Resource.NODES, List.of(node()), CONFIGURATIONS, List.of(configuration("a", 64_512))));
    }

    @AfterEach
    void end() {
        server.close();
    }

    private static ObjectNode node() throws Exception {
        return (ObjectNode)
                JSON.readTree("{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n\"}}");
    }

    private static ObjectNode configuration(String name, long as) throws Exception {
        return (ObjectNode) JSON.readTree("""
                {"apiVersion": "frrk8s.metallb.io/v1beta1", "kind": "FRRConfiguration",
                 "metadata": {"name": "%s", "namespace": "frr"},
                 "spec": {"bgp": {"routers": [{"asn": %d}]}}}""".formatted(name, as));
    }

    private ClusterSource start(ClusterListener listener) {
        return ClusterSource.start(server, new ClusterSourceConfig("n", "frr", Optional.empty(), "keys"), listener);
    }

    private void awaitConfigurations(String... names) {
        await().untilAsserted(() -> assertEquals(Set.of(names), heard.configurations()));
    }

    private static long as(ClusterSnapshot snapshot) {
        return snapshot.frrConfigurations().values().stream()
                .mapToLong(configuration -> configuration.routers().getFirst().asn())
                .max()
                .orElse(0);
    }

    @Test
    void whatIsToldTwiceMeansNothingTheSecondTime() throws Exception {
        ObjectNode a = configuration("a", 64_512);
        ObjectNode b = configuration("b", 64_512);
        try (ClusterSource _ = start(heard)) {
            awaitConfigurations("a");
            for (int i = 0; i < 100; i++) {
                server.tell(CONFIGURATIONS, follower -> follower.object(a));
                server.tell(CONFIGURATIONS, follower -> follower.gone(b));
            }
            server.tell(CONFIGURATIONS, follower -> follower.object(b));
            awaitConfigurations("a", "b");
            server.tell(CONFIGURATIONS, follower -> follower.gone(a));
            server.tell(CONFIGURATIONS, follower -> follower.gone(a));
            awaitConfigurations("b");
            assertEquals(3, heard.snapshots.size());
        }
    }

    /// A part of them is taken at a time, and what comes right after that part counts as well.
    @Test
    void noneIsLostOfManyWithoutAPause() throws Exception {
        String[] names = IntStream.range(0, MANY).mapToObj(i -> "many-" + i).toArray(String[]::new);
        List<ObjectNode> many = new ArrayList<>();
        for (String name : names) {
            many.add(configuration(name, 64_512));
        }
        try (ClusterSource _ = start(heard)) {
            awaitConfigurations("a");
            server.tell(CONFIGURATIONS, Follower::listing);
            server.tell(CONFIGURATIONS, follower -> many.forEach(follower::object));
            server.tell(CONFIGURATIONS, Follower::listed);
            awaitConfigurations(names);
        }
    }

    /// More of them than are looked for by name.
    @Test
    void secretsThatAreNamedWhileTheRoleIsAwayAreThereWhenItIsBack() throws Exception {
        List<ObjectNode> secrets = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            secrets.add((ObjectNode) JSON.readTree("""
                    {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "key%d", "namespace": "frr"},
                     "type": "kubernetes.io/basic-auth", "data": {"password": "b25l"}}""".formatted(i)));
        }
        server.close();
        server = new ScriptedServer(Map.of(
                Resource.NODES, List.of(node()), CONFIGURATIONS, List.of(passwords(0, 12)), Resource.SECRETS, secrets));
        Selection all = new Selection(Resource.SECRETS, "frr", "", "type=kubernetes.io/basic-auth");
        ObjectNode others = passwords(20, 40);
        try (ClusterSource _ = start(heard)) {
            awaitSecrets(0, 12);
            server.tell(all, follower -> follower.failed(ApiFailure.of(403, "may not watch")));
            await().until(() -> !heard.last().problems().isEmpty());
            server.tell(CONFIGURATIONS, follower -> follower.object(others));
            awaitSecrets(20, 40);
            server.tell(all, Follower::resumed);
            await().until(() -> heard.last().problems().isEmpty());
            awaitSecrets(20, 40);
        }
    }

    private void awaitSecrets(int from, int to) {
        Set<String> names = IntStream.range(from, to).mapToObj(i -> "key" + i).collect(Collectors.toSet());
        await().until(() -> heard.last().secrets().keySet().stream()
                .map(ObjectKey::name)
                .collect(Collectors.toSet())
                .containsAll(names));
    }

    private static ObjectNode passwords(int from, int to) throws Exception {
        String neighbors =
                IntStream.range(from, to).mapToObj(i -> """
                        {"address": "192.0.2.%d", "asn": 64512, "passwordSecret": {"name": "key%d"}}""".formatted(i + 1, i)).collect(Collectors.joining(", "));
        return (ObjectNode) JSON.readTree("""
                {"apiVersion": "frrk8s.metallb.io/v1beta1", "kind": "FRRConfiguration",
                 "metadata": {"name": "a", "namespace": "frr"},
                 "spec": {"bgp": {"routers": [{"asn": 64512, "neighbors": [%s]}]}}}""".formatted(neighbors));
    }

    /// The watch has ended, and the list that follows breaks off again and again.
    @Test
    void aListThatIsNeverCompleteTakesNothingAway() throws Exception {
        ObjectNode b = configuration("b", 64_512);
        try (ClusterSource _ = start(heard)) {
            awaitConfigurations("a");
            for (int i = 0; i < 100; i++) {
                server.tell(CONFIGURATIONS, Follower::listing);
                server.tell(CONFIGURATIONS, follower -> follower.object(b));
            }
            ApiFailure lost = failure();
            server.tell(CONFIGURATIONS, follower -> follower.failed(lost));
            await().until(() -> !heard.last().problems().isEmpty());
            assertEquals(Set.of("a"), heard.configurations());
            server.tell(CONFIGURATIONS, Follower::listing);
            server.tell(CONFIGURATIONS, follower -> follower.object(b));
            server.tell(CONFIGURATIONS, Follower::listed);
            awaitConfigurations("b");
            assertEquals(List.of(), heard.last().problems());
        }
    }

    /// As often as it is tried in eight hours.
    @Test
    void aServerThatStaysAwayIsOneProblemAndNothingElse() throws Exception {
        ApiFailure away = failure();
        try (ClusterSource _ = start(heard)) {
            awaitConfigurations("a");
            ClusterSnapshot before = heard.last();
            for (int i = 0; i < 2_000; i++) {
                server.tell(CONFIGURATIONS, follower -> follower.failed(away));
            }
            CountDownLatch all = new CountDownLatch(1);
            server.tell(CONFIGURATIONS, _ -> all.countDown());
            all.await();
            await().until(() -> heard.snapshots.size() == 2);
            assertEquals(before.frrConfigurations(), heard.last().frrConfigurations());
            assertEquals(
                    List.of("Kubernetes API"),
                    heard.last().problems().stream().map(Problem::object).toList());
            server.tell(CONFIGURATIONS, Follower::resumed);
            await().untilAsserted(() -> assertEquals(before, heard.last()));
            assertEquals(3, heard.snapshots.size());
        }
    }

    @Test
    void whileTheListenerIsBusyTheServerWaitsAndThenTheNewestIsTold() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        ClusterListener slow = new ClusterListener() {
            @Override
            public void waiting(List<Problem> why) {
                heard.waiting(why);
            }

            @Override
            public void snapshot(ClusterSnapshot snapshot) {
                heard.snapshot(snapshot);
                busy.countDown();
                try {
                    free.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (ClusterSource _ = start(slow)) {
            busy.await();
            server.tell(CONFIGURATIONS, follower -> {
                try {
                    for (int as = 1; as <= FLOOD; as++) {
                        follower.object(configuration("a", as));
                        told.incrementAndGet();
                    }
                } catch (Exception defect) {
                    throw new IllegalStateException(defect);
                }
            });
            await().during(Duration.ofMillis(300)).until(() -> told.get() < 200);
            free.countDown();
            await().untilAsserted(() -> assertEquals(FLOOD, as(heard.last())));
            assertTrue(heard.snapshots.size() < FLOOD / 10, () -> heard.snapshots.size() + " snapshots");
        }
    }

    /// One that can be had: nobody listens there.
    private ApiFailure failure() throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: none, context: {cluster: none, user: none}}]
                users: [{name: none, user: {token: none}}]
                current-context: none
                """);
        try (ApiServer nobody = ApiServer.of(new Access.Kubeconfig(kubeconfig))) {
            return assertThrows(ApiFailure.class, () -> nobody.list(Selection.all(Resource.NODES)));
        }
    }
}
