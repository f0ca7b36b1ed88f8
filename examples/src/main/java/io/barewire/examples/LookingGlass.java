package io.barewire.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A page for people and JSON for programs that show what the speaker knows, and change nothing.
@Command(
        name = "looking-glass",
        description = "Shows peers and routes over HTTP, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class LookingGlass implements Callable<Integer> {
    /// How many prefixes an answer has at most.
    private static final int MOST = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private SpeakerOptions options = new SpeakerOptions();

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:8080",
            converter = SpeakerOptions.PlaceConverter.class,
            description = "where to serve pages (default: ${DEFAULT-VALUE})")
    private InetSocketAddress http = new InetSocketAddress(0);

    @Override
    public Integer call() throws IOException, InterruptedException {
        BgpSpeaker speaker = new BgpSpeaker(options.config());
        speaker.start();
        Site site = serve(speaker, http);
        System.out.println("looking glass at http://" + http.getHostString() + ":" + site.port() + "/");
        Examples.untilStopped(site, speaker);
        return 0;
    }

    /// The HTTP side.
    record Site(HttpServer server, ExecutorService threads) implements AutoCloseable {
        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdown();
        }
    }

    static Site serve(BgpSpeaker speaker, InetSocketAddress where) throws IOException {
        HttpServer server = HttpServer.create(where, 16);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, speaker));
        server.start();
        return new Site(server, threads);
    }

    private static void answer(HttpExchange exchange, BgpSpeaker speaker) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain", "only GET is answered here\n");
                return;
            }
            Optional<String> asked = prefixAskedFor(exchange);
            RouteQuery query;
            try {
                query = asked.map(LookingGlass::query).orElse(RouteQuery.first(MOST));
            } catch (IllegalArgumentException bad) {
                send(exchange, 400, "text/plain", bad.getMessage() + "; ADDRESS or ADDRESS/LENGTH is needed\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/" ->
                    send(
                            exchange,
                            200,
                            "text/html",
                            LookingGlassPage.of(
                                    speaker.status(), speaker.routes(query).join(), asked.orElse("")));
                case "/peers.json" -> send(exchange, LookingGlassJson.peers(speaker.status()));
                case "/routes.json" ->
                    send(exchange, LookingGlassJson.routes(speaker.routes(query).join()));
                default -> send(exchange, 404, "text/plain", "there are /, /peers.json and /routes.json\n");
            }
        }
    }

    /// A prefix asks for itself and what lies inside it, an address for every prefix that covers it.
    static RouteQuery query(String text) {
        PrefixFilter wanted;
        if (text.contains("/")) {
            Prefix prefix = Prefix.parse(text);
            wanted = PrefixFilter.of(List.of(new PrefixFilter.Rule(
                    prefix, prefix.length(), prefix.family().bits())));
        } else {
            IpAddress address = IpAddress.parse(text);
            List<PrefixFilter.Rule> covering = new ArrayList<>();
            for (int length = 0; length <= address.family().bits(); length++) {
                covering.add(PrefixFilter.Rule.exactly(Prefix.of(address, length)));
            }
            wanted = PrefixFilter.of(covering);
        }
        return new RouteQuery(Set.of(AddressFamily.IPV4, AddressFamily.IPV6), wanted, Optional.empty(), MOST);
    }

    private static Optional<String> prefixAskedFor(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null || !query.startsWith("prefix=")) {
            return Optional.empty();
        }
        String text = URLDecoder.decode(query.substring("prefix=".length()), StandardCharsets.UTF_8);
        return Optional.of(text.strip()).filter(given -> !given.isEmpty());
    }

    private static void send(HttpExchange exchange, JsonNode json) throws IOException {
        send(
                exchange,
                200,
                "application/json",
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
    }
}
