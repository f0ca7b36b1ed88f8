package io.barewire.kubernetes.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final CertificateAuthority authority =
            CertificateAuthority.create("barewire-test", now, Duration.ofDays(10));

    private Identity issued() {
        return authority.issue(List.of("localhost"), List.of("127.0.0.1", "::1"), now, Duration.ofDays(1));
    }

    @Test
    void aClientIsVouchedForByItsNameAndAsAClientAlone() throws Exception {
        X509Certificate client =
                authority.issueForClient("proxy", now, Duration.ofDays(1)).certificate();
        client.verify(authority.identity().certificate().getPublicKey());
        assertEquals("CN=proxy", client.getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), client.getExtendedKeyUsage());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), issued().certificate().getExtendedKeyUsage());
    }

    private static SSLContext trusting(X509Certificate trustedAuthority) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", trustedAuthority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /// The certificate that a client of its own sees, having verified it and the host's name.
    private static X509Certificate seen(HttpsServer server, SSLContext context, String host, String protocol)
            throws IOException, InterruptedException {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {protocol});
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://" + host + ":"
                                    + server.getAddress().getPort() + "/"))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals("here", answer.body());
            return (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        }
    }

    private static HttpsServer serve(ServerKeys keys) throws IOException {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 4);
        server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write(new byte[] {'h', 'e', 'r', 'e'});
            exchange.close();
        });
        server.start();
        return server;
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, localhost", "TLSv1.2, localhost", "TLSv1.3, 127.0.0.1"})
    void aClientThatTrustsTheAuthorityTrustsTheServer(String protocol, String host) throws Exception {
        ServerKeys keys = new ServerKeys(issued());
        HttpsServer server = serve(keys);
        try {
            SSLContext client = trusting(authority.identity().certificate());
            assertEquals(keys.identity().certificate(), seen(server, client, host, protocol));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anotherIdentityIsShownFromTheNextConnectionOn() throws Exception {
        ServerKeys keys = new ServerKeys(issued());
        HttpsServer server = serve(keys);
        try {
            SSLContext client = trusting(authority.identity().certificate());
            X509Certificate first = seen(server, client, "localhost", "TLSv1.3");
            keys.replace(issued());
            X509Certificate second = seen(server, client, "localhost", "TLSv1.3");
            assertEquals(keys.identity().certificate(), second);
            assertFalse(first.equals(second));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void neitherAnotherAuthorityNorAnotherNameIsTrusted() throws Exception {
        HttpsServer server = serve(new ServerKeys(issued()));
        try {
            CertificateAuthority other = CertificateAuthority.create("barewire-test", now, Duration.ofDays(10));
            SSLContext wrong = trusting(other.identity().certificate());
            assertThrows(SSLHandshakeException.class, () -> seen(server, wrong, "localhost", "TLSv1.3"));
            SSLContext right = trusting(authority.identity().certificate());
            server.stop(0);
            HttpsServer elsewhere = serve(
                    new ServerKeys(authority.issue(List.of("webhook.example"), List.of(), now, Duration.ofDays(1))));
            assertThrows(SSLHandshakeException.class, () -> seen(elsewhere, right, "localhost", "TLSv1.3"));
            elsewhere.stop(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCertificateDoesNotOutliveItsAuthority() {
        Identity identity = authority.issue(List.of("localhost"), List.of(), now, Duration.ofDays(100));
        assertEquals(authority.identity().notAfter(), identity.notAfter());
        assertTrue(identity.certificate().getNotBefore().toInstant().isBefore(now));
    }

    /// As a command line may give it; no name ends the agent.
    @ParameterizedTest
    @ValueSource(strings = {"a,b=c", "x+y=\"z\"", "#0 <;>\\", " blank ", "größe"})
    void aNameMayHaveWhatMeansSomethingInADistinguishedName(String name) throws CertificateFault {
        Identity identity = authority.issue(List.of(name), List.of(), now, Duration.ofDays(1));
        assertEquals(
                identity.chain(),
                Identity.parse(identity.certificatesPem(), identity.keyPem()).chain());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws CertificateFault {
        Identity identity = issued();
        Identity read = Identity.parse(identity.certificatesPem(), identity.keyPem());
        assertEquals(identity.chain(), read.chain());
        assertEquals(identity.key(), read.key());
        assertFalse(identity.toString().contains("PRIVATE"));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        Identity one = issued();
        Identity other = issued();
        CertificateFault fault =
                assertThrows(CertificateFault.class, () -> Identity.parse(one.certificatesPem(), other.keyPem()));
        assertEquals("the key is not that of the certificate CN=localhost", fault.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void whatIsNoKeyIsRefusedWithoutQuotingIt(String key) {
        String message = String.valueOf(
                assertThrows(CertificateFault.class, () -> Identity.parse(issued().certificatesPem(), key))
                        .getMessage());
        assertTrue(
                message.equals("no readable private key")
                        || message.equals("there is no unencrypted private key in it"),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void whatIsNoCertificateIsRefused(String certificate) {
        assertThrows(CertificateFault.class, () -> Identity.parse(certificate, issued().keyPem()));
    }
}
