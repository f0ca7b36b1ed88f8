package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.kubernetes.tls.ServerKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookServerTest {
    private static final List<String> NAMES = List.of("localhost");
    private static final String REVIEW = """
            {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "u", "operation": "CREATE",
             "object": {"kind": "FRRConfiguration", "apiVersion": "frrk8s.metallb.io/v1beta1",
              "metadata": {"name": "x", "namespace": "y"}, "spec": {"bgp": {"routers": [{"asn": 1}]}}}}}""";

    private final Certificates certificates = Certificates.NONE.renewed(NAMES, List.of(), Instant.now());
    private final ServerKeys keys = new ServerKeys(certificates.serving().orElseThrow());
    private final AtomicReference<Optional<String>> obstacle = new AtomicReference<>(Optional.empty());
    private WebhookServer server;
    private HttpClient client;

    @BeforeEach
    void serve() throws IOException, GeneralSecurityException {
        server = WebhookServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                keys.context(),
                SSLContext::getDefaultSSLParameters,
                new Admission(new ClusterView()),
                obstacle::get);
        client = trusting(certificates);
    }

    private static HttpClient trusting(Certificates certificates) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificates.trusted().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String path, byte[] body) throws Exception {
        URI uri = URI.create("https://localhost:" + server.address().getPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send("POST", WebhookServer.PATH, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReviewIsAnswered() throws Exception {
        assertReviewAnswered();
    }

    private void assertReviewAnswered() throws Exception {
        HttpResponse<String> answer = post(REVIEW);
        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        assertEquals(
                "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\","
                        + "\"response\":{\"uid\":\"u\",\"allowed\":true}}",
                answer.body());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            POST | /validate-frrk8s-metallb-io-v1beta1-frrconfiguration | {      | 400 | not JSON
            POST | /validate-frrk8s-metallb-io-v1beta1-frrconfiguration | []     | 400 | not an AdmissionReview
            POST | /validate-frrk8s-metallb-io-v1beta1-frrconfiguration | ''     | 400 | not an AdmissionReview
            GET  | /validate-frrk8s-metallb-io-v1beta1-frrconfiguration | ''     | 405 | Only POST.
            POST | /healthz                                             | x      | 405 | Only GET.
            GET  | /healthz                                             | ''     | 200 | {"status": "ok"}
            GET  | /readyz                                              | ''     | 200 | ready
            GET  | /validate                                            | ''     | 404 | There are
            """)
    void whateverComesIsAnswered(String method, String path, String body, int status, String text) throws Exception {
        HttpResponse<String> answer = send(method, path, body.getBytes(StandardCharsets.UTF_8));
        assertEquals(status, answer.statusCode());
        assertTrue(answer.body().startsWith(text), answer::body);
        assertReviewAnswered();
    }

    @Test
    void whatIsTooDeepOrTooLongIsRefused() throws Exception {
        assertEquals(400, post("[".repeat(100_000)).statusCode());
        assertEquals(
                400,
                post(REVIEW.replace("\"x\"", "{\"a\":".repeat(200) + "1" + "}".repeat(200)))
                        .statusCode());
        assertEquals(413, post(" ".repeat(9 << 20)).statusCode());
        assertReviewAnswered();
    }

    @Test
    void untilTheClusterIsKnownItSaysSo() throws Exception {
        obstacle.set(Optional.of("failed to get existing Node objects"));
        assertEquals(503, post(REVIEW).statusCode());
        assertEquals(503, send("GET", "/readyz", new byte[0]).statusCode());
        assertEquals(200, send("GET", "/healthz", new byte[0]).statusCode());
    }

    @Test
    void thoseWhoSayNothingKeepNobodyElseOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                silent.add(new Socket(
                        server.address().getAddress(), server.address().getPort()));
            }
            assertReviewAnswered();
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void anotherCertificateIsShownWithoutARestart() throws Exception {
        assertReviewAnswered();
        Certificates other = Certificates.NONE.renewed(NAMES, List.of(), Instant.now());
        keys.replace(other.serving().orElseThrow());
        client.close();
        client = trusting(other);
        assertReviewAnswered();
    }
}
