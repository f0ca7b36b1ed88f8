package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkNeighbour;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteSocket;
import io.barewire.wire.AddressFamily;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Looks around on the machine, in the network namespace of the thread that it is called on. Changes nothing, and where
/// it may not look, it says so.
public final class Collector {
    private static final int MAIN_TABLE = 254;
    private static final int LONGEST_SETTING = 4096;
    private static final long PATIENCE_SECONDS = 10;

    private final List<Finding> unseen = new ArrayList<>();

    private Collector() {}

    /// @param cluster the objects, where a folder of them was named
    /// @param agent its answers, where there is one
    /// @param agentMissing why there are none; not looked at where there are
    public static NodeFacts collect(
            String node, Optional<ClusterSnapshot> cluster, Optional<NodeFacts.Agent> agent, String agentMissing) {
        Collector collector = new Collector();
        if (agent.isEmpty()) {
            collector.unseen("agent", "sessions", agentMissing, "start the agent, or look as its user or as root");
        }
        if (cluster.isEmpty()) {
            collector.unseen(
                    "objects", "--manifests", "no folder is named: other nodes are not known", "add --manifests DIR");
        }
        return collector.look(node, cluster, agent);
    }

    private NodeFacts look(String node, Optional<ClusterSnapshot> cluster, Optional<NodeFacts.Agent> agent) {
        Interfaces interfaces = Interfaces.NONE;
        List<Route> routes = new ArrayList<>();
        List<LinkNeighbour> neighbours = List.of();
        try (RouteSocket socket = RouteSocket.open()) {
            interfaces = new Interfaces(socket.links(), socket.addresses());
            neighbours = socket.neighbours();
            for (AddressFamily family : AddressFamily.values()) {
                if (!socket.routes(family, MAIN_TABLE, routes::add)) {
                    unseen("kernel", "routing table main", "it changed while it was read", "look again");
                }
            }
        } catch (NetlinkException failure) {
            unseen("kernel", "netlink", String.valueOf(failure.getMessage()), "run on Linux");
        }
        return new NodeFacts(
                node,
                interfaces,
                routes,
                neighbours,
                settings(interfaces),
                listeners(),
                firewall(),
                cluster,
                agent,
                unseen);
    }

    private void unseen(String check, String place, String why, String remedy) {
        unseen.add(new Finding(Severity.UNSEEN, check, place, why, remedy));
    }

    private Map<String, String> settings(Interfaces interfaces) {
        List<String> names = new ArrayList<>(
                List.of("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv4.conf.all.rp_filter"));
        for (AddressFamily family : AddressFamily.values()) {
            String base = "net." + family.name().toLowerCase(Locale.ROOT) + ".neigh.default.gc_thresh";
            names.add(base + "2");
            names.add(base + "3");
        }
        Map<String, String> settings = new HashMap<>();
        for (String name : names) {
            read(name, Path.of("/proc/sys", name.replace('.', '/'))).ifPresent(value -> settings.put(name, value));
        }
        for (Link link : interfaces.links()) {
            String name = "net.ipv4.conf." + link.name() + ".rp_filter";
            read(name, Path.of("/proc/sys/net/ipv4/conf", link.name(), "rp_filter"))
                    .ifPresent(value -> settings.put(name, value));
        }
        return settings;
    }

    private Optional<String> read(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            // At one go: a number that is read in two pieces ends behind the first.
            return Optional.of(new String(in.readNBytes(LONGEST_SETTING), StandardCharsets.US_ASCII).strip());
        } catch (IOException notThere) {
            // The limits of the neighbour table, for instance, exist in the first namespace alone.
            unseen("settings", name, "cannot be read here", "");
            return Optional.empty();
        }
    }

    private List<NodeFacts.Listener> listeners() {
        try {
            List<Listeners.Socket> sockets = new ArrayList<>();
            for (String table : List.of("tcp", "tcp6")) {
                Path file = Path.of("/proc/thread-self/net", table);
                if (Files.exists(file)) {
                    sockets.addAll(Listeners.of(Files.readAllLines(file, StandardCharsets.US_ASCII)));
                }
            }
            return sockets.stream()
                    .map(socket -> new NodeFacts.Listener(socket.address(), Listeners.process(socket.inode())))
                    .toList();
        } catch (IOException failure) {
            unseen("daemons", "/proc/net/tcp", "cannot be read: " + failure.getMessage(), "");
            return List.of();
        }
    }

    /// Rules that nftables programs wrote are shown by `iptables` only as far as it could have written them itself.
    private List<String> firewall() {
        List<String> lines = new ArrayList<>();
        for (String program : List.of("iptables", "ip6tables")) {
            try {
                Process process = new ProcessBuilder(program, "-S")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                    printed.lines().map(line -> program + " " + line).forEach(lines::add);
                } else {
                    unseen("firewall", program + " -S", "does not tell its rules", "run as root");
                }
            } catch (IOException notThere) {
                unseen("firewall", program, "there is no such program here", "look at the firewall's own tool");
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return lines;
            }
        }
        return lines;
    }
}
