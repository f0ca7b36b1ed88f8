package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV6;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.interop.DaemonConfig.Neighbor;
import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// GoBGP: a TOML file, and `gobgp` for everything else, its own routes among it.
final class GoBgp extends Daemon {
    private static final int ESTABLISHED = 6;
    private static final List<String> ORIGINS = List.of("igp", "egp", "incomplete");

    GoBgp(Bridge bridge) {
        super(DaemonKind.GOBGP, Optional.of(bridge));
    }

    @Override
    void configure(DaemonConfig config) {
        StringBuilder text = new StringBuilder("""
                [global.config]
                  as = %d
                  router-id = "%s"
                """.formatted(config.as(), config.identifier()));
        config.neighbors().forEach(neighbor -> text.append(neighbor(neighbor)));
        startWith(text.toString());
        config.origins().forEach(this::add);
    }

    private static String neighbor(Neighbor neighbor) {
        Map<String, List<String>> tables = new HashMap<>();
        put(tables, "config", "neighbor-address = \"" + neighbor.address() + "\"");
        put(tables, "config", "peer-as = " + neighbor.as());
        put(tables, "timers.config", "connect-retry = 1");
        put(tables, "timers.config", "idle-hold-time-after-reset = 1");
        List<AddressFamily> families = List.of(neighbor.address().family());
        List<String> perFamily = new ArrayList<>();
        int holdTime = 9;
        for (Option option : neighbor.options()) {
            switch (option) {
                case Option.Passive() -> put(tables, "transport.config", "passive-mode = true");
                case Option.Port(int port) -> put(tables, "transport.config", "remote-port = " + port);
                case Option.Families(List<AddressFamily> several) -> families = several;
                case Option.HoldTime(int seconds) -> holdTime = seconds;
                case Option.MaximumPrefixes(int most) -> {
                    perFamily.add("[neighbors.afi-safis.prefix-limit.config]");
                    perFamily.add("max-prefixes = " + most);
                }
                case Option.Password(String password) -> put(tables, "config", "auth-password = \"" + password + "\"");
                case Option.TtlSecurity() -> {
                    put(tables, "ttl-security.config", "enabled = true");
                    put(tables, "ttl-security.config", "ttl-min = 255");
                }
                case Option.AddPath(boolean receive, boolean send) -> {
                    put(tables, "add-paths.config", "receive = " + receive);
                    put(tables, "add-paths.config", "send-max = " + (send ? 8 : 0));
                }
                case Option.RouteReflectorClient() -> {
                    put(tables, "route-reflector.config", "route-reflector-client = true");
                    put(tables, "route-reflector.config", "route-reflector-cluster-id = \"192.0.2.200\"");
                }
                case Option.LocalAs(long as) -> put(tables, "config", "local-as = " + as);
                case Option.GracefulRestart(int seconds) -> {
                    put(tables, "graceful-restart.config", "enabled = true");
                    put(tables, "graceful-restart.config", "notification-enabled = true");
                    put(tables, "graceful-restart.config", "restart-time = " + seconds);
                    perFamily.add("[neighbors.afi-safis.mp-graceful-restart.config]");
                    perFamily.add("enabled = true");
                }
                case Option.LongLivedGracefulRestart(int seconds) -> {
                    put(tables, "graceful-restart.config", "long-lived-enabled = true");
                    perFamily.add("[neighbors.afi-safis.long-lived-graceful-restart.config]");
                    perFamily.add("enabled = true");
                    perFamily.add("restart-time = " + seconds);
                }
                case Option.AllowOwnAs() -> put(tables, "as-path-options.config", "allow-own-as = 1");
                case Option.Multihop() -> {
                    put(tables, "ebgp-multihop.config", "enabled = true");
                    put(tables, "ebgp-multihop.config", "multihop-ttl = 255");
                }
                case Option.ExtendedNextHop() -> {} // it always offers that
                case Option.EnhancedRefresh(),
                        Option.ExtendedMessages(),
                        Option.Role(String _),
                        Option.Bfd(),
                        Option.PassiveBfd(),
                        Option.Unnumbered() -> throw new IllegalArgumentException("GoBGP has nothing for " + option);
            }
        }
        put(tables, "timers.config", "hold-time = " + holdTime);
        put(tables, "timers.config", "keepalive-interval = " + holdTime / 3);
        StringBuilder text = new StringBuilder("[[neighbors]]\n");
        tables.forEach((name, lines) -> {
            text.append("  [neighbors.").append(name).append("]\n");
            lines.forEach(line -> text.append("    ").append(line).append('\n'));
        });
        for (AddressFamily family : families) {
            text.append("  [[neighbors.afi-safis]]\n    [neighbors.afi-safis.config]\n    afi-safi-name = \"")
                    .append(name(family))
                    .append("-unicast\"\n");
            perFamily.forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static void put(Map<String, List<String>> tables, String table, String line) {
        tables.computeIfAbsent(table, _ -> new ArrayList<>()).add(line);
    }

    private void add(Origin origin) {
        List<String> words = new ArrayList<>(List.of(
                "gobgp", "global", "rib", "add", origin.prefix(), "-a", family(origin.prefix()), "origin", "igp"));
        if (origin.med() != Origin.NO_MED) {
            words.addAll(List.of("med", Long.toString(origin.med())));
        }
        if (!origin.prepend().isEmpty()) {
            words.add("aspath");
            words.add(origin.prepend().stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
        addAll(
                words,
                "community",
                origin.communities().stream()
                        .map(community -> community.replace("graceful-shutdown", "65535:0"))
                        .toList());
        addAll(words, "large-community", origin.largeCommunities());
        addAll(words, "rt", origin.routeTargets());
        run(words.toArray(String[]::new));
    }

    private static void addAll(List<String> words, String name, List<String> values) {
        if (!values.isEmpty()) {
            words.add(name);
            words.add(String.join(",", values));
        }
    }

    @Override
    Session session(IpAddress neighbor) {
        JsonNode answer = jsonOf("gobgp", "-j", "neighbor", neighbor.toString());
        return new Session(
                answer.path("state").path("session_state").asInt() == ESTABLISHED,
                answer.path("timers").path("state").path("negotiated_hold_time").asInt(),
                answer.path("state").path("router_id").asText());
    }

    @Override
    List<HeardRoute> routes(String prefix) {
        JsonNode answer = jsonOf("gobgp", "-j", "global", "rib", prefix, "-a", family(prefix));
        List<HeardRoute> routes = new ArrayList<>();
        for (JsonNode path : answer.path(prefix)) {
            if (path.has("neighbor-ip")) {
                routes.add(heard(prefix, path));
            }
        }
        return routes;
    }

    private static HeardRoute heard(String prefix, JsonNode path) {
        Map<Integer, JsonNode> attributes = new HashMap<>();
        path.path("attrs")
                .forEach(attribute -> attributes.put(attribute.path("type").asInt(), attribute));
        JsonNode none = path.path("none");
        return new HeardRoute(
                prefix,
                path.path("neighbor-ip").asText(),
                elements(attributes.getOrDefault(2, none).path("as_paths"))
                        .flatMap(segment -> elements(segment.path("asns")))
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")),
                ORIGINS.get(attributes.getOrDefault(1, none).path("value").asInt()),
                attributes
                        .getOrDefault(3, attributes.getOrDefault(14, none))
                        .path("nexthop")
                        .asText(),
                number(attributes.getOrDefault(4, none).path("metric")),
                number(attributes.getOrDefault(5, none).path("value")),
                elements(attributes.getOrDefault(8, none).path("communities"))
                        .map(community -> (community.asLong() >>> 16) + ":" + (community.asLong() & 0xFFFF))
                        .collect(Collectors.toSet()),
                elements(attributes.getOrDefault(32, none).path("value"))
                        .map(community -> community.path("ASN").asText() + ":"
                                + community.path("LocalData1").asText() + ":"
                                + community.path("LocalData2").asText())
                        .collect(Collectors.toSet()),
                elements(attributes.getOrDefault(16, none).path("value"))
                        .map(community -> (community.path("subtype").asInt() == 2 ? "rt:" : "?:")
                                + community.path("value").asText())
                        .collect(Collectors.toCollection(HashSet::new)),
                attributes.containsKey(6),
                (attributes.getOrDefault(7, none).path("as").asText() + " "
                                + attributes
                                        .getOrDefault(7, none)
                                        .path("address")
                                        .asText())
                        .strip(),
                attributes.getOrDefault(9, none).path("value").asText(),
                elements(attributes.getOrDefault(10, none).path("value"))
                        .map(JsonNode::asText)
                        .toList());
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static OptionalLong number(JsonNode value) {
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }

    @Override
    void announce(String prefix) {
        add(Origin.of(prefix));
    }

    @Override
    void withdraw(String prefix) {
        run("gobgp", "global", "rib", "del", prefix, "-a", family(prefix));
    }

    @Override
    void refresh(IpAddress neighbor, AddressFamily family) {
        run("gobgp", "neighbor", neighbor.toString(), "softresetin", "-a", name(family));
    }

    /// Its `disable` keeps the session down but forgets the words; its `shutdown` says them, and the session may
    /// return.
    @Override
    void shutDown(IpAddress neighbor, String message) {
        run("gobgp", "neighbor", neighbor.toString(), message.isEmpty() ? "disable" : "shutdown", "--reason", message);
    }

    @Override
    void enable(IpAddress neighbor) {
        run("gobgp", "neighbor", neighbor.toString(), "enable");
    }

    private static String family(String prefix) {
        return prefix.contains(":") ? "ipv6" : "ipv4";
    }

    private static String name(AddressFamily family) {
        return family == IPV6 ? "ipv6" : "ipv4";
    }
}
