package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.http.TlsOptions;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.Identity;
import io.barewire.testkit.kube.KubeTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Metrics over TLS: an API server says who may see them.
@Tag("kube")
class SecureMetricsTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final KubeTestServer cluster = KubeTestServer.shared();
    private final Instant now = Instant.now();
    private final CertificateAuthority authority = CertificateAuthority.create("test", now, Duration.ofDays(2));

    @TempDir
    private Path folder;

    private Path certificate() throws Exception {
        Identity identity = authority.issue(List.of("localhost"), List.of("127.0.0.1"), now, Duration.ofDays(1));
        Path tls = Files.createDirectories(folder.resolve("tls"));
        Files.writeString(tls.resolve("tls.crt"), identity.certificatesPem());
        Files.writeString(tls.resolve("tls.key"), identity.keyPem());
        return tls;
    }

    private HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.identity().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> get(
            HttpClient client, InetSocketAddress at, String path, Optional<String> token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + at.getPort() + path))
                .timeout(Duration.ofSeconds(30));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String token(String namespace, String account) throws Exception {
        return Files.readString(cluster.serviceAccount(namespace, account).resolve("token"))
                .strip();
    }

    private static ObjectNode parse(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    private static void allow(ApiServer server, String namespace, String account) throws Exception {
        server.apply(
                new Resource("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false),
                parse(
                        "{\"metadata\": {\"name\": \"%s\"}, \"rules\": [{\"nonResourceURLs\": [\"/metrics\"], \"verbs\": [\"get\"]}]}"
                                .formatted(namespace)),
                "test");
        server.apply(
                new Resource("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false),
                parse("""
                        {"metadata": {"name": "%1$s"},
                         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%1$s"},
                         "subjects": [{"kind": "ServiceAccount", "namespace": "%1$s", "name": "%2$s"}]}""".formatted(namespace, account)),
                "test");
        await(() -> mayGetMetrics(server, namespace, account));
    }

    /// The API server hears of its own rules a moment after it has taken them.
    private static boolean mayGetMetrics(ApiServer server, String namespace, String account) throws Exception {
        return server.create(
                        new Resource(
                                "authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false),
                        parse("""
                        {"spec": {"user": "system:serviceaccount:%s:%s",
                          "nonResourceAttributes": {"path": "/metrics", "verb": "get"}}}""".formatted(namespace, account)))
                .at("/status/allowed")
                .asBoolean();
    }

    @Test
    void metricsAreForWhomTheApiServerLetsSeeThem() throws Exception {
        String namespace = "metrics-" + Long.toHexString(System.nanoTime());
        cluster.namespace(namespace);
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Access access = new Access.Kubeconfig(cluster.kubeconfig());
        SecurePages pages = new SecurePages(
                access, Optional.of(anyPort), Optional.of(anyPort), Optional.of(certificate()), TlsOptions.DEFAULT);
        try (ApiServer server = ApiServer.of(access);
                HttpClient client = client();
                Node a = new Node(folder, "a", "127.0.0.41")
                        .withSecurePages(pages)
                        .start()) {
            String prometheus = token(namespace, "prometheus");
            String stranger = token(namespace, "stranger");
            allow(server, namespace, "prometheus");
            InetSocketAddress agent = a.agent().https().getFirst();
            InetSocketAddress sessions = a.agent().https().getLast();

            assertEquals(401, get(client, agent, "/metrics", Optional.empty()).statusCode());
            assertEquals(
                    401, get(client, agent, "/metrics", Optional.of("guessed")).statusCode());
            HttpResponse<String> refused = get(client, agent, "/metrics", Optional.of(stranger));
            assertEquals(403, refused.statusCode());
            assertEquals("system:serviceaccount:" + namespace + ":stranger may not get /metrics\n", refused.body());

            String ofAgent =
                    get(client, agent, "/metrics", Optional.of(prometheus)).body();
            String ofSessions =
                    get(client, sessions, "/metrics", Optional.of(prometheus)).body();
            assertTrue(ofAgent.contains("frrk8s_k8s_client_config_stale_bool "), ofAgent);
            assertFalse(ofAgent.contains("barewire_fib_"), ofAgent);
            assertFalse(ofSessions.contains("frrk8s_k8s_client"), ofSessions);
            assertEquals(
                    "alive\n", get(client, sessions, "/livez", Optional.empty()).body());
        }
    }
}
