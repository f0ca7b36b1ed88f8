package io.barewire.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.ServerKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsEndpointsTest {
    private final ServerKeys keys =
            new ServerKeys(CertificateAuthority.create("test", Instant.now(), Duration.ofDays(1))
                    .issue(List.of("localhost"), List.of(), Instant.now(), Duration.ofDays(1)));

    private HttpEndpoints start(TlsOptions options) throws IOException {
        return HttpEndpoints.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of("/livez", _ -> new Page(200, Page.TEXT, "alive\n")),
                keys.context(),
                options);
    }

    /// Who the server is, is not the question here.
    private static SSLContext credulous() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                new SecureRandom());
        return context;
    }

    /// What the server answers, and in which protocol and cipher suite.
    private static String exchange(HttpEndpoints endpoints, String protocol) throws Exception {
        try (SSLSocket socket = (SSLSocket) credulous()
                .getSocketFactory()
                .createSocket(
                        endpoints.address().getAddress(), endpoints.address().getPort())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            socket.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
            return socket.getSession().getProtocol() + " " + socket.getSession().getCipherSuite();
        }
    }

    @Test
    void onlyTls13UnlessToldOtherwise() throws Exception {
        try (HttpEndpoints endpoints = start(TlsOptions.DEFAULT)) {
            assertTrue(exchange(endpoints, "TLSv1.3").startsWith("TLSv1.3 "));
            assertThrows(SSLException.class, () -> exchange(endpoints, "TLSv1.2"));
        }
    }

    @Test
    void versionSuitesAndCurvesCanBeChosen() throws Exception {
        TlsOptions options =
                TlsOptions.parse("VersionTLS12", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "X25519,CurveP256");
        assertEquals(List.of("x25519", "secp256r1"), options.namedGroups());
        try (HttpEndpoints endpoints = start(options)) {
            assertEquals("TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", exchange(endpoints, "TLSv1.2"));
            assertThrows(SSLException.class, () -> exchange(endpoints, "TLSv1.1"));
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            VersionTLS11 | ""          | ""       | 'VersionTLS11' is no TLS version; VersionTLS12 or VersionTLS13 is needed
            VersionTLS13 | TLS_NO_SUCH | ""       | the cipher suite 'TLS_NO_SUCH' is not supported; there are
            VersionTLS13 | ""          | CurveP99 | the curve 'CurveP99' is not supported; there are
            """)
    void whatThereIsNotIsRefused(String version, String suites, String curves, String message) {
        String said = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> TlsOptions.parse(version, suites, curves))
                        .getMessage());
        assertTrue(said.startsWith(message), said);
    }

    /// Each of them has a thread of the server wait for the rest of its handshake.
    @Test
    void clientsThatStopInTheirHandshakeDoNotKeepOthersFromBeingServed() throws Exception {
        List<Socket> stopped = new ArrayList<>();
        try (HttpEndpoints endpoints = start(TlsOptions.DEFAULT)) {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(
                        endpoints.address().getAddress(), endpoints.address().getPort());
                stopped.add(socket);
                socket.getOutputStream().write(new byte[] {22, 3, 1});
            }
            exchange(endpoints, "TLSv1.3");
        } finally {
            for (Socket socket : stopped) {
                socket.close();
            }
        }
    }
}
