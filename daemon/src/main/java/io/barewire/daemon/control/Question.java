package io.barewire.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.Endpoint;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import io.barewire.wire.ShutdownCommunication;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What can be asked of an agent, and the few things that it can be told to do. As a line on the socket:
/// `{"version":1,"show":"neighbors","peer":"192.0.2.1"}`.
public sealed interface Question {
    /// Of the protocol. A question with another one is refused.
    int VERSION = 1;

    /// Which part of a table: a page of the prefixes in ascending order.
    ///
    /// @param within this prefix and what lies inside it; everything when empty
    /// @param after what comes behind this one: `next` of the page before
    /// @param limit the size of the page, 1 to [#MOST_ROUTES], so that an answer's size is bounded
    record Page(Optional<Prefix> within, Optional<Prefix> after, int limit) {
        public static final int MOST_ROUTES = RouteQuery.MOST_ROUTES;

        public Page {
            if (limit < 1 || limit > MOST_ROUTES) {
                throw new IllegalArgumentException("\"limit\" is not a number from 1 to " + MOST_ROUTES);
            }
        }

        public RouteQuery query() {
            Set<AddressFamily> families =
                    within.map(prefix -> Set.of(prefix.family())).orElse(Set.of(AddressFamily.values()));
            PrefixFilter matching = within.map(prefix -> PrefixFilter.of(List.of(new PrefixFilter.Rule(
                            prefix, prefix.length(), prefix.family().bits()))))
                    .orElse(PrefixFilter.ALL);
            return new RouteQuery(families, matching, after, limit);
        }
    }

    record Summary() implements Question {}

    /// One neighbor, or all of them.
    record Neighbors(Optional<Endpoint> peer) implements Question {}

    /// The best routes (Loc-RIB).
    record Routes(Page page) implements Question {}

    /// What a peer sent (Adj-RIB-In), refused prefixes too.
    record Received(Endpoint peer, Page page) implements Question {}

    /// What is told to a peer (Adj-RIB-Out).
    record Advertised(Endpoint peer, Page page) implements Question {}

    /// Best routes that one peer is not told, and why.
    record Withheld(Endpoint peer, Page page) implements Question {}

    record Fib(Page page) implements Question {}

    /// What gateway routers of OVN have.
    record Ovn(Page page) implements Question {}

    /// How next hops are reached.
    record NextHops() implements Question {}

    /// Conditional prefixes, and whether their conditions hold.
    record Conditions() implements Question {}

    /// BFD sessions.
    record Bfd() implements Question {}

    /// Faults in the manifests.
    record Problems() implements Question {}

    /// The speaker configuration in force.
    record Config() implements Question {}

    /// Begins a part of the sessions with one peer, or with all, anew.
    ///
    /// @param message told to the peer when its session ends (RFC 9003)
    record Clear(Optional<Endpoint> peer, What what, String message) implements Question {
        public enum What {
            /// The session; routes are not to be kept for it.
            HARD,
            /// The session; routes are kept until it is back, where that was agreed (RFC 8538).
            SESSION,
            /// The peer tells again.
            IN,
            /// The peer is told again.
            OUT
        }

        public Clear {
            new ShutdownCommunication(message);
        }
    }

    /// Asks one peer, or all, to prefer other ways before we shut down, or takes that back (RFC 8326).
    record GracefulShutdown(Optional<Endpoint> peer, boolean begins) implements Question {}

    /// The fields of a [Page].
    Set<String> PAGE = Set.of("prefix", "after", "limit");

    /// The fields of a page of one peer's routes.
    Set<String> PEER_AND_PAGE = Set.of("peer", "prefix", "after", "limit");

    /// As the fields of a line.
    static ObjectNode write(Question question, ObjectMapper mapper) {
        ObjectNode line = mapper.createObjectNode().put("version", VERSION);
        switch (question) {
            case Summary() -> line.put("show", "summary");
            case Neighbors(Optional<Endpoint> peer) -> {
                line.put("show", "neighbors");
                peer.ifPresent(there -> line.put("peer", there.text()));
            }
            case Routes(Page page) -> write(page, line.put("show", "routes"));
            case Received(Endpoint peer, Page page) ->
                write(page, line.put("show", "received").put("peer", peer.text()));
            case Advertised(Endpoint peer, Page page) ->
                write(page, line.put("show", "advertised").put("peer", peer.text()));
            case Withheld(Endpoint peer, Page page) ->
                write(page, line.put("show", "withheld").put("peer", peer.text()));
            case Fib(Page page) -> write(page, line.put("show", "fib"));
            case Ovn(Page page) -> write(page, line.put("show", "ovn"));
            case NextHops() -> line.put("show", "nexthops");
            case Conditions() -> line.put("show", "conditions");
            case Bfd() -> line.put("show", "bfd");
            case Problems() -> line.put("show", "problems");
            case Config() -> line.put("show", "config");
            case Clear(Optional<Endpoint> peer, Clear.What what, String message) -> {
                line.put("do", "clear").put("what", what.name().toLowerCase(Locale.ROOT));
                peer.ifPresent(there -> line.put("peer", there.text()));
                if (!message.isEmpty()) {
                    line.put("message", message);
                }
            }
            case GracefulShutdown(Optional<Endpoint> peer, boolean begins) -> {
                line.put("do", "graceful-shutdown").put("what", begins ? "begin" : "end");
                peer.ifPresent(there -> line.put("peer", there.text()));
            }
        }
        return line;
    }

