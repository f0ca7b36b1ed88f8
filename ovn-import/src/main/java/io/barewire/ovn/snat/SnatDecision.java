package io.barewire.ovn.snat;

import io.barewire.ovn.GatewayRouter;
import io.barewire.ovn.snat.NatRule.Use;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What OVN-Kubernetes does about the sources of pods' packets where there is no overlay, as a function:
///
/// | network | mode | outbound SNAT | where | whose packets | seem to be from | destinations |
/// |---|---|---|---|---|---|---|
/// | default | shared | on | `GR_<node>` | the network's | the node | all others |
/// | default | shared | off | `GR_<node>` | the network's | the node | other nodes |
/// | default | local | on | nftables | the host subnet's | the node | all others |
/// | default | local | off | nftables | the host subnet's | the node | other nodes |
/// | default | local | either | `GR_<node>` | the network's | the node | other nodes |
/// | other | shared | on | its `GR_…` | the network's | the network on this node | all others |
/// | other | shared | off | its `GR_…` | the network's | the network on this node | other nodes |
/// | other | local | on | its cluster router | the host subnet's | its port to the host | all others |
/// | other | local | off | its cluster router | the host subnet's | its port to the host | other nodes |
/// | other | local | either | nftables | its port's to the host | the node | all but services |
///
/// All others: all but pods of the network and the node itself.
///
/// A network that is not the default one has two addresses of 169.254.0.0/17 or fd69::/112 on each node, one for its
/// gateway router and the next for its port to the host; flows of the bridge, or the kernel, put the node's in their
/// place. The database tells the first: it is an address of the gateway router's port, with no network around it.
///
/// "Other nodes" is a set of allowed destinations here, where OVN-Kubernetes writes a match: that column is not in all
/// versions, and both come to the same packets.
final class SnatDecision {
    private final SnatWish wish;
    private final Optional<Map<String, Set<String>>> ports;
    private final List<NatRule> rules = new ArrayList<>();
    private final List<Masquerade> masquerades = new ArrayList<>();
    private final Map<String, String> waiting = new HashMap<>();

    private SnatDecision(SnatWish wish, Optional<Map<String, Set<String>>> ports) {
        this.wish = wish;
        this.ports = ports;
    }

    /// @param ports the `networks` of the routers' ports, by name; empty when no database is to be had
    static SnatPlan plan(SnatWish wish, Optional<Map<String, Set<String>>> ports) {
        SnatDecision decision = new SnatDecision(wish, ports);
        for (PodNetwork network : wish.networks()) {
            for (AddressFamily family : AddressFamily.values()) {
                if (!of(family, network.subnets()).isEmpty()) {
                    switch (wish.mode()) {
                        case SHARED -> decision.atGatewayRouter(network, family, network.outboundSnat());
                        case LOCAL -> decision.local(network, family);
                    }
                }
            }
        }
        return new SnatPlan(decision.rules, decision.masquerades, decision.waiting);
    }

    private void local(PodNetwork network, AddressFamily family) {
        if (of(family, network.hostSubnets()).isEmpty()) {
            waiting.put(
                    network.name(),
                    "the Node names no " + text(family) + " host subnet of it (k8s.ovn.org/node-subnets)");
        }
        if (network.isDefault()) {
            List<Prefix> destinations = network.outboundSnat() ? spared(network, family) : otherNodes(family);
            of(family, network.hostSubnets())
                    .forEach(pods -> masquerades.add(
                            new Masquerade(network.name(), pods, use(network.outboundSnat()), destinations)));
            if (ports.isPresent()) {
                atGatewayRouter(network, family, false);
            }
            return;
        }
        Optional<IpAddress> external = external(network, family);
        if (external.isPresent()) {
            IpAddress toHost = next(external.get());
            masquerades.add(
                    new Masquerade(network.name(), host(toHost), Use.EXEMPTED, reduced(of(family, wish.services()))));
            for (Prefix pods : of(family, network.hostSubnets())) {
                rule(
                        network,
                        prefix(network) + "ovn_cluster_router",
                        pods,
                        toHost,
                        Optional.of("rtos-" + prefix(network) + wish.node()),
                        network.outboundSnat());
            }
        }
    }

    private void atGatewayRouter(PodNetwork network, AddressFamily family, boolean toEverybody) {
        external(network, family)
                .ifPresent(address -> of(family, network.subnets())
                        .forEach(pods ->
                                rule(network, router(network).name(), pods, address, Optional.empty(), toEverybody)));
    }

