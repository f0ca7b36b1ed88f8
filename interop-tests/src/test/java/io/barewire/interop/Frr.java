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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// FRR: configuration text in, `vtysh` answers out.
///
/// Besides being one of the daemons of the scenarios, it is the peer of tests of its own, which speak its language:
/// `@AutoClose @RegisterExtension static final Frr frr = Frr.onBridge()`. What it logged is printed when a test fails.
final class Frr extends Daemon implements AfterTestExecutionCallback {
    private static final String PASSIVE = "passive";

    private final Optional<Bridge> own;

    private Frr(Optional<Bridge> bridge, boolean owned) {
        super(DaemonKind.FRR, bridge);
        own = owned ? bridge : Optional.empty();
    }

    /// FRR on a bridge of its own, with IPv4 and IPv6. This JVM is reached at [#gateway] and [#gatewayV6].
    static Frr onBridge() {
        return new Frr(Optional.of(Bridge.create()), true);
    }

    /// FRR on a bridge that another one made.
    static Frr on(Bridge bridge) {
        return new Frr(Optional.of(bridge), false);
    }

    /// FRR with nothing but a loopback interface: the test moves a link into its namespace, see [#processId].
    static Frr withoutNetwork() {
        return new Frr(Optional.empty(), false);
    }

    @Override
    void configure(DaemonConfig config) {
        FrrConfig text = FrrConfig.as(config.as()).line("bgp router-id " + config.identifier());
        for (Neighbor neighbor : config.neighbors()) {
            add(text, neighbor);
        }
        for (int i = 0; i < config.origins().size(); i++) {
            add(text, config.origins().get(i), i + 1);
        }
        if (config.neighbors().stream().anyMatch(neighbor -> neighbor.has(Option.PassiveBfd.class))) {
            // its BFD is another process, which outlives the others
            vtysh("configure terminal", "bfd", "profile " + PASSIVE, "passive-mode");
        }
        configure(text.policy("route-map TOLD permit 65535\nexit"));
    }

    private static void add(FrrConfig text, Neighbor neighbor) {
        List<String> session = new ArrayList<>();
        List<String> family = new ArrayList<>(List.of("route-map TOLD out"));
        List<AddressFamily> families = List.of(neighbor.address().family());
        for (Option option : neighbor.options()) {
            switch (option) {
                case Option.Passive() -> session.add("passive");
                case Option.Port(int port) -> session.add("port " + port);
                case Option.Families(List<AddressFamily> several) -> families = several;
                case Option.HoldTime(int seconds) -> session.add("timers " + seconds / 3 + " " + seconds);
                case Option.MaximumPrefixes(int most) -> family.add("maximum-prefix " + most);
                case Option.Password(String password) -> session.add("password " + password);
                case Option.TtlSecurity() -> session.add("ttl-security hops 1");
                case Option.AddPath(boolean receive, boolean send) -> {
                    if (!receive) {
                        family.add("disable-addpath-rx");
                    }
                    if (send) {
                        family.add("addpath-tx-all-paths");
                    }
                }
                case Option.Unnumbered() -> {} // see its name
                case Option.RouteReflectorClient() -> family.add("route-reflector-client");
                case Option.EnhancedRefresh(), Option.ExtendedMessages() -> {} // it always offers them
                case Option.ExtendedNextHop() -> session.add("capability extended-nexthop");
                case Option.Role(String role) -> session.add("local-role " + role);
                case Option.LocalAs(long as) -> session.add("local-as " + as + " no-prepend replace-as");
                case Option.GracefulRestart(int seconds) -> {
                    text.line("bgp graceful-restart");
                    text.line("bgp graceful-restart restart-time " + seconds);
                }
                case Option.LongLivedGracefulRestart(int seconds) ->
                    text.line("bgp long-lived-graceful-restart stale-time " + seconds);
                case Option.Bfd() -> session.add("bfd");
                case Option.PassiveBfd() -> session.add("bfd profile " + PASSIVE);
                case Option.Multihop() -> session.add("ebgp-multihop 255");
                case Option.AllowOwnAs() -> family.add("allowas-in 1");
            }
        }
        String name = neighbor.has(Option.Unnumbered.class)
                ? "eth0"
                : neighbor.address().toString();
        String kind = neighbor.has(Option.Unnumbered.class) ? " interface remote-as " : " remote-as ";
        text.neighbor(name, kind + neighbor.as(), session.toArray(String[]::new));
        families.forEach(each -> text.activate(each, name, family.toArray(String[]::new)));
    }

