package io.barewire.daemon.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.barewire.controller.HttpLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a few pages to GET requests, with little patience.
public final class HttpEndpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoints.class);
    private static final int WAITING = 64;

    /// A page as it is now.
    public record Page(int status, String contentType, String body) {
        public static final String TEXT = "text/plain; charset=utf-8";
        public static final String JSON = "application/json";
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpEndpoints(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// Serves in clear text, for loopback addresses.
    ///
    /// @param pages by path
    /// @throws IOException when the address cannot be bound
    public static HttpEndpoints start(InetSocketAddress address, Map<String, Function<Request, Page>> pages)
            throws IOException {
        HttpLimits.set();
        return start(HttpServer.create(address, WAITING), pages);
    }

    /// Serves over TLS.
    ///
    /// @param context whose key manager may change its certificate at any time
    public static HttpEndpoints start(
            InetSocketAddress address, Map<String, Function<Request, Page>> pages, SSLContext context, TlsOptions tls)
            throws IOException {
        HttpLimits.set();
        HttpsServer server = HttpsServer.create(address, WAITING);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                parameters.setSSLParameters(tls.parameters(context));
            }
        });
        return start(server, pages);
    }

    private static HttpEndpoints start(HttpServer server, Map<String, Function<Request, Page>> pages) {
        // A client that stops in the middle of a handshake holds a thread, so that there must be one for each of the
        // connections, which are limited.
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 1).factory());
        server.setExecutor(threads);
        Function<Request, Page> noSuchPage =
                _ -> new Page(404, Page.TEXT, "There are " + String.join(", ", new TreeSet<>(pages.keySet())) + ".\n");
        server.createContext("/", exchange -> answer(exchange, noSuchPage));
        pages.forEach((path, page) -> server.createContext(
                path,
                // A context takes everything that begins with its path.
                exchange -> answer(exchange, exchange.getRequestURI().getPath().equals(path) ? page : noSuchPage)));
        server.start();
        return new HttpEndpoints(server, threads);
    }

    /// The address bound, with the port that the system chose when 0 was asked for.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, Function<Request, Page> page) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, new Page(405, Page.TEXT, "Only GET.\n"));
                return;
            }
            send(exchange, page(page, exchange));
        }
    }

    private static Page page(Function<Request, Page> page, HttpExchange exchange) {
        try {
            return page.apply(new Request(
                    exchange.getRemoteAddress().getAddress(),
                    header(exchange, "Accept"),
                    header(exchange, "Authorization")));
        } catch (RuntimeException defect) {
            LOG.error("{} failed", exchange.getRequestURI().getPath(), defect);
            return new Page(500, Page.TEXT, "failed; the agent's log says why\n");
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
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
