package io.barewire.daemon.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.daemon.http.Request;
import io.barewire.daemon.http.TokenGuard;
import io.barewire.daemon.metrics.AgentMetrics;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/// What the agent serves over HTTP.
final class Pages implements AutoCloseable {
    private static final Duration LIVENESS_BOUND = Duration.ofSeconds(2);

    private final AgentState state;
    private final Liveness liveness;
    private final AgentMetrics metrics;

    Pages(AgentState state) {
        this.state = state;
        this.liveness = new Liveness(state::instances, LIVENESS_BOUND);
        this.metrics = new AgentMetrics(state::sample);
    }

    Map<String, Function<Request, Page>> byPath() {
        return Map.of(
                "/metrics", _ -> new Page(200, AgentMetrics.CONTENT_TYPE, metrics.scrape()),
                "/livez", _ -> livez(),
                "/readyz", request -> readyz(state.readiness(), request.accept().contains(Page.JSON)));
    }

    /// Of the agent, for those whom the guard lets in.
    Map<String, Function<Request, Page>> ofAgent(TokenGuard guard) {
        return Map.of("/metrics", guarded(guard, AgentMetrics.Part.AGENT));
    }

    /// Of sessions and routes, the same; whether the agent lives is no secret.
    Map<String, Function<Request, Page>> ofSessions(TokenGuard guard) {
        return Map.of("/metrics", guarded(guard, AgentMetrics.Part.SPEAKERS), "/livez", _ -> livez());
    }

    private Function<Request, Page> guarded(TokenGuard guard, AgentMetrics.Part part) {
        return guard.guard("/metrics", _ -> new Page(200, AgentMetrics.CONTENT_TYPE, metrics.scrape(part)));
    }

    private Page livez() {
        return liveness.alive()
                ? new Page(200, Page.TEXT, "alive\n")
                : new Page(
                        503,
                        Page.TEXT,
                        "the routing thread did not answer within " + LIVENESS_BOUND.toMillis() + " ms\n");
    }

    static Page readyz(Readiness readiness, boolean json) {
        int status = readiness.ready() ? 200 : 503;
        return json
                ? new Page(status, Page.JSON, json(readiness) + "\n")
                : new Page(status, Page.TEXT, text(readiness));
    }

    private static String text(Readiness readiness) {
        StringBuilder text = new StringBuilder(readiness.ready() ? "ready\n" : "not ready\n");
        readiness.missing().forEach(line -> text.append("- ").append(line).append('\n'));
        readiness.notes().forEach(line -> text.append("note: ").append(line).append('\n'));
        return text.toString();
    }

    private static ObjectNode json(Readiness readiness) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("ready", readiness.ready());
        ArrayNode missing = json.putArray("missing");
        readiness.missing().forEach(missing::add);
        ArrayNode notes = json.putArray("notes");
        readiness.notes().forEach(notes::add);
        return json;
    }

    /// `127.0.0.1:7473` or `[::1]:7473`.
    static String authority(InetSocketAddress address) {
        IpAddress host = IpAddress.of(address.getAddress());
        return (host.family() == AddressFamily.IPV6 ? "[" + host + "]" : host.toString()) + ":" + address.getPort();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
