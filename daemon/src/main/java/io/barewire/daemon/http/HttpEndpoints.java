package io.barewire.daemon.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a few pages to GET requests, with few threads and little patience.
public final class HttpEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);
    private static final int THREADS = 4;
    private static final int WAITING = 64;

    /// A page as it is now.
    public record Page(int status, String contentType, String body) {
        public static final String TEXT = "text/plain; charset=utf-8";
        public static final String JSON = "application/json";
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private HttpEndpoints(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /// @param pages by path; each gets the request's Accept header, which may be empty
    /// @throws IOException when the address cannot be bound
    public static HttpEndpoints start(InetSocketAddress address, Map<String, Function<String, Page>> pages)
            throws IOException {
        setLimits();
        HttpServer server = HttpServer.create(address, WAITING);
        AtomicInteger number = new AtomicInteger();
        // A full queue makes the server close the connection, which is what a flood deserves.
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                task -> Thread.ofPlatform()
                        .daemon()
                        .name("http-" + number.incrementAndGet())
                        .unstarted(task));
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, HttpEndpoints::noSuchPage));
        pages.forEach((path, page) -> server.createContext(path, exactly(path, page)));
        server.start();
        return new HttpEndpoints(server, threads);
    }

    /// The server reads these once per process, seconds unless named otherwise. What the user gave with -D stays.
    private static void setLimits() {
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "30",
                        "sun.net.httpserver.idleInterval", "30",
                        "sun.net.httpserver.maxReqHeaders", "64",
                        "jdk.httpserver.maxConnections", "128")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    /// The address bound, with the port that the system chose when 0 was asked for.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /// A context takes everything that begins with its path.
    private static HttpHandler exactly(String path, Function<String, Page> page) {
        return exchange ->
                answer(exchange, exchange.getRequestURI().getPath().equals(path) ? page : HttpEndpoints::noSuchPage);
    }

    private static Page noSuchPage(String accept) {
        return new Page(404, Page.TEXT, "There are /metrics, /livez and /readyz.\n");
    }

    private static void answer(HttpExchange exchange, Function<String, Page> pages) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, new Page(405, Page.TEXT, "Only GET.\n"));
                return;
            }
            String accept = exchange.getRequestHeaders().getFirst("Accept");
            send(exchange, page(pages, accept == null ? "" : accept, exchange));
        }
    }

    private static Page page(Function<String, Page> pages, String accept, HttpExchange exchange) {
        try {
            return pages.apply(accept);
        } catch (RuntimeException defect) {
            LOG.error("{} failed", exchange.getRequestURI().getPath(), defect);
            return new Page(500, Page.TEXT, "failed; the agent's log says why\n");
        }
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(page.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
