package io.barewire.mesh.plan;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.ClusterSubnet;
import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.Source;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The managed full mesh: which nodes take part, and with which prefixes. The same for every node of a snapshot; each
/// node's [#router] is cut from it.
///
/// @param config empty when no mesh is asked for
/// @param members by name: the nodes that can be peered with
/// @param problems of nodes that cannot take part, or not with everything
record Fabric(Optional<OvnKubeConfig> config, SortedMap<String, Member> members, List<Problem> problems) {
    /// @param peerings its first InternalIP of each family
    /// @param prefixes what it may originate
    /// @param disputed whether some of its subnets belong to another node
    record Member(Node node, List<IpAddress> peerings, List<Prefix> prefixes, boolean disputed) {
        Member {
            peerings = List.copyOf(peerings);
            prefixes = List.copyOf(prefixes);
        }
    }

    static final Fabric NONE = new Fabric(Optional.empty(), new TreeMap<>(), List.of());

    Fabric {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        problems = List.copyOf(problems);
    }

    static Fabric of(ClusterSnapshot snapshot) {
        Optional<OvnKubeConfig> config = snapshot.ovnKubeConfig().filter(OvnKubeConfig::managedMesh);
        return config.map(managed -> of(managed, snapshot.nodes())).orElse(NONE);
    }

    /// By name, so that of two nodes with one subnet or one address the earlier keeps it, everywhere.
    private static Fabric of(OvnKubeConfig config, SortedMap<String, Node> nodes) {
        List<Problem> problems = new ArrayList<>();
        SortedMap<String, Member> members = new TreeMap<>();
        TreeMap<Prefix, String> owners = new TreeMap<>();
        Map<IpAddress, String> addresses = new HashMap<>();
        for (Node node : nodes.values()) {
            List<IpAddress> peerings = new ArrayList<>();
            for (AddressFamily family : AddressFamily.values()) {
                node.internalAddress(family)
                        .filter(address -> free(address, node, addresses, problems))
                        .ifPresent(peerings::add);
            }
            if (peerings.isEmpty() || node.hostSubnets().isEmpty()) {
                problems.add(absent(node, peerings.isEmpty()));
                continue;
            }
            List<Prefix> prefixes = new ArrayList<>();
            for (Prefix subnet : node.hostSubnets()) {
                if (owned(subnet, node, owners, problems)) {
                    prefixes.add(subnet);
                    warnIfRefused(subnet, node, config, problems);
                }
            }
            members.put(
                    node.name(),
                    new Member(
                            node,
                            peerings,
                            prefixes,
                            prefixes.size() < node.hostSubnets().size()));
        }
        return new Fabric(Optional.of(config), members, problems);
    }

    private static Problem absent(Node node, boolean withoutAddress) {
        return new Problem(
                Severity.INFO,
                node.origin(),
                "Node " + node.name(),
                withoutAddress ? "status.addresses" : "metadata.annotations[k8s.ovn.org/node-subnets]",
                "not in the mesh: it has no " + (withoutAddress ? "InternalIP of its own" : "host subnet"),
                withoutAddress ? "it joins when it has one" : "it joins when it has the annotation, or spec.podCIDRs");
    }

    private static boolean free(IpAddress address, Node node, Map<IpAddress, String> owners, List<Problem> problems) {
        String owner = owners.putIfAbsent(address, node.name());
        if (owner == null) {
            return true;
        }
        problems.add(new Problem(
                Severity.ERROR,
                node.origin(),
                "Node " + node.name(),
                "status.addresses",
                address + " is the InternalIP of node " + owner + ", too",
                "each node needs an address of its own; that of " + owner + " is used"));
        return false;
    }