    private static void write(Page page, ObjectNode line) {
        page.within().ifPresent(prefix -> line.put("prefix", prefix.toString()));
        page.after().ifPresent(prefix -> line.put("after", prefix.toString()));
        line.put("limit", page.limit());
    }

    /// @throws IllegalArgumentException says what is wrong with the question
    static Question read(ObjectNode object) {
        if (object.has("do")) {
            return deed(object);
        }
        return switch (text(object, "show").orElse("")) {
            case "summary" -> only(object, Set.of(), new Summary());
            case "neighbors" ->
                only(object, Set.of("peer"), new Neighbors(text(object, "peer").map(Endpoint::parse)));
            case "routes" -> only(object, PAGE, new Routes(page(object)));
            case "received" -> only(object, PEER_AND_PAGE, new Received(peer(object), page(object)));
            case "advertised" -> only(object, PEER_AND_PAGE, new Advertised(peer(object), page(object)));
            case "withheld" -> only(object, PEER_AND_PAGE, new Withheld(peer(object), page(object)));
            case "fib" -> only(object, PAGE, new Fib(page(object)));
            case "ovn" -> only(object, PAGE, new Ovn(page(object)));
            case "nexthops" -> only(object, Set.of(), new NextHops());
            case "conditions" -> only(object, Set.of(), new Conditions());
            case "bfd" -> only(object, Set.of(), new Bfd());
            case "problems" -> only(object, Set.of(), new Problems());
            case "config" -> only(object, Set.of(), new Config());
            default ->
                throw new IllegalArgumentException("\"show\" is none of summary, neighbors, routes, received,"
                        + " advertised, withheld, fib, ovn, nexthops, conditions, bfd, problems, config");
        };
    }

    private static Question deed(ObjectNode object) {
        Optional<Endpoint> peer = text(object, "peer").map(Endpoint::parse);
        String what = text(object, "what").orElse("");
        return switch (text(object, "do").orElse("")) {
            case "clear" ->
                only(
                        object,
                        Set.of("what", "peer", "message"),
                        new Clear(
                                peer,
                                switch (what) {
                                    case "hard" -> Clear.What.HARD;
                                    case "session" -> Clear.What.SESSION;
                                    case "in" -> Clear.What.IN;
                                    case "out" -> Clear.What.OUT;
                                    default ->
                                        throw new IllegalArgumentException(
                                                "\"what\" is none of hard, session, in, out");
                                },
                                text(object, "message").orElse("")));
            case "graceful-shutdown" -> {
                if (!what.equals("begin") && !what.equals("end")) {
                    throw new IllegalArgumentException("\"what\" is none of begin, end");
                }
                yield only(object, Set.of("what", "peer"), new GracefulShutdown(peer, what.equals("begin")));
            }
            default -> throw new IllegalArgumentException("\"do\" is none of clear, graceful-shutdown");
        };
    }

    /// An unknown field is refused: an answer that silently ignored a filter would be a wrong answer.
    private static Question only(ObjectNode object, Set<String> fields, Question question) {
        object.fieldNames().forEachRemaining(name -> {
            if (!name.equals("version") && !name.equals("show") && !name.equals("do") && !fields.contains(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is no part of this question");
            }
        });
        return question;
    }

    static Optional<String> text(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + field + "\" is not a string");
        }
        return Optional.of(value.textValue());
    }

    private static Endpoint peer(ObjectNode object) {
        return Endpoint.parse(
                text(object, "peer").orElseThrow(() -> new IllegalArgumentException("\"peer\" is missing")));
    }

    private static Page page(ObjectNode object) {
        JsonNode limit = object.path("limit");
        if (!limit.isMissingNode() && !limit.isInt()) {
            throw new IllegalArgumentException("\"limit\" is not a number from 1 to " + Page.MOST_ROUTES);
        }
        return new Page(
                text(object, "prefix").map(Prefix::parse),
                text(object, "after").map(Prefix::parse),
                limit.asInt(Page.MOST_ROUTES));
    }
}
