package io.barewire.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.wire.IpAddress;
import org.junit.jupiter.api.Assumptions;

/// A node's network namespace, joined by one link with FRR's. All that an agent does to routes happens in here.
final class NodeNamespace implements AutoCloseable {
    static final IpAddress OURS = IpAddress.parse("198.51.100.1");
    static final IpAddress THEIRS = IpAddress.parse("198.51.100.2");
    static final IpAddress OURS_V6 = IpAddress.parse("2001:db8:51::1");
    static final IpAddress THEIRS_V6 = IpAddress.parse("2001:db8:51::2");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Frr frr;
    /// By this name scripts/interop.sh finds what an interrupted run has left behind.
    private final String name = "bw-interop-" + Daemon.runName();

    /// Skips the test where no namespace can be made.
    static void assumePossible() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "needs root: a network namespace for the agent");
    }

    /// Makes the namespace and a link into FRR's.
    NodeNamespace(Frr frr) {
        this.frr = frr;
        Commands.run("ip", "netns", "add", name);
        try {
            String theirNamespace = Long.toString(frr.processId());
            Commands.run(
                    "ip",
                    "link",
                    "add",
                    "eth0",
                    "netns",
                    name,
                    "type",
                    "veth",
                    "peer",
                    "name",
                    "eth0",
                    "netns",
                    theirNamespace);
            ip("link", "set", "lo", "up");
            ip("addr", "add", OURS + "/24", "dev", "eth0");
            ip("addr", "add", OURS_V6 + "/64", "dev", "eth0", "nodad");
            ip("link", "set", "eth0", "up");
            frr.run("ip", "addr", "add", THEIRS + "/24", "dev", "eth0");
            frr.run("ip", "addr", "add", THEIRS_V6 + "/64", "dev", "eth0", "nodad");
            frr.run("ip", "link", "set", "eth0", "up");
        } catch (RuntimeException | AssertionError failure) {
            Commands.run("ip", "netns", "del", name);
            throw failure;
        }
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
                        && frr.run("ip", "-br", "-6", "addr", "show", "dev", "eth0")
                                .contains(" " + gateway + "/64")
                        && IpAddress.parse(gateway).isLinkLocal());
    }

    void waitForNoRoute(String prefix) {
        Waiting.waitFor("no kernel route " + prefix, () -> gateway(prefix), String::isEmpty);
    }

    /// The link first, because the kernel takes down the links of a vanished namespace later, when it has time.
    @Override
    public void close() {
        ip("link", "del", "eth0");
        Commands.run("ip", "netns", "del", name);
    }
}
