package io.barewire.kubernetes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.testkit.kube.Gate;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kube")
class ApiServerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Resource ROLES = new Resource("rbac.authorization.k8s.io", "v1", "roles", "Role", true);
    private static final Resource BINDINGS =
            new Resource("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true);
    private static final Resource TOKEN_REVIEWS =
            new Resource("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false);

    private static KubeTestServer cluster;
    private final String namespace = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private ApiServer server;

    @BeforeAll
    static void start() {
        cluster = KubeTestServer.shared();
    }

    @BeforeEach
    void connect() throws Exception {
        cluster.namespace(namespace);
        server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
    }

    @AfterEach
    void disconnect() {
        server.close();
    }

    private ObjectNode named(String name) {
        ObjectNode object = JSON.createObjectNode();
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }

    private static ObjectNode parse(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    @Test
    void aFollowerIsToldTheListAndThenEveryChange() throws Exception {
        server.create(Resource.CONFIG_MAPS, named("before"));
        Told told = new Told();
        try (Following _ = server.follow(Selection.in(Resource.CONFIG_MAPS, namespace), told)) {
            await().until(() -> told.all().contains("listed"));
            server.create(Resource.CONFIG_MAPS, named("after"));
            server.delete(Resource.CONFIG_MAPS, namespace, "before", Optional.empty());
            await().untilAsserted(() ->
                    assertEquals(List.of("listing", "+before", "listed", "+after", "-before"), told.all()));
        }
    }

    @Test
    void aListIsAllItsPages() throws Exception {
        for (int i = 0; i < 501; i++) {
            server.create(Resource.CONFIG_MAPS, named("m" + i));
        }
        List<ObjectNode> all = server.list(Selection.in(Resource.CONFIG_MAPS, namespace));
        assertEquals(501, all.size());
        assertEquals("ConfigMap", all.getLast().path("kind").asText());
        assertEquals(
                List.of("m7"),
                server.list(Selection.in(Resource.CONFIG_MAPS, namespace).named("m7")).stream()
                        .map(each -> each.path("metadata").path("name").asText())
                        .toList());
    }

    @Test
    void relistingTellsEverythingAgain() throws Exception {
        server.create(Resource.CONFIG_MAPS, named("one"));
        Told told = new Told();
        try (Following following = server.follow(Selection.in(Resource.CONFIG_MAPS, namespace), told)) {
            await().until(() -> told.all().contains("listed"));
            told.forget();
            following.relist();
            await().untilAsserted(() -> assertEquals(List.of("listing", "+one", "listed"), told.all()));
        }
    }

    @Test
    void aRelistingThatFailsIsNotForgotten() throws Exception {
        server.create(Resource.CONFIG_MAPS, named("one"));
        Told told = new Told();
        try (Gate gate = Gate.to(cluster.port());
                ApiServer through = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig(gate.port())));
                Following following = through.follow(Selection.in(Resource.CONFIG_MAPS, namespace), told)) {
            await().until(() -> told.all().contains("listed"));
            gate.shut();
            await().until(() -> !told.failures().isEmpty());
            told.forget();
            following.relist();
            await().until(() -> told.all().contains("failed 0"));
            gate.open();
            await().until(() -> told.all().contains("listed"));
        }
    }

    @Test
    void applyTakesFieldsOverAndRemovesThoseLeftOut() throws Exception {
        ObjectNode map = named("applied");
        map.putObject("data").put("a", "1").put("b", "2");
        server.apply(Resource.CONFIG_MAPS, map, "barewire");
        ObjectNode less = named("applied");
        less.putObject("data").put("a", "3");
        assertEquals(
                parse("{\"a\":\"3\"}"),
                server.apply(Resource.CONFIG_MAPS, less, "barewire").path("data"));
    }

    @Test
    void aStaleReplacementIsAConflict() throws Exception {
        ObjectNode first = server.create(Resource.CONFIG_MAPS, named("lease"));
        assertInstanceOf(Replacement.Done.class, server.replace(Resource.CONFIG_MAPS, change(first)));
        assertEquals(Replacement.Conflict.CONFLICT, server.replace(Resource.CONFIG_MAPS, change(first)));
    }

    private static ObjectNode change(ObjectNode object) {
        ObjectNode changed = object.deepCopy();
        changed.putObject("data").put("x", UUID.randomUUID().toString());
        return changed;
    }

    @Test
    void anObjectIsDeletedOnlyWhenItIsTheOneThatWasMeant() throws Exception {
        ObjectNode object = server.create(Resource.CONFIG_MAPS, named("doomed"));
        String uid = object.path("metadata").path("uid").asText();
        assertFalse(server.delete(Resource.CONFIG_MAPS, namespace, "doomed", Optional.of("another")));
        assertTrue(server.delete(Resource.CONFIG_MAPS, namespace, "doomed", Optional.of(uid)));
        assertFalse(server.delete(Resource.CONFIG_MAPS, namespace, "doomed", Optional.empty()));
        assertEquals(Optional.empty(), server.get(Resource.CONFIG_MAPS, namespace, "doomed"));
    }

    @Test
    void aServiceAccountMayDoWhatItsRoleSaysAndIsToldWhichVerbItLacks() throws Exception {
        Path account = cluster.serviceAccount(namespace, "agent");
        ObjectNode role = named("reader");
        role.set(
                "rules", JSON.readTree("[{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"list\"]}]"));
        server.create(ROLES, role);
        ObjectNode binding = named("reader");
        binding.set(
                "roleRef", parse("{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"reader\"}"));
        binding.set(
                "subjects",
                JSON.readTree(
                        "[{\"kind\":\"ServiceAccount\",\"name\":\"agent\",\"namespace\":\"" + namespace + "\"}]"));
        server.create(BINDINGS, binding);
        try (ApiServer agent = ApiServer.of(new Access.InPod(cluster.address(), account))) {
            await().ignoreExceptionsInstanceOf(ApiFailure.class)
                    .until(() -> agent.list(Selection.in(Resource.CONFIG_MAPS, namespace))
                            .isEmpty());
            ApiFailure refused = assertThrows(ApiFailure.class, () -> agent.get(Resource.SECRETS, namespace, "key"));
            assertEquals(403, refused.status());
            assertEquals("let its role \"get\" secrets", refused.remedy());

            // as kubelet does, long before the old token ends
            String good = Files.readString(account.resolve("token"));
            Files.writeString(account.resolve("token"), "expired");
            ApiFailure unknown =
                    assertThrows(ApiFailure.class, () -> agent.list(Selection.in(Resource.CONFIG_MAPS, namespace)));
            assertEquals(401, unknown.status());
            Files.writeString(account.resolve("token"), good);
            agent.list(Selection.in(Resource.CONFIG_MAPS, namespace));
        }
    }

    @Test
    void theServerIsTrustedAsSoonAsKubeletHasWrittenItsAuthority() throws Exception {
        Path account = cluster.serviceAccount(namespace, "nobody");
        Path authorities = account.resolve("ca.crt");
        String good = Files.readString(authorities);
        Files.writeString(
                authorities,
                CertificateAuthority.create("other", Instant.now(), Duration.ofDays(1))
                        .identity()
                        .certificatesPem());
        try (ApiServer agent = ApiServer.of(new Access.InPod(cluster.address(), account))) {
            Selection maps = Selection.in(Resource.CONFIG_MAPS, namespace);
            assertEquals(
                    0, assertThrows(ApiFailure.class, () -> agent.list(maps)).status());
            Files.writeString(authorities, good);
            assertEquals(
                    403, assertThrows(ApiFailure.class, () -> agent.list(maps)).status());
        }
    }

    @Test
    void aReviewAnswersWithWhatTheServerThinks() throws Exception {
        String token =
                Files.readString(cluster.serviceAccount(namespace, "scraper").resolve("token"));
        JsonNode review = server.create(TOKEN_REVIEWS, parse("{\"spec\":{\"token\":\"" + token + "\"}}"));
        assertEquals(
                "system:serviceaccount:" + namespace + ":scraper",
                review.path("status").path("user").path("username").asText());
    }

    @Test
    void whatTheSchemaForbidsIsRefusedInItsWords() {
        ObjectNode configuration = named("wrong");
        configuration
                .putObject("spec")
                .putObject("bgp")
                .putArray("routers")
                .addObject()
                .put("asn", 64512)
                .putArray("neighbors")
                .addObject()
                .put("address", "192.0.2.1")
                .put("connectTime", "1500ms");
        ApiFailure refused =
                assertThrows(ApiFailure.class, () -> server.create(Resource.FRR_CONFIGURATIONS, configuration));
        assertEquals(422, refused.status());
        assertTrue(
                String.valueOf(refused.getMessage()).contains("connect time should contain a whole number of seconds"),
                String.valueOf(refused.getMessage()));
    }

    @Test
    void aLongListComesCompressed() throws Exception {
        try (Gate gate = Gate.to(cluster.port());
                ApiServer through = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig(gate.port())))) {
            ObjectNode map = named("long");
            map.putObject("data").put("text", "registry.example.net/platform ".repeat(20_000));
            server.create(Resource.CONFIG_MAPS, map);
            assertEquals(
                    600_000,
                    through.list(Selection.in(Resource.CONFIG_MAPS, namespace))
                            .getFirst()
                            .at("/data/text")
                            .asText()
                            .length());
            assertTrue(gate.passed() < 60_000, () -> gate.passed() + " octets for the list");
        }
    }
}
