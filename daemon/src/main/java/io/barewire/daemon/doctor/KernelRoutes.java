package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.plan.MeshNode;
import io.barewire.netlink.LinkNeighbour;
import io.barewire.netlink.Route;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether the kernel knows the way to every other node's pods, and whether who it would hand packets to is there.
final class KernelRoutes {
    private KernelRoutes() {}

    static List<Finding> findings(NodeFacts facts, List<MeshNode> others) {
        if (facts.interfaces().links().isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        Map<Prefix, Route> routes = new HashMap<>();
        facts.routes().stream().filter(OtherDaemons::ofBgp).forEach(route -> routes.put(route.destination(), route));
        for (MeshNode node : others) {
            for (Prefix prefix : node.prefixes()) {
                Route route = routes.get(prefix);
                if (route == null) {
                    findings.add(new Finding(
                            Severity.ERROR,
                            "routes",
                            "node " + node.name(),
                            "the kernel has no BGP route to its host subnet " + prefix,
                            "`barewire show routes received " + node.addresses().getFirst()
                                    + "` and `barewire show fib` say why"));
                } else if (isElsewhere(route, node)) {
                    findings.add(new Finding(
                            Severity.WARNING,
                            "routes",
                            "node " + node.name(),
                            "packets for its host subnet " + prefix + " go to another machine: " + route,
                            "meant when its routes come by a router; `barewire show routes --prefix " + prefix
                                    + "` says whose it is"));
                }
            }
            node.addresses().forEach(address -> silent(facts, node, address).ifPresent(findings::add));
        }
        return findings;
    }

    private static boolean isElsewhere(Route route, MeshNode node) {
        return route.hops().stream()
                .anyMatch(hop -> hop.gateway()
                        .filter(gateway ->
                                !gateway.isLinkLocal() && !node.addresses().contains(gateway))
                        .isPresent());
    }

    private static Optional<Finding> silent(NodeFacts facts, MeshNode node, IpAddress address) {
        return facts.neighbours().stream()
                .filter(neighbour -> neighbour.address().equals(address))
                .filter(neighbour -> neighbour.failed() || neighbour.unanswered())
                .findFirst()
                .map(neighbour -> new Finding(
                        Severity.ERROR,
                        "next-hops",
                        address + " of node " + node.name(),
                        "does not answer on " + device(facts, neighbour),
                        "is the node up, and on this network? `ip neigh show to " + address + "`"));
    }

    private static String device(NodeFacts facts, LinkNeighbour neighbour) {
        return facts.interfaces()
                .link(neighbour.linkIndex())
                .map(link -> link.name())
                .orElse("link " + neighbour.linkIndex());
    }
}
