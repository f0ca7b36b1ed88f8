package io.barewire.interop;

import static io.barewire.wire.AddressFamily.IPV6;

import io.barewire.interop.DaemonConfig.Neighbor;
import io.barewire.interop.DaemonConfig.Option;
import io.barewire.interop.DaemonConfig.Origin;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// BIRD 2 or BIRD 3: one language, one `birdc`; they name attributes differently in what they show.
final class Bird extends Daemon {
    private DaemonConfig config = DaemonConfig.as(1);

    Bird(DaemonKind kind, Bridge bridge) {
        super(kind, Optional.of(bridge));
    }

    @Override
    void configure(DaemonConfig next) {
        config = next;
        startWith(text());
    }

    /// BIRD applies a file in place.
    private void reconfigure(DaemonConfig next) {
        config = next;
        copy(text(), "/tmp/daemon.conf");
        birdc("configure");
    }

    private String text() {
        StringBuilder text = new StringBuilder("""
                log "/var/log/peer/daemon.log" all;
                debug protocols { states, events };
                router id %s;
                protocol device { }
                protocol bfd { }
                """.formatted(config.identifier()));
        for (AddressFamily family : AddressFamily.values()) {
            text.append("protocol static originated_")
                    .append(name(family))
                    .append(" { ")
                    .append(name(family));
            text.append(";\n");
            config.origins().stream()
                    .filter(origin -> origin.isIpv6() == (family == IPV6))
                    .forEach(origin ->
                            text.append(" route ").append(origin.prefix()).append(" unreachable;\n"));
            text.append("}\n");
        }
        text.append("filter told {\n if source = RTS_DEVICE then reject;\n");
        config.origins().stream().filter(origin -> !origin.isPlain()).forEach(origin -> text.append(marks(origin)));
        text.append(" accept;\n}\n");
        config.neighbors().forEach(neighbor -> text.append(neighbor(neighbor)));
        return text.toString();
    }

    private static String marks(Origin origin) {
        List<String> lines = new ArrayList<>();
        if (origin.med() != Origin.NO_MED) {
            lines.add("bgp_med = " + origin.med());
        }
        origin.prepend().reversed().forEach(as -> lines.add("bgp_path.prepend(" + as + ")"));
        origin.communities().forEach(community -> lines.add("bgp_community.add(" + pair(community) + ")"));
        origin.largeCommunities()
                .forEach(community -> lines.add("bgp_large_community.add((" + community.replace(':', ',') + "))"));
        origin.routeTargets()
                .forEach(target -> lines.add("bgp_ext_community.add((rt," + target.replace(':', ',') + "))"));
        return " if net = " + origin.prefix() + " then { "
                + lines.stream().map(line -> line + "; ").collect(Collectors.joining()) + "}\n";
    }

    private static String pair(String community) {
        return switch (community) {
            case "no-export" -> "(65535,65281)";
            case "no-advertise" -> "(65535,65282)";
            case "graceful-shutdown" -> "(65535,0)";
            default -> "(" + community.replace(':', ',') + ")";
        };
    }

    private String neighbor(Neighbor neighbor) {
        List<String> session = new ArrayList<>(List.of(
                "neighbor " + neighbor.address() + " as " + neighbor.as(),
                "connect delay time 1",
                "connect retry time 1",
                "error wait time 1,1"));
        List<String> channel = new ArrayList<>(List.of("import all", "export filter told"));
        List<AddressFamily> families = List.of(neighbor.address().family());
        long localAs = config.as();
        int holdTime = 9;
        for (Option option : neighbor.options()) {
            switch (option) {
                case Option.Passive() -> session.add("passive");
                case Option.Port(int port) -> session.add("neighbor port " + port);
                case Option.Families(List<AddressFamily> several) -> families = several;
                case Option.HoldTime(int seconds) -> holdTime = seconds;
                case Option.MaximumPrefixes(int most) -> channel.add("import limit " + most + " action disable");
                case Option.Password(String password) -> session.add("password \"" + password + "\"");
                case Option.TtlSecurity() -> session.add("ttl security on");
                case Option.AddPath(boolean receive, boolean send) ->
                    channel.add("add paths " + (receive ? send ? "on" : "rx" : "tx"));
                case Option.RouteReflectorClient() -> session.add("rr client");
                case Option.EnhancedRefresh() -> {} // it always offers that
                case Option.ExtendedMessages() -> session.add("enable extended messages on");
                case Option.ExtendedNextHop() -> channel.add("extended next hop on");
                case Option.Role(String role) -> session.add("local role " + role.replace('-', '_'));
                case Option.LocalAs(long as) -> localAs = as;
                case Option.GracefulRestart(int seconds) -> {
                    session.add("graceful restart on");
                    session.add("graceful restart time " + seconds);
                }
                case Option.LongLivedGracefulRestart(int seconds) -> {
                    session.add("long lived graceful restart on");
                    session.add("long lived stale time " + seconds);
                }
                case Option.Bfd() -> session.add("bfd on");
                case Option.PassiveBfd() -> session.add("bfd { passive on; }");
                case Option.Multihop() -> {
                    session.add("multihop");
                    // it wants to know this when BFD goes along
                    session.add("source address " + address(neighbor.address().family()));
                }
                case Option.AllowOwnAs() -> session.add("allow local as 1");
                case Option.Unnumbered() -> throw new IllegalArgumentException("BIRD has nothing for " + option);
            }
        }
        session.add("local as " + localAs);
        session.add("hold time " + holdTime);
        StringBuilder text = new StringBuilder("protocol bgp " + name(neighbor.address()) + " {\n");
        session.forEach(line -> text.append(' ').append(line).append(";\n"));
        for (AddressFamily family : families) {
            text.append(' ').append(name(family)).append(" {\n");
            channel.forEach(line -> text.append("  ").append(line).append(";\n"));
            text.append(" };\n");
        }
        return text.append("}\n").toString();
    }

