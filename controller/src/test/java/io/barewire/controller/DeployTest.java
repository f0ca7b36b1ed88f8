package io.barewire.controller;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.owner.Functions;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.testkit.kube.KubeTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/// What deploy/base holds, on a real API server: it is taken, and its roles are enough and not too much.
@Tag("kube")
class DeployTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAMESPACE = "frr-k8s-system";
    private static final Path BASE = Path.of("../deploy/base");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Resource REVIEWS =
            new Resource("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false);

    private static final Set<String> CLUSTER_WIDE =
            Set.of("Namespace", "ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration");

    private static final Set<String> applied = new HashSet<>();
    private static KubeTestServer cluster;
    private static ApiServer api;

    @BeforeAll
    static void apply() throws Exception {
        cluster = KubeTestServer.shared();
        api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        for (String file : List.of("namespace.yaml", "barewire.yaml")) {
            for (Object document : new Yaml().loadAll(Files.readString(BASE.resolve(file)))) {
                apply(JSON.valueToTree(document));
            }
        }
    }

    private static Resource resource(ObjectNode object) {
        String kind = object.path("kind").asText();
        String apiVersion = object.path("apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        return new Resource(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                kind.toLowerCase(Locale.ROOT) + "s",
                kind,
                !CLUSTER_WIDE.contains(kind));
    }

    private static void apply(ObjectNode object) throws ApiFailure {
        String kind = object.path("kind").asText();
        try {
            api.apply(resource(object), object, "test");
            applied.add(kind);
        } catch (ApiFailure failure) {
            // policy/v1 is younger than some API servers that this runs with
            if (!(kind.equals("PodDisruptionBudget") && failure.status() == 404)) {
                throw failure;
            }
        }
    }

    @AfterAll
    static void end() throws Exception {
        api.delete(WebhookCertificate.WEBHOOK_CONFIGURATIONS, "", WebhookCertificate.CONFIGURATION, Optional.empty());
        api.close();
    }

    @Test
    void theApiServerTakesAllOfIt() throws Exception {
        Set<String> wanted = new HashSet<>(CLUSTER_WIDE);
        wanted.addAll(List.of("ServiceAccount", "Role", "RoleBinding", "Secret", "Service", "DaemonSet", "Deployment"));
        wanted.removeAll(applied);
        assertEquals(Set.of(), wanted);
        ObjectNode agents = api.get(new Resource("apps", "v1", "daemonsets", "DaemonSet", true), NAMESPACE, "barewire")
                .orElseThrow();
        assertEquals("frr", agents.at("/spec/template/spec/containers/0/name").asText());
        assertEquals(
                "[\"NET_ADMIN\",\"NET_RAW\",\"NET_BIND_SERVICE\"]",
                agents.at("/spec/template/spec/containers/0/securityContext/capabilities/add")
                        .toString());
    }

    @ParameterizedTest(name = "{0} may {4}: {1} {2} {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            barewire            | watch  | nodes                                                       | -                          | yes
            barewire            | watch  | clusteruserdefinednetworks.k8s.ovn.org                      | -                          | yes
            barewire            | watch  | subnets.kubeovn.io                                          | -                          | yes
            barewire            | watch  | ovn-kubernetes/configmaps                                   | ovnkube-config             | yes
            barewire            | watch  | ovn-kubernetes/configmaps                                   | other                      | no
            barewire            | watch  | frr-k8s-system/frrconfigurations.frrk8s.metallb.io          | -                          | yes
            barewire            | watch  | frr-k8s-system/routingpolicies.barewire.io                  | -                          | yes
            barewire            | watch  | frr-k8s-system/frrk8sconfigurations.frrk8s.metallb.io       | config                     | yes
            barewire            | watch  | frr-k8s-system/frrk8sconfigurations.frrk8s.metallb.io       | other                      | no
            barewire-controller | watch  | frr-k8s-system/frrk8sconfigurations.frrk8s.metallb.io       | config                     | yes
            barewire            | watch  | frr-k8s-system/secrets                                      | x                          | yes
            barewire            | get    | frr-k8s-system/pods                                         | x                          | yes
            barewire            | get    | pods                                                        | -                          | no
            barewire            | create | frr-k8s-system/events                                       | -                          | yes
            barewire            | patch  | frrnodestates.frrk8s.metallb.io                             | n                          | yes
            barewire            | patch  | frrnodestates.frrk8s.metallb.io/status                      | n                          | yes
            barewire            | create | frr-k8s-system/bgpsessionstates.frrk8s.metallb.io           | -                          | yes
            barewire            | patch  | frr-k8s-system/bgpsessionstates.frrk8s.metallb.io/status    | x                          | yes
            barewire            | delete | frr-k8s-system/bgpsessionstates.frrk8s.metallb.io           | x                          | yes
            barewire            | create | tokenreviews.authentication.k8s.io                          | -                          | yes
            barewire            | create | subjectaccessreviews.authorization.k8s.io                   | -                          | yes
            barewire            | update | frr-k8s-system/secrets                                      | x                          | no
            barewire            | list   | default/secrets                                             | -                          | no
            barewire            | list   | secrets                                                     | -                          | no
            barewire            | update | frr-k8s-system/frrconfigurations.frrk8s.metallb.io          | x                          | no
            barewire            | patch  | frr-k8s-system/frrconfigurations.frrk8s.metallb.io          | x                          | no
            barewire            | list   | frrconfigurations.frrk8s.metallb.io                         | -                          | no
            barewire            | patch  | nodes                                                       | n                          | no
            barewire            | delete | frrnodestates.frrk8s.metallb.io                             | n                          | no
            barewire            | create | frr-k8s-system/pods                                         | -                          | no
            barewire            | update | validatingwebhookconfigurations.admissionregistration.k8s.io | frr-k8s-validating-webhook-configuration | no
            barewire-controller | watch  | frrconfigurations.frrk8s.metallb.io                         | -                          | yes
            barewire-controller | delete | frrnodestates.frrk8s.metallb.io                             | n                          | yes
            barewire-controller | list   | secrets                                                     | -                          | no
            barewire-controller | update | frr-k8s-system/secrets                                      | other                      | no
            barewire-controller | create | frr-k8s-system/secrets                                      | -                          | no
            barewire-controller | update | validatingwebhookconfigurations.admissionregistration.k8s.io | other                     | no
            barewire-controller | delete | validatingwebhookconfigurations.admissionregistration.k8s.io | frr-k8s-validating-webhook-configuration | no
            barewire-controller | update | frr-k8s-system/leases.coordination.k8s.io                   | other                      | no
            barewire-controller | update | frrconfigurations.frrk8s.metallb.io                         | ovnk-managed-bgp           | yes
            barewire-controller | delete | routeadvertisements.k8s.ovn.org                             | ovnk-managed-bgp-cudn      | yes
            barewire-controller | patch  | clusteruserdefinednetworks.k8s.ovn.org                      | blue                       | yes
            barewire-controller | delete | clusteruserdefinednetworks.k8s.ovn.org                      | blue                       | no
            barewire-controller | patch  | clusteruserdefinednetworks.k8s.ovn.org/status               | blue                       | yes
            barewire-controller | watch  | egressservices.k8s.ovn.org                                  | -                          | yes
            barewire-controller | watch  | ovn-kubernetes/daemonsets.apps                              | ovn-ipsec                  | yes
            barewire-controller | watch  | ovn-kubernetes/daemonsets.apps                              | other                      | no
            barewire-controller | create | ovn-kubernetes/events                                       | -                          | yes
            barewire-controller | patch  | default/frrconfigurations.frrk8s.metallb.io                 | x                          | yes
            barewire-controller | create | default/frrconfigurations.frrk8s.metallb.io                 | -                          | yes
            barewire-controller | patch  | routeadvertisements.k8s.ovn.org/status                      | x                          | yes
            barewire-controller | patch  | default/network-attachment-definitions.k8s.cni.cncf.io      | x                          | yes
            barewire-controller | delete | default/network-attachment-definitions.k8s.cni.cncf.io      | x                          | no
            barewire-controller | watch  | ovn-kubernetes/leases.coordination.k8s.io                   | ovn-kubernetes-master      | yes
            barewire-controller | update | ovn-kubernetes/leases.coordination.k8s.io                   | ovn-kubernetes-master      | no
            barewire-controller | watch  | ovn-kubernetes/configmaps                                   | ovnkube-config             | yes
            barewire-controller | list   | configmaps                                                  | -                          | no
            barewire-controller | patch  | nodes                                                       | n                          | no
            barewire-controller | patch  | frrnodestates.frrk8s.metallb.io/status                      | n                          | no
            barewire-controller | delete | frr-k8s-system/pods                                         | x                          | no
            """)
    void rolesAllowWhatIsNeededAndNothingElse(String account, String verb, String what, String name, String allowed)
            throws Exception {
        if (allowed.equals("yes")) {
            // The API server hears of its own rules a moment after it has taken them.
            await().pollDelay(Duration.ZERO).atMost(PATIENCE).until(() -> allowed(account, verb, what, name));
        } else {
            assertFalse(allowed(account, verb, what, name));
        }
    }

    /// Not part of the base: a Pod's environment may hold what its owner would not show.
    @Test
    void podsAndServicesMayBeWatchedWhereThatIsAppliedToo() throws Exception {
        assertFalse(allowed("barewire", "watch", "pods", null));
        List<ObjectNode> rights = new ArrayList<>();
        for (Object document : new Yaml().loadAll(Files.readString(BASE.resolveSibling("kube-ovn/rbac.yaml")))) {
            rights.add(JSON.valueToTree(document));
        }
        for (ObjectNode object : rights) {
            apply(object);
        }
        try {
            for (String what : List.of("pods", "services")) {
                await().atMost(PATIENCE).until(() -> allowed("barewire", "watch", what, null));
                assertFalse(allowed("barewire", "get", what, "x"));
            }
        } finally {
            for (ObjectNode object : rights) {
                api.delete(resource(object), "", object.at("/metadata/name").asText(), Optional.empty());
            }
        }
        await().atMost(PATIENCE).until(() -> !allowed("barewire", "watch", "pods", null));
    }

    private static boolean allowed(String account, String verb, String what, @Nullable String name) throws ApiFailure {
        ObjectNode review = JSON.createObjectNode();
        ObjectNode spec = review.putObject("spec").put("user", "system:serviceaccount:" + NAMESPACE + ":" + account);
        ObjectNode asked = spec.putObject("resourceAttributes").put("verb", verb);
        String rest = what;
        for (String namespace : List.of(NAMESPACE, "default", "ovn-kubernetes")) {
            if (rest.startsWith(namespace + "/")) {
                asked.put("namespace", namespace);
                rest = rest.substring(namespace.length() + 1);
            }
        }
        if (rest.contains("/")) {
            asked.put("subresource", rest.substring(rest.indexOf('/') + 1));
            rest = rest.substring(0, rest.indexOf('/'));
        }
        int dot = rest.indexOf('.');
        asked.put("resource", dot < 0 ? rest : rest.substring(0, dot));
        asked.put("group", dot < 0 ? "" : rest.substring(dot + 1));
        if (name != null) {
            asked.put("name", name);
        }
        ObjectNode answer = api.create(REVIEWS, review);
        return answer.at("/status/allowed").asBoolean();
    }

    /// With nothing but the rights of its ServiceAccount and what was applied.
    @Test
    void theControllerGetsByWithItsRights() throws Exception {
        Path account = cluster.serviceAccount(NAMESPACE, "barewire-controller");
        api.create(StatusCleaner.FRR_NODE_STATES, JSON.valueToTree(Map.of("metadata", Map.of("name", "nowhere"))));
        try (ApiServer own = ApiServer.of(new Access.InPod(cluster.address(), account));
                Controller _ = Controller.start(
                        new ControllerConfig(
                                NAMESPACE,
                                "test",
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                List.of("frr-k8s-webhook-service.frr-k8s-system.svc"),
                                "app.kubernetes.io/component=frr-k8s",
                                Optional.empty(),
                                Functions.AUTOMATIC,
                                false,
                                SSLContext::getDefaultSSLParameters),
                        own,
                        InstantSource.system())) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                ObjectNode secret = api.get(Resource.SECRETS, NAMESPACE, WebhookCertificate.SECRET)
                        .orElseThrow();
                assertTrue(secret.at("/data/tls.crt").isTextual(), "the Secret is filled");
                ObjectNode webhook = api.get(
                                WebhookCertificate.WEBHOOK_CONFIGURATIONS, "", WebhookCertificate.CONFIGURATION)
                        .orElseThrow();
                assertTrue(webhook.at("/webhooks/0/clientConfig/caBundle").isTextual(), "caBundle is filled");
                assertTrue(api.get(StatusCleaner.FRR_NODE_STATES, "", "nowhere").isEmpty(), "the state is gone");
            });
        }
    }
}