    private void rule(
            PodNetwork network,
            String router,
            Prefix pods,
            IpAddress external,
            Optional<String> port,
            boolean toEverybody) {
        AddressFamily family = pods.family();
        Use use = use(toEverybody);
        String what = use == Use.EXEMPTED ? "exempt" : "nodes";
        AddressSet set = new AddressSet(
                String.join(
                        ":", "barewire", wish.node(), network.name(), what, family == AddressFamily.IPV4 ? "v4" : "v6"),
                network.name(),
                family,
                (toEverybody ? spared(network, family) : otherNodes(family))
                        .stream().map(SnatDecision::text).toList());
        rules.add(new NatRule(
                String.join(":", "barewire", wish.node(), network.name(), "snat", pods.toString()),
                network.name(),
                router,
                pods,
                external,
                port,
                use,
                set));
    }

    private static Use use(boolean toEverybody) {
        return toEverybody ? Use.EXEMPTED : Use.ALLOWED;
    }

    /// Whom pods may meet under their own addresses: each other, and the node that they are on.
    private List<Prefix> spared(PodNetwork network, AddressFamily family) {
        return reduced(
                Stream.concat(of(family, network.subnets()).stream(), hosts(family, wish.ownAddresses()).stream())
                        .toList());
    }

    private List<Prefix> otherNodes(AddressFamily family) {
        return reduced(hosts(family, wish.otherNodes()));
    }

    /// The address that the gateway router's port answers for: with another no answer would come back.
    private Optional<IpAddress> external(PodNetwork network, AddressFamily family) {
        if (ports.isEmpty()) {
            waiting.put(network.name(), "it is done in the northbound database, which is not told: --ovn-nb");
            return Optional.empty();
        }
        String port = router(network).outputPort();
        Stream<IpAddress> addresses = ports.get().getOrDefault(port, Set.of()).stream()
                .flatMap(text -> address(text, family, !network.isDefault()).stream());
        Set<IpAddress> node = wish.ownAddresses();
        // The port of another network has the node's addresses as well, and some clouds give those no network either.
        Optional<IpAddress> found = network.isDefault()
                ? addresses.min(Comparator.<IpAddress, Boolean>comparing(address -> !node.contains(address))
                        .thenComparing(Comparator.naturalOrder()))
                : addresses.filter(address -> !node.contains(address)).min(Comparator.naturalOrder());
        if (found.isEmpty()) {
            waiting.put(
                    network.name(),
                    "the northbound database has no router port " + port + " with an " + text(family) + " address"
                            + (network.isDefault() ? "" : " of its own"));
        }
        return found;
    }

    /// @param alone only one without a network around it
    private static Optional<IpAddress> address(String text, AddressFamily family, boolean alone) {
        int slash = text.indexOf('/');
        try {
            IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
            boolean isAlone = slash < 0 || text.substring(slash + 1).equals(Integer.toString(family.bits()));
            return Optional.of(address).filter(ip -> ip.family() == family && !ip.isLinkLocal() && (isAlone || !alone));
        } catch (IllegalArgumentException _) { // the database checks no address
            return Optional.empty();
        }
    }

    private static String text(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
        };
    }

    private GatewayRouter router(PodNetwork network) {
        return network.isDefault()
                ? GatewayRouter.ofDefaultNetwork(wish.node())
                : GatewayRouter.ofNetwork(network.name(), wish.node());
    }

    /// Before the names of a network's objects.
    private static String prefix(PodNetwork network) {
        return network.name().replace('-', '.').replace('/', '.') + "_";
    }

    private static IpAddress next(IpAddress address) {
        return address.family() == AddressFamily.IPV4
                ? IpAddress.ipv4(address.ipv4Bits() + 1)
                : new IpAddress(AddressFamily.IPV6, address.high(), address.low() + 1);
    }

    private static List<Prefix> of(AddressFamily family, Collection<Prefix> prefixes) {
        return prefixes.stream().filter(prefix -> prefix.family() == family).toList();
    }

    private static List<Prefix> hosts(AddressFamily family, Collection<IpAddress> addresses) {
        return addresses.stream()
                .filter(address -> address.family() == family && !address.isLoopback() && !address.isLinkLocal())
                .map(SnatDecision::host)
                .toList();
    }

    private static Prefix host(IpAddress address) {
        return Prefix.of(address, address.family().bits());
    }

    /// Sorted, without those that lie in others: neither OVN nor nftables wants to hear a thing twice.
    private static List<Prefix> reduced(Collection<Prefix> prefixes) {
        List<Prefix> reduced = new ArrayList<>();
        for (Prefix each : new TreeSet<>(prefixes)) {
            // One comes before those within it, with nothing else between.
            if (reduced.isEmpty() || !reduced.getLast().contains(each)) {
                reduced.add(each);
            }
        }
        return reduced;
    }

    /// Of a host without its length, as OVN-Kubernetes writes it.
    static String text(Prefix prefix) {
        return prefix.length() == prefix.family().bits() ? prefix.network().toString() : prefix.toString();
    }
}