    /// What goes with a prefix is attached on its way out: a route marked NO_EXPORT here would not leave us.
    private static void add(FrrConfig text, Origin origin, int sequence) {
        AddressFamily family = origin.isIpv6() ? AddressFamily.IPV6 : AddressFamily.IPV4;
        text.networks(family, origin.prefix());
        if (origin.isPlain()) {
            return;
        }
        String ip = origin.isIpv6() ? "ipv6" : "ip";
        List<String> lines = new ArrayList<>(List.of(
                ip + " prefix-list " + origin.prefix() + " permit " + origin.prefix(),
                "route-map TOLD permit " + sequence,
                " match " + ip + " address prefix-list " + origin.prefix()));
        if (origin.med() != Origin.NO_MED) {
            lines.add(" set metric " + origin.med());
        }
        if (!origin.prepend().isEmpty()) {
            lines.add(" set as-path prepend " + words(origin.prepend()));
        }
        if (!origin.communities().isEmpty()) {
            lines.add(" set community " + words(origin.communities()));
        }
        if (!origin.largeCommunities().isEmpty()) {
            lines.add(" set large-community " + words(origin.largeCommunities()));
        }
        if (!origin.routeTargets().isEmpty()) {
            lines.add(" set extcommunity rt " + words(origin.routeTargets()));
        }
        lines.add("exit");
        text.policy(String.join("\n", lines));
    }

    private static String words(List<?> values) {
        return String.join(" ", values.stream().map(String::valueOf).toList());
    }

    /// Starts a fresh bgpd with this text; the other daemons of FRR have none.
    void configure(FrrConfig configuration) {
        startWith(configuration.toString());
    }

    @Override
    Session session(IpAddress neighbor) {
        JsonNode answer = neighbor(neighbor);
        boolean established = answer.path("bgpState").asText().equals("Established");
        return new Session(
                established,
                established ? answer.path("bgpTimerHoldTimeMsecs").asInt() / 1000 : 0,
                answer.path("remoteRouterId").asText());
    }

    @Override
    List<HeardRoute> routes(String prefix) {
        List<HeardRoute> routes = new ArrayList<>();
        for (JsonNode path : json("show bgp " + family(prefix) + " unicast " + prefix + " json")
                .path("paths")) {
            if (path.path("peer").path("peerId").asText().matches("[1-9a-f].*")) {
                routes.add(heard(prefix, path));
            }
        }
        return routes;
    }

    /// Every prefix of a family that it learned by BGP.
    Set<String> learned(AddressFamily family) {
        Set<String> learned = new HashSet<>();
        json("show bgp " + FrrConfig.name(family) + " unicast json")
                .path("routes")
                .properties()
                .forEach(route -> route.getValue().forEach(path -> {
                    if (path.path("peerId").asText().matches("[1-9a-f].*")) {
                        learned.add(route.getKey());
                    }
                }));
        return learned;
    }

    private static HeardRoute heard(String prefix, JsonNode path) {
        return new HeardRoute(
                prefix,
                path.path("peer").path("peerId").asText(),
                path.path("aspath").path("string").asText().replace("Local", ""),
                path.path("origin").asText().toLowerCase(Locale.ROOT),
                path.path("nexthops").path(0).path("ip").asText(),
                number(path.path("metric")),
                number(path.path("locPrf")),
                words(path.path("community")),
                words(path.path("largeCommunity")),
                words(path.path("extendedCommunity")),
                path.path("atomicAggregate").asBoolean(),
                (path.path("aggregatorAs").asText() + " "
                                + path.path("aggregatorId").asText())
                        .strip(),
                path.path("originatorId").asText(),
                strings(path.path("clusterList").path("list")));
    }