    /// Accepted subnets do not overlap, so the one just below in order is the only one that can hold `subnet`, and the
    /// one just above stands for all that could lie inside it.
    private static boolean owned(Prefix subnet, Node node, TreeMap<Prefix, String> owners, List<Problem> problems) {
        Map.Entry<Prefix, String> below = owners.floorEntry(subnet);
        Map.Entry<Prefix, String> above = owners.ceilingEntry(subnet);
        Map.Entry<Prefix, String> other = below != null && below.getKey().overlaps(subnet) ? below : above;
        if (other == null || !other.getKey().overlaps(subnet)) {
            owners.put(subnet, node.name());
            return true;
        }
        problems.add(new Problem(
                Severity.ERROR,
                node.origin(),
                "Node " + node.name(),
                "metadata.annotations[k8s.ovn.org/node-subnets]",
                "host subnet " + subnet + " overlaps " + other.getKey() + " of node " + other.getValue(),
                subnet + " is not announced; give each node its own subnet"));
        return false;
    }

    private static void warnIfRefused(Prefix subnet, Node node, OvnKubeConfig config, List<Problem> problems) {
        if (!importable(config.clusterSubnets(), subnet.family()).permits(subnet)) {
            problems.add(new Problem(
                    Severity.WARNING,
                    node.origin(),
                    "Node " + node.name(),
                    "metadata.annotations[k8s.ovn.org/node-subnets]",
                    "host subnet " + subnet + " is not in the cluster subnets " + config.clusterSubnets()
                            + ": no other node will accept it",
                    "set [default] cluster-subnets to cover it, with its length"));
        }
    }

    private static PrefixFilter importable(List<ClusterSubnet> subnets, AddressFamily family) {
        return PrefixFilter.of(subnets.stream()
                .filter(subnet -> subnet.prefix().family() == family)
                .map(subnet ->
                        new PrefixFilter.Rule(subnet.prefix(), subnet.hostSubnetLength(), subnet.hostSubnetLength()))
                .toList());
    }

    /// What the mesh says about one node, in the form of an FRRConfiguration's router; empty when it is not in it.
    Optional<Router> router(String nodeName) {
        Member self = members.get(nodeName);
        if (config.isEmpty() || self == null) {
            return Optional.empty();
        }
        Map<AddressFamily, PrefixFilter> imports = new HashMap<>();
        Map<AddressFamily, ToAdvertise> exports = new HashMap<>();
        for (AddressFamily family : AddressFamily.values()) {
            imports.put(family, importable(config.get().clusterSubnets(), family));
            exports.put(family, ToAdvertise.of(of(family, self.prefixes())));
        }
        List<Neighbor> neighbors = new ArrayList<>();
        for (Member other : members.values()) {
            if (!other.node().name().equals(nodeName)) {
                other.peerings().forEach(address -> neighbors.add(neighbor(address, other, imports, exports)));
            }
        }
        return Optional.of(new Router(
                Router.DEFAULT_VRF, config.get().asNumber(), Optional.empty(), self.prefixes(), Set.of(), neighbors));
    }

    private Neighbor neighbor(
            IpAddress address,
            Member other,
            Map<AddressFamily, PrefixFilter> imports,
            Map<AddressFamily, ToAdvertise> exports) {
        AddressFamily family = address.family();
        PrefixFilter wanted = imports.getOrDefault(family, PrefixFilter.NONE);
        if (other.disputed()) {
            // Of this node only what is its own: with an older view it may still announce another node's subnet.
            PrefixFilter all = wanted;
            wanted = PrefixFilter.of(of(family, other.prefixes()).stream()
                    .filter(all::permits)
                    .map(PrefixFilter.Rule::exactly)
                    .toList());
        }
        return new Neighbor(
                "",
                new Endpoint.Address(address),
                RemoteAs.of(config.orElseThrow().asNumber()),
                Optional.empty(),
                Source.any(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                exports.getOrDefault(family, ToAdvertise.NOTHING),
                wanted);
    }

    private static Set<Prefix> of(AddressFamily family, List<Prefix> prefixes) {
        Set<Prefix> some = new HashSet<>(prefixes);
        some.removeIf(prefix -> prefix.family() != family);
        return some;
    }
}
