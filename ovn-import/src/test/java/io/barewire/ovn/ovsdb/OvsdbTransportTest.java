package io.barewire.ovn.ovsdb;

import static io.barewire.ovn.ovsdb.OvsdbClientTest.TABLES;
import static io.barewire.ovn.ovsdb.OvsdbClientTest.committed;
import static io.barewire.ovn.ovsdb.OvsdbClientTest.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.barewire.testkit.kube.Certificates;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TCP, TLS, and what comes of a peer that is no OVSDB server.
class OvsdbTransportTest {
    private final Recorder recorder = new Recorder(TABLES);

    @TempDir
    Path folder;

    private OvsdbClient client(String endpoint) {
        return OvsdbClient.start(config(endpoint), recorder);
    }

    private static OvsdbConfig config(String endpoint) {
        return OvsdbConfig.of(Endpoint.parseList(endpoint), "OVN_Northbound", TABLES);
    }

    private static Operation router() {
        return Operation.Insert.of("Logical_Router", UUID.randomUUID(), Map.of("name", Value.of("a")));
    }

    @Test
    @Tag("ovn")
    void tcpDoesWhatAUnixSocketDoesAndOutlivesTheServersOwnProbe() throws Exception {
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient client = client("tcp:127.0.0.1:" + server.listen("ptcp"))) {
            recorder.awaitConnected();
            committed(client, router());
            assertEquals(1, recorder.rows("Logical_Router").size());
            // a server that has heard nothing for 5 s asks, and hangs up after 5 s more
            Path log = server.folder().resolve("log");
            recorder.until(() -> idleFor(log, Duration.ofSeconds(11)));
            committed(client, router());
            assertEquals(List.of(), recorder.reasons());
        }
    }

    private static boolean idleFor(Path file, Duration time) {
        try {
            return Files.getLastModifiedTime(file).toInstant().plus(time).isBefore(Instant.now());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    @Tag("ovn")
    void aLockGoesFromOneClientToTheNext() throws Exception {
        Recorder other = new Recorder(TABLES);
        try (OvsdbTestServer server = OvsdbTestServer.running();
                OvsdbClient first = client(server.endpoint());
                OvsdbClient second = OvsdbClient.start(config(server.endpoint()), other)) {
            first.lock("importer");
            recorder.until(() -> recorder.holds("importer"));
            second.lock("importer");
            other.awaitConnected();
            committed(first, new Operation.Assert("importer"), router());
            var refused = assertInstanceOf(
                    TransactOutcome.Aborted.class, outcome(second, new Operation.Assert("importer"), router()));
            assertEquals("not owner", refused.error().error());
            first.unlock("importer");
            other.until(() -> other.holds("importer"));
            committed(second, new Operation.Assert("importer"), router());
            first.steal("importer");
            other.until(() -> !other.holds("importer"));
            recorder.until(() -> recorder.holds("importer"));
            server.kill();
            recorder.awaitDisconnected();
            other.awaitDisconnected();
            server.start();
            recorder.awaitConnected();
            recorder.until(() -> recorder.holds("importer"));
        }
    }

    @Test
    @Tag("ovn")
    void tlsNeedsCertificatesThatBothSidesKnow() throws Exception {
        Path ours = Files.createDirectory(folder.resolve("ours"));
        Path others = Files.createDirectory(folder.resolve("others"));
        Certificates.make(ours);
        Certificates.make(others);
        TlsFiles files = new TlsFiles(
                folder.resolve("client.key"), folder.resolve("client.crt"), folder.resolve("authority.crt"));
        try (OvsdbTestServer server = OvsdbTestServer.running(
                "--private-key=" + ours.resolve("serve.key"),
                "--certificate=" + ours.resolve("serve.crt"),
                "--ca-cert=" + ours.resolve("ca.crt"))) {
            String endpoint = "ssl:127.0.0.1:" + server.listen("pssl");
            assertThrows(IllegalArgumentException.class, () -> client(endpoint));
            try (OvsdbClient client = OvsdbClient.start(config(endpoint).withTls(files), recorder)) {
                recorder.awaitReason("cannot read " + files.privateKey());
                // a client that the server does not know
                use(others, ours, files);
                recorder.awaitReason("TLS: ");
                recorder.awaitReason("alert");
                // a server that the client does not know
                use(ours, others, files);
                recorder.awaitReason("PKIX path validation failed");
                // files are read anew each time
                use(ours, ours, files);
                recorder.awaitConnected();
                committed(client, router());
                assertEquals(1, recorder.rows("Logical_Router").size());
            }
        }
    }

    private static void use(Path client, Path authority, TlsFiles files) throws IOException {
        replace(client.resolve("proxy.key"), files.privateKey());
        replace(client.resolve("proxy.crt"), files.certificate());
        replace(authority.resolve("ca.crt"), files.caCertificate());
    }

    private static void replace(Path from, Path to) throws IOException {
        Path beside =
                Files.copy(from, to.resolveSibling(to.getFileName() + ".new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aPeerThatIsNoDatabaseServerEndsTheConnectionWithAReason() throws IOException {
        try (ServerSocket peer = new ServerSocket(0);
                OvsdbClient _ = client("tcp:127.0.0.1:" + peer.getLocalPort())) {
            try (Socket socket = peer.accept()) {
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                recorder.awaitReason("not JSON-RPC");
            }
            try (Socket socket = peer.accept()) {
                socket.getOutputStream().write("{]}".getBytes(StandardCharsets.UTF_8));
                recorder.awaitReason("no JSON");
            }
            try (Socket _ = peer.accept()) {
                recorder.until(() -> recorder.reasons().size() == 2);
            }
            recorder.awaitReason("the server closed the connection");
        }
    }

    /// A peer that asks for ever and reads no answer must not fill our memory.
    @Test
    void aPeerThatAsksAndDoesNotReadIsLeft() throws IOException {
        byte[] echoes = ("{\"id\":\"echo\",\"method\":\"echo\",\"params\":[\"" + "x".repeat(50_000) + "\"]}")
                .getBytes(StandardCharsets.UTF_8);
        try (ServerSocket peer = new ServerSocket(0);
                OvsdbClient _ = client("tcp:127.0.0.1:" + peer.getLocalPort());
                Socket socket = peer.accept()) {
            assertThrows(IOException.class, () -> {
                while (true) {
                    socket.getOutputStream().write(echoes);
                }
            });
            recorder.awaitReason("asks and does not read");
        }
    }
}
