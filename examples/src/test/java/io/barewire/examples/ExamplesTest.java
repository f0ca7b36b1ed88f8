package io.barewire.examples;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Each example against another one.
class ExamplesTest {
    private static final Prefix PREFIX = Prefix.parse("198.51.100.0/24");
    private static final Prefix SIX = Prefix.parse("2001:db8:7::/48");
    private static final PrintStream NOWHERE =
            new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    @TempDir
    Path directory = Path.of("");

    private static Path first(Path directory, String kind) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theCollectorWritesWhatAnnouncersTell() throws Exception {
        Lines lines = Lines.laid();
        try (RouteCollector.Collection collector = RouteCollector.start(lines.one(), directory, Duration.ofHours(1));
                BgpSpeaker announcer = AnnouncePrefix.start(lines.other(), List.of(PREFIX), NOWHERE)) {
            await().until(() -> collector
                            .speaker()
                            .routes(LookingGlass.query("198.51.100.9"))
                            .join()
                            .size()
                    == 1);
            collector.dump().write();
            assertEquals(64513, announcer.config().localAs());
        }
        String updates =
                Octets.of(Files.readAllBytes(first(directory, "updates."))).toHex();
        String announcement = "4001010040020602010000fc01400304c0000202" + "18c63364";
        assertTrue(updates.contains(announcement), updates);
        assertTrue(updates.contains("0000fc010000fc0000000001" + "7f0005027f000501" + "00050006"), "came up");
        String rib = Octets.of(Files.readAllBytes(first(directory, "rib."))).toHex();
        assertTrue(rib.contains("00000000" + "18c63364" + "0001" + "0000"), rib);
    }

    @Test
    void theLookingGlassShowsPeersAndRoutesAndChangesNothing() throws Exception {
        Lines lines = Lines.laid();
        try (BgpSpeaker glass = new BgpSpeaker(lines.one().config());
                BgpSpeaker announcer = AnnouncePrefix.start(lines.other(), List.of(PREFIX, SIX), NOWHERE)) {
            glass.start();
            await().until(() ->
                    glass.routes(LookingGlass.query("198.51.100.9")).join().size() == 1);
            try (LookingGlass.Site site =
                            LookingGlass.serve(glass, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    HttpClient client = HttpClient.newHttpClient()) {
                String base = "http://127.0.0.1:" + site.port();
                JsonNode peers = new ObjectMapper().readTree(get(client, base + "/peers.json", 200));
                assertEquals("ESTABLISHED", peers.path(0).path("state").asText());
                assertEquals(64513, peers.path(0).path("as").asLong());
                JsonNode routes =
                        new ObjectMapper().readTree(get(client, base + "/routes.json?prefix=198.51.0.0/16", 200));
                assertEquals("198.51.100.0/24", routes.path(0).path("prefix").asText());
                assertTrue(routes.path(0).path("paths").path(0).path("used").asBoolean());
                assertTrue(get(client, base + "/", 200).contains("<td>198.51.100.0/24</td>"));
                assertTrue(get(client, base + "/?prefix=%3Cscript%3E", 400).contains("ADDRESS/LENGTH is needed"));
                assertTrue(get(client, base + "/nothing", 404).contains("/routes.json"));
                HttpRequest post = HttpRequest.newBuilder(URI.create(base + "/"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
                assertEquals(
                        405,
                        client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
            }
            assertEquals(64513, announcer.config().localAs());
        }
    }

    private static String get(HttpClient client, String uri, int status) throws Exception {
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(status, answer.statusCode(), answer.body());
        return answer.body();
    }

    @Test
    void whatAPeerWroteIsNoMarkup() {
        assertEquals("&lt;b&gt; &amp; &quot;", LookingGlassPage.escaped("<b> & \""));
    }

    @Test
    void everyExampleExplainsItselfAndSaysWhatIsWrong() {
        for (String name : List.of("announce", "collect", "looking-glass")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CommandLine command = new CommandLine(new Examples());
            command.setOut(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
            command.setErr(new java.io.PrintWriter(out, true, StandardCharsets.UTF_8));
            assertEquals(0, command.execute(name, "--help"));
            assertEquals(2, command.execute(name, "--peer", "192.0.2.1"));
            String said = out.toString(StandardCharsets.UTF_8);
            assertTrue(said.contains("'192.0.2.1' is not ADDRESS[:PORT],AS"), said);
            assertFalse(said.contains("Exception"), said);
        }
    }
}
