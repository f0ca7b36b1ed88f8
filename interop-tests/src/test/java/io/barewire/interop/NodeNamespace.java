package io.barewire.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A node's network namespace, joined by a link with FRR's, and by another one with a second FRR's where a test has
/// two. All that an agent does to routes happens in here.
final class NodeNamespace implements AutoCloseable {
    static final IpAddress OURS = IpAddress.parse("198.51.100.1");
    static final IpAddress THEIRS = IpAddress.parse("198.51.100.2");
    static final IpAddress OURS_V6 = IpAddress.parse("2001:db8:51::1");
    static final IpAddress THEIRS_V6 = IpAddress.parse("2001:db8:51::2");

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Of a second FRR, see [#join].
    static final IpAddress OURS_TOO = IpAddress.parse("198.51.101.1");
    static final IpAddress OURS_TOO_V6 = IpAddress.parse("2001:db8:52::1");

    private final List<Frr> linked = new ArrayList<>();
    /// By this name scripts/interop.sh finds what an interrupted run has left behind.
    private final String name = "bw-interop-" + Daemon.runName();

    /// Skips the test where no namespace can be made.
    static void assumePossible() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "needs root: a network namespace for the agent");
    }

    /// Makes the namespace and a link into FRR's.
    NodeNamespace(Frr frr) {
        Commands.run("ip", "netns", "add", name);
        try {
            ip("link", "set", "lo", "up");
            link(frr, "eth0", List.of(OURS, THEIRS), List.of(OURS_V6, THEIRS_V6));
        } catch (RuntimeException | AssertionError failure) {
            Commands.run("ip", "netns", "del", name);
            throw failure;
        }
    }

    /// Links a second FRR, on `eth1` here.
    ///
    /// @param farther addresses that it gets behind the link: a hop away
    void join(Frr second, IpAddress... farther) {
        IpAddress theirs = IpAddress.parse("198.51.101.2");
        IpAddress theirsV6 = IpAddress.parse("2001:db8:52::2");
        link(second, "eth1", List.of(OURS_TOO, theirs), List.of(OURS_TOO_V6, theirsV6));
        for (IpAddress address : farther) {
            second.run("ip", "addr", "add", address.toString(), "dev", "lo");
            ip(
                    "route",
                    "add",
                    address.toString(),
                    "via",
                    (address.family() == AddressFamily.IPV6 ? theirsV6 : theirs).toString());
        }
    }

    private void link(Frr frr, String device, List<IpAddress> v4, List<IpAddress> v6) {
        Commands.run(
                "ip",
                "link",
                "add",
                device,
                "netns",
                name,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                Long.toString(frr.processId()));
        linked.add(frr);
        ip("addr", "add", v4.getFirst() + "/24", "dev", device);
        ip("addr", "add", v6.getFirst() + "/64", "dev", device, "nodad");
        ip("link", "set", device, "up");
        frr.run("ip", "addr", "add", v4.getLast() + "/24", "dev", "eth0");
        frr.run("ip", "addr", "add", v6.getLast() + "/64", "dev", "eth0", "nodad");
        frr.run("ip", "link", "set", "eth0", "up");
    }

    /// Puts a link into a VRF of its own name and table 1000; skips the test where the kernel has none.
    void assumeVrf(String vrf, String device) {
        try {
            ip("link", "add", vrf, "type", "vrf", "table", "1000");
        } catch (AssertionError none) {
            Assumptions.abort("this kernel has no VRF devices (CONFIG_NET_VRF)");
        }
        ip("link", "set", vrf, "up");
        ip("link", "set", device, "master", vrf);
    }

    String name() {
        return name;
    }

    private void ip(String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "ip";
        command[1] = "-n";
        command[2] = name;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        Commands.run(command);
    }

    /// The kernel's routes of protocol bgp, as `ip -j route` shows them.
    JsonNode bgpRoutes(String family) {
        String routes = Commands.run("ip", "-n", name, "-j", family, "route", "show", "proto", "bgp");
        try {
            return JSON.readTree(routes.isBlank() ? "[]" : routes);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("ip route answered " + routes, notJson);
        }
    }

    /// One of the kernel's tables, its routes of protocol bgp.
    String table(String family, String table) {
        return Commands.run("ip", "-n", name, family, "route", "show", "table", table, "proto", "bgp");
    }

    /// The next hop of a prefix in the kernel; empty when there is no such route.
    String gateway(String prefix) {
        for (JsonNode route : bgpRoutes(prefix.contains(":") ? "-6" : "-4")) {
            if (route.path("dst").asText().equals(prefix)) {
                return route.path("gateway").asText();
            }
        }
        return "";
    }

    void waitForRoute(String prefix, IpAddress gateway) {
        Waiting.waitFor("the kernel's route " + prefix, () -> gateway(prefix), gateway.toString()::equals);
    }

    /// Of the two addresses that FRR gives as an IPv6 next hop (RFC 2545 §3), the kernel gets the link-local one.
    void waitForRouteToLinkLocal(String prefix) {
        Waiting.waitFor(
                "the kernel's route " + prefix + " to a link-local address",
                () -> gateway(prefix),
                gateway -> !gateway.isEmpty()
                        && linked.getFirst()
                                .run("ip", "-br", "-6", "addr", "show", "dev", "eth0")
                                .contains(" " + gateway + "/64")
                        && IpAddress.parse(gateway).isLinkLocal());
    }

    void waitForNoRoute(String prefix) {
        Waiting.waitFor("no kernel route " + prefix, () -> gateway(prefix), String::isEmpty);
    }

    /// The link first, because the kernel takes down the links of a vanished namespace later, when it has time.
    @Override
    public void close() {
        for (int i = 0; i < linked.size(); i++) {
            ip("link", "del", "eth" + i);
        }
        Commands.run("ip", "netns", "del", name);
    }
}
