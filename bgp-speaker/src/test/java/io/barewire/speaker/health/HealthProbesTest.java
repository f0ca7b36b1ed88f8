package io.barewire.speaker.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import io.barewire.speaker.HealthProbe.Target;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthProbesTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void wellAfterEnoughGoodLooksAndNoLongerAfterEnoughBadOnes() {
        HealthCount count = HealthCount.begin(2, 3);
        StringBuilder seen = new StringBuilder();
        for (String look : List.of("1", "0", "1", "1", "0", "0", "0", "1", "0", "0", "1", "1", "1")) {
            count = count.after(look.equals("1"));
            seen.append(count.healthy() ? '1' : '0');
        }
        assertEquals("0001110000011", seen.toString());
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(textBlock = """
            ok,          true
            OK,          true
            up 12 days,  true
            '',          true
            okay,        false
            down,        false
            @#$,         false""")
    void aFileSaysWhetherItIsWell(String text, boolean good) throws Exception {
        Path file = Files.writeString(folder.resolve("health"), text);
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertEquals(good, Look.at(new Target.File(file), PATIENT, client).good());
            assertFalse(Look.at(new Target.File(folder.resolve("missing")), PATIENT, client)
                    .good());
            assertFalse(Look.at(new Target.File(folder), PATIENT, client).good(), "a folder is no file");
        }
    }

    @Test
    void aLongFileIsReadNoFurtherThanItsBeginning() throws Exception {
        Path file = Files.write(folder.resolve("health"), new byte[10_000_000]);
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertFalse(Look.at(new Target.File(file), PATIENT, client).good());
        }
    }

    @Test
    void anEndpointIsWellWhenItAnswers2xxHoweverLongItsAnswerIs() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            exchange.sendResponseHeaders(status, 0);
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 100_000; i++) {
                    body.write(new byte[8192]);
                }
            } catch (IOException enough) {
                // the probe has seen what it wanted
            }
        });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int status : new int[] {200, 299, 302, 404, 503}) {
                URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + status);
                Look look = Look.at(new Target.Http(uri), PATIENT, client);
                assertEquals(status < 300, look.good());
                assertEquals(uri + " answers " + status, look.what());
            }
            client.shutdownNow();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void silenceAndGarbageAreBadLooks() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            assertFalse(Look.at(new Target.Http(uri), Duration.ofMillis(200), client)
                    .good());
            Thread.ofVirtual().start(() -> {
                while (!silent.isClosed()) {
                    try (var connection = silent.accept()) {
                        connection
                                .getOutputStream()
                                .write("no HTTP at all\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException closed) {
                        // the test is over, or the probe has gone
                    }
                }
            });
            assertFalse(Look.at(new Target.Http(uri), PATIENT, client).good());
            client.shutdownNow();
        }
    }

    @Test
    void probesFollowTheConfiguration() throws Exception {
        Path file = folder.resolve("health");
        HealthProbe probe = new HealthProbe(new Target.File(file), Duration.ofMillis(100), Duration.ofMillis(10), 2, 1);
        AtomicReference<Boolean> healthy = new AtomicReference<>(false);
        AtomicInteger looks = new AtomicInteger();
        HealthProbes probes = new HealthProbes((_, now, _) -> {
            healthy.set(now);
            looks.incrementAndGet();
        });
        List<ConditionalPrefixes> conditional = List.of(new ConditionalPrefixes(
                "service", Set.of(Prefix.parse("192.0.2.0/24")), new AdvertiseWhen.Healthy(probe)));
        probes.configure(conditional);
        await().until(() -> looks.get() > 1);
        assertFalse(healthy.get());
        Files.createFile(file);
        await().untilAsserted(() -> assertTrue(healthy.get()));
        probes.configure(List.copyOf(conditional));
        assertTrue(healthy.get(), "the same probe goes on");
        Files.delete(file);
        await().untilAsserted(() -> assertFalse(healthy.get()));
        probes.close();
    }

    @Test
    void probesThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Target.Http(URI.create("file:///etc/passwd")));
        assertThrows(IllegalArgumentException.class, () -> new Target.Http(URI.create("http:///nowhere")));
        Target file = new Target.File(Path.of("health"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HealthProbe(file, Duration.ZERO, Duration.ofSeconds(1), 1, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HealthProbe(file, Duration.ofSeconds(1), Duration.ofSeconds(1), 0, 1));
    }
}