    private static OptionalLong number(JsonNode value) {
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }

    private static Set<String> words(JsonNode communities) {
        Set<String> words = new HashSet<>();
        for (String word : communities.path("string").asText().split(" ", -1)) {
            switch (word) {
                case "" -> {}
                case "no-export" -> words.add("65535:65281");
                case "no-advertise" -> words.add("65535:65282");
                case "graceful-shutdown" -> words.add("65535:0");
                case "llgr-stale" -> words.add("65535:6");
                default -> words.add(word.replace("RT:", "rt:"));
            }
        }
        return words;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    @Override
    void announce(String prefix) {
        change(originating("network " + prefix, prefix));
    }

    @Override
    void withdraw(String prefix) {
        change(originating("no network " + prefix, prefix));
    }

    private String originating(String line, String prefix) {
        return "router bgp " + asNumber() + "\n address-family " + family(prefix) + " unicast\n  " + line + "\n";
    }

    @Override
    void refresh(IpAddress neighbor, AddressFamily family) {
        vtysh("clear bgp " + FrrConfig.name(family) + " unicast " + neighbor + " soft in");
    }

    @Override
    void shutDown(IpAddress neighbor, String message) {
        change("router bgp " + asNumber() + "\n neighbor " + neighbor + " shutdown"
                + (message.isEmpty() ? "" : " message " + message) + "\n");
    }

    @Override
    void enable(IpAddress neighbor) {
        change("router bgp " + asNumber() + "\n no neighbor " + neighbor + " shutdown\n");
    }

    private String asNumber() {
        return json("show bgp summary json").findPath("as").asText();
    }

    private static String family(String prefix) {
        return prefix.contains(":") ? "ipv6" : "ipv4";
    }

    /// Adds these lines to the running configuration, in place.
    ///
    /// @throws AssertionError when FRR refuses a line
    void change(String configuration) {
        copy(configuration, "/tmp/change.conf");
        run("vtysh", "-d", "bgpd", "-f", "/tmp/change.conf");
    }

    /// What `vtysh -c COMMAND …` prints.
    String vtysh(String... commands) {
        List<String> words = new ArrayList<>(List.of("vtysh"));
        for (String command : commands) {
            words.add("-c");
            words.add(command);
        }
        return run(words.toArray(String[]::new));
    }

    /// The answer to a `show … json`.
    JsonNode json(String command) {
        return jsonOf("vtysh", "-c", command);
    }

    /// Waits until the answer to `command` is as wanted.
    JsonNode waitFor(String command, String wanted, Predicate<JsonNode> condition) {
        return Waiting.waitFor(wanted + " in FRR's `" + command + "`", () -> json(command), condition);
    }

    /// FRR's view of a neighbor.
    JsonNode neighbor(IpAddress address) {
        return json("show bgp neighbors " + address + " json").path(address.toString());
    }

    JsonNode waitForNeighbor(IpAddress address, String wanted, Predicate<JsonNode> condition) {
        return waitFor(
                        "show bgp neighbors " + address + " json",
                        wanted,
                        answer -> condition.test(answer.path(address.toString())))
                .path(address.toString());
    }

    /// Waits until FRR has a path for `prefix`, and returns the first of them with its attributes.
    JsonNode waitForRoute(String family, String prefix) {
        return waitFor(
                        "show bgp " + family + " unicast " + prefix + " json",
                        "a path for " + prefix,
                        answer -> answer.path("paths").path(0).has("valid"))
                .path("paths")
                .path(0);
    }

    void waitForNoRoute(String family, String prefix) {
        waitFor(
                "show bgp " + family + " unicast " + prefix + " json",
                "no path for " + prefix,
                answer -> !answer.has("paths"));
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println("==== bgpd's log of \"" + context.getDisplayName() + "\"\n" + log() + "====");
        }
    }

    @Override
    public void close() {
        super.close();
        own.ifPresent(Bridge::close);
    }
}
