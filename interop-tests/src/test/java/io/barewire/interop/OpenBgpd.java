package io.barewire.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.interop.DaemonConfig.Neighbor;
import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// OpenBGPD as Linux has it: `bgpd.conf` and `bgpctl`.
final class OpenBgpd extends Daemon {
    private static final Map<String, String> WELL_KNOWN = Map.of(
            "NO_EXPORT", "65535:65281",
            "NO_ADVERTISE", "65535:65282",
            "GRACEFUL_SHUTDOWN", "65535:0");

    OpenBgpd(Bridge bridge) {
        super(DaemonKind.OPENBGPD, Optional.of(bridge));
    }

    @Override
    void configure(DaemonConfig config) {
        StringBuilder text = new StringBuilder("""
                AS %d
                router-id %s
                fib-update no
                connect-retry 1
                socket "/run/openbgpd/bgpd.sock.0"
                """.formatted(config.as(), config.identifier()));
        config.origins()
                .forEach(origin ->
                        text.append("network ").append(origin.prefix()).append('\n'));
        config.neighbors().forEach(neighbor -> text.append(neighbor(neighbor)));
        text.append("allow from any\nallow to any\n");
        config.origins().stream()
                .filter(origin -> !origin.isPlain())
                .forEach(origin -> text.append(marks(origin)).append('\n'));
        startWith(text.toString());
    }

    /// What goes with a prefix is attached on its way out: a route marked NO_EXPORT here would not leave us.
    private static String marks(Origin origin) {
        List<String> set = new ArrayList<>();
        if (origin.med() != Origin.NO_MED) {
            set.add("metric " + origin.med());
        }
        origin.communities()
                .forEach(community -> set.add(
                        "community " + community.toUpperCase(Locale.ROOT).replace('-', '_')));
        origin.largeCommunities().forEach(community -> set.add("large-community " + community));
        origin.routeTargets().forEach(target -> set.add("ext-community rt " + target));
        if (!origin.prepend().isEmpty()) {
            throw new IllegalArgumentException("OpenBGPD cannot begin a path with other AS numbers: " + origin);
        }
        return "match to any prefix " + origin.prefix() + " set { " + String.join(" ", set) + " }";
    }

    private static String neighbor(Neighbor neighbor) {
        List<String> lines = new ArrayList<>(List.of("remote-as " + neighbor.as()));
        List<AddressFamily> families = List.of(neighbor.address().family());
        int holdTime = 9;
        for (Option option : neighbor.options()) {
            switch (option) {
                case Option.Passive() -> lines.add("passive");
                case Option.Port(int port) -> lines.add("port " + port);
                case Option.Families(List<AddressFamily> several) -> families = several;
                case Option.HoldTime(int seconds) -> holdTime = seconds;
                case Option.MaximumPrefixes(int most) -> lines.add("max-prefix " + most);
                case Option.Password(String password) -> lines.add("tcp md5sig password " + password);
                case Option.TtlSecurity() -> lines.add("ttl-security yes");
                case Option.AddPath(boolean receive, boolean send) -> {
                    lines.add("announce add-path recv " + (receive ? "yes" : "no"));
                    lines.add("announce add-path send " + (send ? "all" : "no"));
                }
                case Option.RouteReflectorClient() -> lines.add("route-reflector");
                case Option.EnhancedRefresh() -> lines.add("announce enhanced refresh yes");
                case Option.ExtendedMessages() -> lines.add("announce extended message yes");
                case Option.ExtendedNextHop() -> lines.add("announce extended nexthop yes");
                case Option.Role(String role) -> {
                    lines.add("role " + (role.equals("rs-server") ? "rs" : role));
                    lines.add("announce policy yes");
                }
                case Option.LocalAs(long as) -> lines.add("local-as " + as);
                case Option.GracefulRestart(int _) -> {
                    lines.add("announce restart yes");
                    lines.add("announce graceful notification yes");
                }
                case Option.Multihop() -> lines.add("multihop 255");
                case Option.AllowOwnAs() -> lines.add("enforce local-as no");
                case Option.LongLivedGracefulRestart(int _), Option.Bfd(), Option.PassiveBfd(), Option.Unnumbered() ->
                    throw new IllegalArgumentException("OpenBGPD has nothing for " + option);
            }
        }
        lines.add("holdtime " + holdTime);
        for (AddressFamily family : AddressFamily.values()) {
            lines.add("announce " + (family == AddressFamily.IPV4 ? "IPv4 " : "IPv6 ")
                    + (families.contains(family) ? "unicast" : "none"));
        }
        return "neighbor " + neighbor.address() + " {\n"
                + lines.stream().map(line -> " " + line + "\n").collect(Collectors.joining()) + "}\n";
    }

    @Override
    Session session(IpAddress neighbor) {
        JsonNode answer = neighbor(neighbor);
        return new Session(
                answer.path("state").asText().equals("Established"),
                answer.path("session").path("holdtime").asInt(),
                answer.path("bgpid").asText());
    }

    JsonNode neighbor(IpAddress neighbor) {
        return jsonOf("bgpctl", "-j", "show", "neighbor", neighbor.toString())
                .path("neighbors")
                .path(0);
    }

    @Override
    List<HeardRoute> routes(String prefix) {
        List<HeardRoute> routes = new ArrayList<>();
        for (JsonNode path :
                jsonOf("bgpctl", "-j", "show", "rib", prefix, "detail").path("rib")) {
            if (!path.path("neighbor").path("description").asText().equals("LOCAL")
                    && path.path("prefix").asText().equals(prefix)) {
                routes.add(heard(path));
            }
        }
        return routes;
    }

    private static HeardRoute heard(JsonNode path) {
        // whatever has no place of its own in the answer
        JsonNode others = path.path("attributes");
        return new HeardRoute(
                path.path("prefix").asText(),
                path.path("neighbor").path("remote_addr").asText(),
                path.path("aspath").asText(),
                path.path("origin").asText().toLowerCase(Locale.ROOT),
                path.path("exit_nexthop").asText(),
                OptionalLong.of(path.path("metric").asLong()),
                OptionalLong.of(path.path("localpref").asLong()),
                texts(path.path("communities")),
                texts(path.path("large_communities")),
                texts(path.path("extended_communities")),
                texts(others.findValues("type")).contains("Atomic:Aggregate"),
                (others.findPath("AS").asText() + " "
                                + others.findPath("router_id").asText())
                        .strip(),
                others.findPath("originator").asText(),
                List.copyOf(texts(others.findPath("cluster_list"))));
    }

    private static Set<String> texts(Iterable<JsonNode> array) {
        Set<String> texts = new HashSet<>();
        array.forEach(text ->
                texts.add(WELL_KNOWN.getOrDefault(text.asText(), text.asText()).replace(' ', ':')));
        return texts;
    }

    @Override
    void announce(String prefix) {
        run("bgpctl", "network", "add", prefix);
    }

    @Override
    void withdraw(String prefix) {
        run("bgpctl", "network", "delete", prefix);
    }

    /// It asks for every family of the session.
    @Override
    void refresh(IpAddress neighbor, AddressFamily family) {
        run("bgpctl", "neighbor", neighbor.toString(), "refresh");
    }

    @Override
    void shutDown(IpAddress neighbor, String message) {
        run("bgpctl", "neighbor", neighbor.toString(), "down", message);
    }

    @Override
    void enable(IpAddress neighbor) {
        run("bgpctl", "neighbor", neighbor.toString(), "up");
    }
}
