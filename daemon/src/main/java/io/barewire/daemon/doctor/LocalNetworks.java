package io.barewire.daemon.doctor;

import io.barewire.daemon.agent.MachineFacts;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.MeshNode;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which of the node's links lead to other nodes, and which to its own pods.
final class LocalNetworks {
    /// What the other end of a pod's interface is, and the devices that network plugins put between pods and the host.
    private static final Set<String> POD_KINDS = Set.of("veth", "ipvlan", "macvlan", "netkit");

    private static final List<String> POD_NAMES =
            List.of("ovn-k8s-mp", "cni", "cbr", "ovn0", "cilium_host", "kube-bridge");

    /// RFC 3927: where node-local caches and gateways of pods are.
    private static final Prefix IPV4_LINK_LOCAL = Prefix.parse("169.254.0.0/16");

    private LocalNetworks() {}

    /// As the agent's planner sees this machine.
    static LocalFacts of(NodeFacts facts) {
        return facts.interfaces().links().isEmpty()
                ? new LocalFacts(facts.node(), Map.of(), Optional.empty())
                : MachineFacts.of(facts.node(), facts.interfaces());
    }

    /// The host's end of a pod's interface has no address of its own; where a node is a container, its uplink has.
    static boolean isPodLink(NodeFacts facts, Link link) {
        return link.isUp()
                && (POD_NAMES.stream().anyMatch(start -> link.name().startsWith(start))
                        || (POD_KINDS.contains(link.kind()) && !hasAddress(facts, link)));
    }

    /// Up, with an address that other machines may know, and a way to other nodes or to everywhere. Where nothing is
    /// known of such ways, all with an address.
    static List<Link> uplinks(NodeFacts facts, List<MeshNode> others) {
        Map<Integer, Link> vrfs = facts.interfaces().vrfOfEach();
        List<Link> candidates = facts.interfaces().links().stream()
                .filter(link -> link.isUp() && !link.isLoopback() && !vrfs.containsKey(link.index()))
                .filter(link -> hasAddress(facts, link) && !isPodLink(facts, link) && !OverlayMode.isTunnel(link))
                .toList();
        Set<Integer> leading = new HashSet<>();
        facts.routes().stream()
                .filter(route -> route.destination().length() == 0)
                .flatMap(route -> route.hops().stream())
                .forEach(hop -> leading.add(hop.interfaceIndex()));
        others.stream()
                .flatMap(node -> node.addresses().stream())
                .flatMap(address -> facts.interfaces().onLink(address).stream())
                .forEach(link -> leading.add(link.index()));
        List<Link> uplinks = candidates.stream()
                .filter(link -> leading.contains(link.index()))
                .toList();
        return uplinks.isEmpty() ? candidates : uplinks;
    }

    private static boolean hasAddress(NodeFacts facts, Link link) {
        return facts.interfaces().addresses().stream()
                .anyMatch(address -> address.linkIndex() == link.index() && isRoutable(address));
    }

    private static boolean isRoutable(LinkAddress address) {
        return !address.address().isLinkLocal()
                && !address.address().isLoopback()
                && !IPV4_LINK_LOCAL.contains(address.address());
    }

    static boolean hasFamily(NodeFacts facts, AddressFamily family) {
        return facts.interfaces().addresses().stream()
                .anyMatch(address -> address.address().family() == family && isRoutable(address));
    }
}
