package io.barewire.mesh.plan;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.MeshKeys;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.Topology;
import io.barewire.mesh.objects.Secret;
import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.Protection;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.Source;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The managed mesh: which networks it carries, which nodes take part, and with which prefixes. The same for every
/// node of a snapshot; each node's [#share] is cut from it.
///
/// @param networks none: no mesh is asked for
/// @param members by name: the nodes that can be peered with
/// @param reflectors empty in a full mesh
/// @param keys what sessions are authenticated with; empty: they are not
/// @param problems of networks and nodes that cannot take part, or not with everything
record Fabric(
        long asNumber,
        List<MeshNetwork> networks,
        SortedMap<String, Member> members,
        Optional<Reflectors> reflectors,
        Optional<MeshKeys> keys,
        List<Problem> problems) {
    /// @param addresses its InternalIPs, but for those that another node has, too
    /// @param prefixes what it may originate
    /// @param disputed whether some of its subnets are another's, too
    record Member(Node node, List<IpAddress> addresses, List<Prefix> prefixes, boolean disputed) {
        Member {
            addresses = List.copyOf(addresses);
            prefixes = List.copyOf(prefixes);
        }
    }

    /// One node's part of the mesh.
    ///
    /// @param routers in the form of an FRRConfiguration's: the default one, and one for each VRF with pods
    /// @param sources where sessions are made from, by the peer's address
    /// @param protections what authenticates sessions, by the peer's address
    /// @param others where every other node is, by its name; packets go there whoever told the route
    /// @param clients those that it reflects routes of, and to
    /// @param reflected what it tells peers though it is not its own, by the peer's address
    /// @param leaving of peers whose routes are the last resort, what is not: by the peer's address
    /// @param handover by which it has sessions that the mesh does not want any more
    record Share(
            List<Router> routers,
            Map<IpAddress, IpAddress> sources,
            Map<IpAddress, Protection> protections,
            SortedMap<String, List<IpAddress>> others,
            Set<IpAddress> clients,
            Map<IpAddress, PrefixFilter> reflected,
            Map<IpAddress, PrefixFilter> leaving,
            Handover handover) {
        static Share none(Handover handover) {
            return new Share(List.of(), Map.of(), Map.of(), new TreeMap<>(), Set.of(), Map.of(), Map.of(), handover);
        }

        Share {
            routers = List.copyOf(routers);
            sources = Map.copyOf(sources);
            protections = Map.copyOf(protections);
            others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
            clients = Set.copyOf(clients);
            reflected = Map.copyOf(reflected);
            leaving = Map.copyOf(leaving);
        }
    }

    Fabric {
        networks = List.copyOf(networks);
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        problems = List.copyOf(problems);
    }

    static Fabric of(ClusterSnapshot snapshot) {
        List<Problem> problems = new ArrayList<>();
        List<MeshNetwork> networks = new ArrayList<>();
        snapshot.ovnKubeConfig()
                .filter(OvnKubeConfig::managedMesh)
                .ifPresent(config -> networks.add(
                        new MeshNetwork(Node.DEFAULT_NETWORK, Router.DEFAULT_VRF, config.clusterSubnets())));
        for (ClusterUserDefinedNetwork network : snapshot.clusterNetworks().values()) {
            if (network.managedMesh()) {
                network.vrf()
                        .ifPresentOrElse(
                                vrf -> networks.add(new MeshNetwork(network.networkName(), vrf, network.subnets())),
                                () -> problems.add(withoutVrf(network)));
            }
        }
        long asNumber = snapshot.ovnKubeConfig().map(OvnKubeConfig::asNumber).orElse(OvnKubeConfig.DEFAULT_AS_NUMBER);
        SortedMap<String, Member> members =
                networks.isEmpty() ? new TreeMap<>() : members(snapshot.nodes(), networks, problems);
        Optional<Reflectors> reflectors = snapshot.ovnKubeConfig()
                .filter(config -> config.topology() == Topology.ROUTE_REFLECTOR)
                .map(_ -> Reflectors.among(members.values().stream()
                        .map(member -> member.node().withInternalAddresses(member.addresses()))
                        .toList()));
        return new Fabric(
                asNumber, networks, members, reflectors, keys(snapshot.secrets().values(), problems), problems);
    }

    private static Optional<MeshKeys> keys(Collection<Secret> secrets, List<Problem> problems) {
        List<Secret> all = secrets.stream()
                .filter(secret -> secret.type().equals(MeshKeys.TYPE))
                .toList();
        all.stream()
                .skip(1)
                .forEach(secret -> problems.add(new Problem(
                        Severity.ERROR,
                        secret.origin(),
                        "Secret " + secret.key(),
                        "type",
                        "there is another Secret of type " + MeshKeys.TYPE + ": "
                                + all.getFirst().key(),
                        "keep one of them; that other one counts")));
        return all.stream().findFirst().map(MeshKeys::of);
    }

    private static Problem withoutVrf(ClusterUserDefinedNetwork network) {
        return new Problem(
                Severity.ERROR,
                network.origin(),
                ClusterUserDefinedNetwork.KIND + " " + network.name(),
                "metadata.name",
                "the name of its VRF cannot be told from this one",
                "a name of at most 15 characters that is not default is needed; the network is left out of the mesh");
    }

    /// By name, so that of two nodes with one address the earlier keeps it, everywhere.
    private static SortedMap<String, Member> members(
            SortedMap<String, Node> nodes, List<MeshNetwork> networks, List<Problem> problems) {
        SortedMap<String, Member> members = new TreeMap<>();
        Claims claims = new Claims(nodes.values(), networks);
        Map<IpAddress, String> owners = new HashMap<>();
        for (Node node : nodes.values()) {
            List<IpAddress> addresses = node.internalAddresses().stream()
                    .distinct()
                    .filter(address -> free(address, node, owners, problems))
                    .toList();
            List<String> without = networks.stream()
                    .map(MeshNetwork::name)
                    .filter(network -> node.subnets(network).isEmpty())
                    .toList();
            if (addresses.isEmpty()) {
                problems.add(waiting(node, "status.addresses", "not in the mesh: it has no InternalIP of its own"));
            } else if (!without.isEmpty()) {
                String missing =
                        without.equals(List.of(Node.DEFAULT_NETWORK)) ? "" : " in " + String.join(", ", without);
                problems.add(waiting(
                        node,
                        "metadata.annotations[k8s.ovn.org/node-subnets]",
                        (without.size() == networks.size() ? "not in the mesh: it has" : "it has") + " no host subnet"
                                + missing));
            }
            if (addresses.isEmpty() || without.size() == networks.size()) {
                continue;
            }
            List<Prefix> prefixes = new ArrayList<>();
            int claimed = 0;
            for (MeshNetwork network : networks) {
                prefixes.addAll(claims.undisputed(node, network));
                claimed += node.subnets(network.name()).size();
                problems.addAll(claims.problems(node, network));
            }
            members.put(node.name(), new Member(node, addresses, prefixes, prefixes.size() < claimed));
        }
        return members;
    }

    private static Problem waiting(Node node, String path, String reason) {
        boolean address = path.startsWith("status");
        return new Problem(
                Severity.INFO,
                node.origin(),
                "Node " + node.name(),
                path,
                reason,
                address ? "it joins when it has one" : "it joins when it has the annotation, or spec.podCIDRs");
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

    /// Which prefixes others take in from a node of the mesh.
    List<Prefix> acceptedFrom(String nodeName) {
        return Optional.ofNullable(members.get(nodeName)).stream()
                .flatMap(member -> member.prefixes().stream())
                .filter(prefix -> networks.stream().anyMatch(network -> network.accepts(prefix)))
                .toList();
    }

    /// What another node is to one: at which address, and as what.
    private record Other(Member member, Peering pair, PeerId peer) {
        Other(Member member, Peering pair) {
            this(member, pair, new PeerId(pair.remote().toString()));
        }

        AddressFamily family() {
            return pair.remote().family();
        }
    }

    private List<Other> others(Member self) {
        return members.values().stream()
                .filter(member -> !member.node().name().equals(self.node().name()))
                .flatMap(member -> Arrays.stream(AddressFamily.values())
                        .flatMap(
                                family -> Peering.between(
                                        self.node(), self.addresses(), member.node(), member.addresses(), family)
                                        .stream())
                        .map(pair -> new Other(member, pair)))
                .toList();
    }

    private Optional<Handover.Tie> tie(Member self, Other other) {
        if (reflectors.isEmpty()) {
            return Optional.of(Handover.Tie.PLAIN);
        }
        Reflectors some = reflectors.get();
        boolean tells = some.reflects(self.node(), other.family());
        boolean told = some.reflects(other.member().node(), other.family());
        return some.arePeers(self.node(), other.member().node(), other.family())
                ? Optional.of(new Handover.Tie(tells, tells && !told, told))
                : Optional.empty();
    }

    /// As of a node that had no sessions before.
    Share share(String nodeName) {
        return share(nodeName, Handover.begin(Handover.Patience.DEFAULT), 0);
    }

    /// Empty for a node that is not in the mesh.
    ///
    /// @param before the handover that the node was at
    Share share(String nodeName, Handover before, long millis) {
        Member self = members.get(nodeName);
        if (self == null) {
            return Share.none(before.planned(Map.of(), Set.of(), millis));
        }
        List<Other> all = others(self);
        Map<PeerId, Handover.Tie> wanted = new HashMap<>();
        all.forEach(other -> tie(self, other).ifPresent(tie -> wanted.put(other.peer(), tie)));
        Handover handover = before.planned(wanted, all.stream().map(Other::peer).collect(Collectors.toSet()), millis);
        Map<AddressFamily, PrefixFilter> imports = new HashMap<>();
        Map<AddressFamily, ToAdvertise> exports = new HashMap<>();
        for (AddressFamily family : AddressFamily.values()) {
            imports.put(
                    family,
                    networks.stream()
                            .map(network -> network.importable(family))
                            .reduce(PrefixFilter.NONE, PrefixFilter::or));
            exports.put(family, ToAdvertise.of(of(family, self.prefixes())));
        }
        List<Neighbor> neighbors = new ArrayList<>();
        Map<IpAddress, IpAddress> sources = new HashMap<>();
        Map<IpAddress, Protection> protections = new HashMap<>();
        SortedMap<String, List<IpAddress>> others = new TreeMap<>();
        Set<IpAddress> clients = new HashSet<>();
        Map<IpAddress, PrefixFilter> reflected = new HashMap<>();
        Map<IpAddress, PrefixFilter> leaving = new HashMap<>();
        for (Other other : all) {
            Member member = other.member();
            IpAddress remote = other.pair().remote();
            others.computeIfAbsent(member.node().name(), _ -> new ArrayList<>()).add(remote);
            handover.tie(other.peer()).ifPresent(tie -> {
                neighbors.add(neighbor(remote, member, tie, imports, exports));
                sources.put(remote, other.pair().local());
                keys.ifPresent(some -> protections.put(remote, PairKeys.protection(some, self.node(), member.node())));
                if (tie.client()) {
                    clients.add(remote);
                }
                if (tie.tells()) {
                    reflected.put(remote, imports.getOrDefault(remote.family(), PrefixFilter.NONE));
                }
                if (handover.isLastResort(other.peer(), true)) {
                    leaving.put(remote, PrefixFilter.NONE);
                } else if (handover.isLastResort(other.peer(), false)) {
                    leaving.put(remote, exactly(acceptedFrom(member.node().name()), remote.family()));
                }
            });
        }
        return new Share(routers(self, neighbors), sources, protections, others, clients, reflected, leaving, handover);
    }

    /// Routes of a network with a VRF are exchanged in the default one, and the two take in each other's.
    private List<Router> routers(Member self, List<Neighbor> neighbors) {
        Set<String> vrfs = new HashSet<>();
        networks.stream()
                .filter(network -> !network.vrf().equals(Router.DEFAULT_VRF)
                        && !self.node().subnets(network.name()).isEmpty())
                .forEach(network -> vrfs.add(network.vrf()));
        List<Router> routers = new ArrayList<>();
        routers.add(new Router(Router.DEFAULT_VRF, asNumber, Optional.empty(), self.prefixes(), vrfs, neighbors));
        for (String vrf : vrfs) {
            routers.add(new Router(vrf, asNumber, Optional.empty(), List.of(), Set.of(Router.DEFAULT_VRF), List.of()));
        }
        return routers;
    }

    private Neighbor neighbor(
            IpAddress address,
            Member other,
            Handover.Tie tie,
            Map<AddressFamily, PrefixFilter> imports,
            Map<AddressFamily, ToAdvertise> exports) {
        AddressFamily family = address.family();
        PrefixFilter wanted = imports.getOrDefault(family, PrefixFilter.NONE);
        if (other.disputed()) {
            // Of this node only what is its own, and of a reflector what is its clients': with an older view it may
            // still announce a disputed subnet.
            PrefixFilter all = wanted;
            Stream<Member> origins = tie.told() ? members.values().stream() : Stream.of(other);
            wanted = PrefixFilter.of(origins.flatMap(member -> of(family, member.prefixes()).stream())
                    .filter(all::permits)
                    .sorted()
                    .map(PrefixFilter.Rule::exactly)
                    .toList());
        }
        return new Neighbor(
                "",
                new Endpoint.Address(address),
                RemoteAs.of(asNumber),
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

    private static PrefixFilter exactly(List<Prefix> prefixes, AddressFamily family) {
        return PrefixFilter.of(of(family, prefixes).stream()
                .sorted()
                .map(PrefixFilter.Rule::exactly)
                .toList());
    }

    private static Set<Prefix> of(AddressFamily family, List<Prefix> prefixes) {
        Set<Prefix> some = new HashSet<>(prefixes);
        some.removeIf(prefix -> prefix.family() != family);
        return some;
    }
}
