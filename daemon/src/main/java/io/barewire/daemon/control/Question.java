package io.barewire.daemon.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.Set;

/// What can be asked of an agent. As a line on the socket: `{"version":1,"show":"neighbors","peer":"192.0.2.1"}`.
public sealed interface Question {
    /// Of the protocol. A question with another one is refused.
    int VERSION = 1;

    /// Most routes in one answer, so that an answer's size is bounded.
    int MOST_ROUTES = 20_000;

    record Summary() implements Question {}

    /// One neighbor, or all of them.
    record Neighbors(Optional<IpAddress> peer) implements Question {}

    /// The best routes (Loc-RIB).
    record Routes(Optional<Prefix> prefix, int limit) implements Question {}

    /// What a peer sent (Adj-RIB-In), refused prefixes too.
    record Received(IpAddress peer, Optional<Prefix> prefix, int limit) implements Question {}

    /// What is told to a peer (Adj-RIB-Out).
    record Advertised(IpAddress peer, Optional<Prefix> prefix, int limit) implements Question {}

    record Fib(Optional<Prefix> prefix, int limit) implements Question {}

    /// Faults in the manifests.
    record Problems() implements Question {}

    /// The speaker configuration in force.
    record Config() implements Question {}

    /// The line without its end.
    static String write(Question question, ObjectMapper mapper) {
        ObjectNode line = mapper.createObjectNode().put("version", VERSION);
        switch (question) {
            case Summary() -> line.put("show", "summary");
            case Neighbors(Optional<IpAddress> peer) -> {
                line.put("show", "neighbors");
                peer.ifPresent(address -> line.put("peer", address.toString()));
            }
            case Routes(Optional<Prefix> prefix, int limit) -> routes(line.put("show", "routes"), prefix, limit);
            case Received(IpAddress peer, Optional<Prefix> prefix, int limit) ->
                routes(line.put("show", "received").put("peer", peer.toString()), prefix, limit);
            case Advertised(IpAddress peer, Optional<Prefix> prefix, int limit) ->
                routes(line.put("show", "advertised").put("peer", peer.toString()), prefix, limit);
            case Fib(Optional<Prefix> prefix, int limit) -> routes(line.put("show", "fib"), prefix, limit);
            case Problems() -> line.put("show", "problems");
            case Config() -> line.put("show", "config");
        }
        try {
            return mapper.writeValueAsString(line);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree that cannot be written", impossible);
        }
    }

    private static void routes(ObjectNode line, Optional<Prefix> prefix, int limit) {
        prefix.ifPresent(value -> line.put("prefix", value.toString()));
        line.put("limit", limit);
    }

    /// Reads a line; never throws anything but what it says.
    ///
    /// @throws IllegalArgumentException says what is wrong with the question
    static Question read(String line, ObjectMapper mapper) {
        JsonNode root;
        try {
            root = mapper.readTree(line);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("the question is not JSON: " + broken.getOriginalMessage(), broken);
        }
        if (!(root instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the question is not a JSON object");
        }
        if (object.path("version").asInt(0) != VERSION) {
            throw new IllegalArgumentException("this agent speaks version " + VERSION + " of the control protocol");
        }
        return switch (text(object, "show").orElse("")) {
            case "summary" -> only(object, Set.of(), new Summary());
            case "neighbors" ->
                only(object, Set.of("peer"), new Neighbors(text(object, "peer").map(IpAddress::parse)));
            case "routes" -> only(object, Set.of("prefix", "limit"), new Routes(prefix(object), limit(object)));
            case "received" ->
                only(
                        object,
                        Set.of("peer", "prefix", "limit"),
                        new Received(peer(object), prefix(object), limit(object)));
            case "advertised" ->
                only(
                        object,
                        Set.of("peer", "prefix", "limit"),
                        new Advertised(peer(object), prefix(object), limit(object)));
            case "fib" -> only(object, Set.of("prefix", "limit"), new Fib(prefix(object), limit(object)));
            case "problems" -> only(object, Set.of(), new Problems());
            case "config" -> only(object, Set.of(), new Config());
            default ->
                throw new IllegalArgumentException("\"show\" is none of summary, neighbors, routes, received,"
                        + " advertised, fib, problems, config");
        };
    }

    /// An unknown field is refused: an answer that silently ignored a filter would be a wrong answer.
    private static Question only(ObjectNode object, Set<String> fields, Question question) {
        object.fieldNames().forEachRemaining(name -> {
            if (!name.equals("version") && !name.equals("show") && !fields.contains(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is no part of this question");
            }
        });
        return question;
    }

    private static Optional<String> text(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + field + "\" is not a string");
        }
        return Optional.of(value.textValue());
    }

    private static IpAddress peer(ObjectNode object) {
        return IpAddress.parse(
                text(object, "peer").orElseThrow(() -> new IllegalArgumentException("\"peer\" is missing")));
    }

    private static Optional<Prefix> prefix(ObjectNode object) {
        return text(object, "prefix").map(Prefix::parse);
    }

    private static int limit(ObjectNode object) {
        JsonNode value = object.path("limit");
        if (value.isMissingNode()) {
            return MOST_ROUTES;
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > MOST_ROUTES) {
            throw new IllegalArgumentException("\"limit\" is not a number from 1 to " + MOST_ROUTES);
        }
        return value.intValue();
    }
}
