package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kernel's own record of what happens to a node's routes, kept by `ip monitor`.
final class RouteWatch {
    private static final Duration LIMIT = Waiting.LIMIT;

    private final Lab lab;
    private final Node node;
    private final String what;
    private final ProcessIdentity process;

    private RouteWatch(Lab lab, Node node, String what, ProcessIdentity process) {
        this.lab = lab;
        this.node = node;
        this.what = what;
        this.process = process;
    }

    /// Returns once the kernel has taken the subscription: nothing that happens later is missed.
    static RouteWatch start(Lab lab, Node node, Screen screen) throws InterruptedException {
        String what = "routes-" + node.name();
        ProcessIdentity process = lab.watch(what, lab.node(node).inside(List.of("ip", "monitor", "route")));
        Waiting.until(
                LIMIT,
                screen,
                () -> subscribed(process.pid())
                        ? Optional.empty()
                        : Optional.of("ip monitor on " + node.name() + " has not subscribed"));
        return new RouteWatch(lab, node, what, process);
    }

    /// One for each node.
    static List<RouteWatch> startEverywhere(Lab lab, Screen screen) throws InterruptedException {
        List<RouteWatch> watches = new ArrayList<>();
        for (Node node : lab.topology().nodes()) {
            watches.add(start(lab, node, screen));
        }
        return watches;
    }

    /// Ends them all.
    ///
    /// @throws StepFailure when a kernel has deleted a route
    static void stopWithoutLoss(List<RouteWatch> watches) throws InterruptedException {
        for (RouteWatch watch : watches) {
            List<String> deleted = List.copyOf(watch.stop().deleted());
            if (!deleted.isEmpty()) {
                throw new StepFailure("the kernel of " + watch.node.name() + " lost " + String.join(", ", deleted));
            }
        }
    }

    Node node() {
        return node;
    }

    Path log() {
        return lab.log(what);
    }

    /// Ends it, and says what it has seen.
    RouteLog stop() throws InterruptedException {
        process.terminate();
        process.awaitEnd(LIMIT);
        return RouteLog.parse(lab.logged(what));
    }

    private static boolean subscribed(long pid) {
        try {
            return subscribed(pid, Files.readString(Path.of("/proc", Long.toString(pid), "net/netlink")));
        } catch (IOException gone) {
            return false;
        }
    }

    /// Looks for a routing socket of the process with multicast groups in `/proc/PID/net/netlink`, whose columns are
    /// address, protocol, port, groups, and more. A process's first netlink socket has its pid as port.
    static boolean subscribed(long pid, String sockets) {
        String port = Long.toString(pid);
        return sockets.lines()
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(columns -> columns.length > 3
                        && columns[1].equals("0")
                        && columns[2].equals(port)
                        && !columns[3].matches("0+"));
    }
}
