package io.barewire.controller;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The API server's questions over HTTPS: AdmissionReviews to [#PATH], and probes. No input ends it: what is no review
/// is answered with 400, what is too long with 413, what is too much at a time with 503.
final class WebhookServer implements AutoCloseable {
    static final String PATH = "/validate-frrk8s-metallb-io-v1beta1-frrconfiguration";

    private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);

    /// The old and the new object, and each may be 3 MiB.
    private static final int LONGEST_BODY = 8 << 20;

    /// Bodies in memory at a time.
    private static final int AT_A_TIME = 8;

    private static final int WAITING = 64;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(LONGEST_BODY)
                            .build())
                    .build())
            .build();

    private record Page(int status, String contentType, String body) {
        static Page text(int status, String text) {
            return new Page(status, "text/plain; charset=utf-8", text + "\n");
        }

        static Page json(String text) {
            return new Page(200, "application/json", text);
        }
    }

    private final HttpsServer server;
    private final ExecutorService threads;
    private final Admission admission;
    private final Supplier<Optional<String>> obstacle;
    private final Semaphore free = new Semaphore(AT_A_TIME);

    /// @param obstacle why reviews cannot be judged yet; empty when they can
    /// @param tls the protocols, suites and curves for connections of the context
    /// @throws IOException when the address cannot be bound
    static WebhookServer start(
            InetSocketAddress address,
            SSLContext context,
            Function<SSLContext, SSLParameters> tls,
            Admission admission,
            Supplier<Optional<String>> obstacle)
            throws IOException {
        HttpLimits.set();
        HttpsServer server = HttpsServer.create(address, WAITING);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setSSLParameters(tls.apply(context));
            }
        });
        return new WebhookServer(server, admission, obstacle);
    }

    private WebhookServer(HttpsServer server, Admission admission, Supplier<Optional<String>> obstacle) {
        this.server = server;
        this.admission = admission;
        this.obstacle = obstacle;
        // A client that stops in the middle of a handshake holds a thread; connections are limited, threads need not
        // be.
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("webhook-", 1).factory());
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, this::page));
        server.start();
    }

    /// The address bound, with the port that the system chose when 0 was asked for.
    InetSocketAddress address() {
        return server.getAddress();
    }

    private interface Answerer {
        Page to(HttpExchange exchange) throws IOException;
    }

    private static void answer(HttpExchange exchange, Answerer answerer) throws IOException {
        try (exchange) {
            Page page;
            try {
                page = answerer.to(exchange);
            } catch (RuntimeException defect) {
                LOG.error("{} failed", exchange.getRequestURI().getPath(), defect);
                page = Page.text(500, "failed; the controller's log says why");
            }
            exchange.getResponseHeaders().set("Content-Type", page.contentType());
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Page page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (path) {
            case PATH -> with(exchange, "POST", () -> review(exchange));
            case "/healthz" -> with(exchange, "GET", () -> Page.json("{\"status\": \"ok\"}"));
            case "/readyz" ->
                with(
                        exchange,
                        "GET",
                        () -> obstacle.get().map(why -> Page.text(503, why)).orElseGet(() -> Page.text(200, "ready")));
            default -> Page.text(404, "There are " + PATH + ", /healthz and /readyz.");
        };
    }

    private interface Step {
        Page take() throws IOException;
    }

    private static Page with(HttpExchange exchange, String method, Step step) throws IOException {
        if (!exchange.getRequestMethod().equals(method)) {
            exchange.getResponseHeaders().set("Allow", method);
            return Page.text(405, "Only " + method + ".");
        }
        return step.take();
    }

    private Page review(HttpExchange exchange) throws IOException {
        Optional<String> why = obstacle.get();
        if (why.isPresent()) {
            return Page.text(503, why.get());
        }
        if (!free.tryAcquire()) {
            return Page.text(503, "too many reviews at a time");
        }
        try {
            byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
            if (body.length <= LONGEST_BODY) {
                return judge(body);
            }
        } finally {
            free.release();
        }
        // Else the connection is closed with octets in it, and the client may see that in place of the answer. How long
        // this may take is limited, as for every request.
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        return Page.text(413, "longer than " + LONGEST_BODY + " octets");
    }

    private Page judge(byte[] body) {
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (IOException _) {
            return Page.text(400, "not JSON"); // its message would quote what may hold a password
        }
        return switch (AdmissionRequest.read(tree)) {
            case AdmissionRequest.Reading.NoReview(String why) -> Page.text(400, why);
            case AdmissionRequest.Reading.Review(AdmissionRequest request) -> {
                Verdict verdict = admission.judge(request);
                LOG.debug("FRRConfiguration {}: {}", name(request), verdict);
                yield Page.json(verdict.review(request.uid()).toString());
            }
        };
    }

    private static String name(AdmissionRequest request) {
        JsonNode metadata = request.object().path("metadata");
        return metadata.path("namespace").asText("") + "/"
                + metadata.path("name").asText("");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