    @Override
    Session session(IpAddress neighbor) {
        Map<String, String> shown = new HashMap<>();
        birdc("show", "protocols", "all", name(neighbor)).lines().forEach(line -> {
            String[] parts = line.strip().split(":", 2);
            if (parts.length == 2) {
                shown.putIfAbsent(parts[0], parts[1].strip());
            }
        });
        String hold = shown.getOrDefault("Hold timer", "0/0");
        return new Session(
                "Established".equals(shown.get("BGP state")),
                Integer.parseInt(hold.substring(hold.indexOf('/') + 1)),
                shown.getOrDefault("Neighbor ID", ""));
    }

    /// Each path is a line with the prefix or a blank, the protocol in brackets, and lines with its attributes.
    @Override
    List<HeardRoute> routes(String prefix) {
        List<HeardRoute> routes = new ArrayList<>();
        for (Neighbor neighbor : config.neighbors()) {
            Map<String, String> attributes = new HashMap<>();
            String name = "";
            String answer = run(
                    "sh",
                    "-c",
                    "birdc show route " + prefix + " protocol " + name(neighbor.address()) + " all || true");
            for (String line : (answer + "\nend [").lines().toList()) {
                if (line.contains(" [")) {
                    if (!attributes.isEmpty()) {
                        routes.add(heard(prefix, neighbor.address().toString(), attributes));
                    }
                    attributes = new HashMap<>();
                } else if (line.startsWith("\t\t")) { // a long list goes on
                    attributes.merge(name, line.strip(), (before, more) -> before + " " + more);
                } else if (line.startsWith("\t") && line.contains(":")) {
                    String[] parts = line.strip().split(":", 2);
                    name = parts[0].replaceFirst("^(BGP\\.|bgp_)", "").replace("as_path", "path");
                    attributes.put(name, parts[1].strip());
                }
            }
        }
        return routes;
    }

    private static HeardRoute heard(String prefix, String from, Map<String, String> attributes) {
        return new HeardRoute(
                prefix,
                from,
                attributes.getOrDefault("path", ""),
                attributes.getOrDefault("origin", "").toLowerCase(Locale.ROOT),
                words(attributes.getOrDefault("next_hop", "")).getFirst(), // a link-local one may follow
                number(attributes.get("med")),
                number(attributes.get("local_pref")),
                inBrackets(attributes.getOrDefault("community", "")),
                inBrackets(attributes.getOrDefault("large_community", "")),
                inBrackets(attributes.getOrDefault("ext_community", "")),
                attributes.containsKey("atomic_aggr"),
                attributes.getOrDefault("aggregator", "").replaceFirst("(.*) AS(.*)", "$2 $1"),
                attributes.getOrDefault("originator_id", ""),
                words(attributes.getOrDefault("cluster_list", "")).stream()
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" ", -1));
    }

    private static OptionalLong number(@Nullable String text) {
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /// `(65001,100) (65001,200)` as `65001:100` and `65001:200`.
    private static Set<String> inBrackets(String text) {
        Set<String> values = new HashSet<>();
        Arrays.stream(text.split("[()]", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .forEach(value -> values.add(value.replace(", ", ":").replace(",", ":")));
        return values;
    }

    @Override
    void announce(String prefix) {
        reconfigure(config.originate(prefix));
    }

    @Override
    void withdraw(String prefix) {
        reconfigure(config.without(prefix));
    }

    @Override
    void refresh(IpAddress neighbor, AddressFamily family) {
        birdc(kind() == DaemonKind.BIRD3 ? "reload bgp in" : "reload in", name(neighbor));
    }

    @Override
    void shutDown(IpAddress neighbor, String message) {
        birdc("disable", name(neighbor), "\"" + message + "\"");
    }

    @Override
    void enable(IpAddress neighbor) {
        birdc("enable", name(neighbor));
    }

    private String birdc(String... words) {
        return run("birdc", String.join(" ", words));
    }

    private static String name(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
        };
    }

    /// The name of its protocol.
    private static String name(IpAddress neighbor) {
        return "peer_" + neighbor.toString().replace('.', '_').replace(':', '_');
    }
}
