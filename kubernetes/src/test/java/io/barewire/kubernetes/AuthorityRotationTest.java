package io.barewire.kubernetes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.ServerKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cluster's authority changes while a pod runs; the API server is as much of one as that takes.
class AuthorityRotationTest {
    private static final byte[] MAP =
            "{\"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path account;

    private final Instant now = Instant.now();
    private final CertificateAuthority old = CertificateAuthority.create("old", now, Duration.ofDays(1));
    private final CertificateAuthority next = CertificateAuthority.create("next", now, Duration.ofDays(1));
    private HttpsServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.setHttpsConfigurator(new HttpsConfigurator(
                new ServerKeys(next.issue(List.of("kubernetes"), List.of("127.0.0.1"), now, Duration.ofDays(1)))
                        .context()));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, MAP.length);
            exchange.getResponseBody().write(MAP);
            exchange.close();
        });
        server.start();
        Files.writeString(account.resolve("token"), "t");
        Files.writeString(account.resolve("namespace"), "n");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void mount(String authorities) throws IOException {
        Files.writeString(account.resolve("ca.crt"), authorities);
    }

    private static String pem(CertificateAuthority authority) {
        return authority.identity().certificatesPem();
    }

    private ApiServer connect() throws AccessException {
        return ApiServer.of(new Access.InPod(
                URI.create("https://127.0.0.1:" + server.getAddress().getPort()), account));
    }

    private static Optional<String> ask(ApiServer api) throws ApiFailure {
        return api.get(Resource.CONFIG_MAPS, "n", "a")
                .map(object -> object.path("metadata").path("name").asText());
    }

    @Test
    void anAuthorityThatKubeletBringsIsTrustedFromTheNextConnectionOn() throws Exception {
        mount(pem(old));
        try (ApiServer api = connect()) {
            assertEquals(0, assertThrows(ApiFailure.class, () -> ask(api)).status());
            mount(pem(old) + pem(next));
            assertEquals(Optional.of("a"), ask(api));
            mount("half of a certif");
            assertEquals(Optional.of("a"), ask(api));
        }
    }

    /// Its TLS session with the server is there to be resumed, which a client may do without any certificate.
    @Test
    void anAuthorityThatIsWithdrawnIsNotTrustedForASessionThatItVouchedFor() throws Exception {
        mount(pem(next));
        try (ApiServer api = connect()) {
            assertEquals(Optional.of("a"), ask(api));
            mount(pem(old));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThrows(ApiFailure.class, () -> ask(api)));
            mount(pem(next));
            assertEquals(Optional.of("a"), ask(api));
        }
    }

    @Test
    void aFileWithoutCertificateIsRefusedAtOnce() throws Exception {
        mount("garbage");
        AccessException refused = assertThrows(AccessException.class, this::connect);
        assertTrue(String.valueOf(refused.getMessage()).contains("ca.crt"), refused::getMessage);
    }
}
