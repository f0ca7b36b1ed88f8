package io.barewire.mesh.plan;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.NamedBfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Password;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.plan.Merge.Outcome.Conflict;
import io.barewire.mesh.plan.Merge.Outcome.Merged;
import io.barewire.rib.LocalAs;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RoutePolicy;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerConfig.Timers;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.Secret;
import io.barewire.speaker.SessionOptions;
import io.barewire.speaker.Source;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns a snapshot into the plan of one node: the managed mesh first, then every FRRConfiguration that selects the
/// node, in the order of namespace and name, merged into one router for each VRF. An object that does not fit those
/// before it is left out; the rest is not disturbed. Then the RoutingPolicies that select it.
public final class Planner {
    /// As many equal paths as FRR is usually built for.
    private static final int MAXIMUM_PATHS = 256;

    /// FRR's usual restart time: whoever has not sent its End-of-RIB marker by then is not waited for.
    private static final Duration CONVERGENCE_LIMIT = Duration.ofMinutes(2);

    /// Addresses in their order, then interfaces by name.
    private static final Comparator<Neighbor> BY_ENDPOINT = Comparator.comparing(
                    (Neighbor neighbor) -> address(neighbor), Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(neighbor -> neighbor.endpoint().text());

    private Planner() {}

    private static @Nullable IpAddress address(Neighbor neighbor) {
        return neighbor.endpoint() instanceof Endpoint.Address(IpAddress address) ? address : null;
    }

    /// The plan of a node that had none before.
    public static NodePlan plan(ClusterSnapshot snapshot, String nodeName, LocalFacts facts) {
        return plan(snapshot, nodeName, facts, Map.of());
    }

    /// After an earlier plan.
    ///
    /// @param accepted what [NodePlan#accepted] said in the plan before this one
    public static NodePlan plan(
            ClusterSnapshot snapshot, String nodeName, LocalFacts facts, Map<ObjectKey, FrrConfiguration> accepted) {
        return plan(snapshot, nodeName, facts, accepted, Handover.begin(Handover.Patience.DEFAULT), 0);
    }

    /// While sessions of the managed mesh may be up.
    ///
    /// @param handover what [NodePlan#handover] said in the plan before this one, or [Handover#seen] since
    /// @param millis the time that handovers go by
    public static NodePlan plan(
            ClusterSnapshot snapshot,
            String nodeName,
            LocalFacts facts,
            Map<ObjectKey, FrrConfiguration> accepted,
            Handover handover,
            long millis) {
        Fabric fabric = Fabric.of(snapshot);
        return plan(snapshot, fabric.share(nodeName, handover, millis), fabric.problems(), nodeName, facts, accepted);
    }

    /// What is wrong in the plans of all nodes, as if each were asked for its own.
    public static Stream<Problem> problemsOfAllNodes(ClusterSnapshot snapshot) {
        Fabric fabric = Fabric.of(snapshot);
        Stream<Problem> noNode = snapshot.nodes().isEmpty()
                ? Stream.of(new Problem(
                        Severity.WARNING, Origin.NONE, "", "", "there is no Node", "every node's Node is needed"))
                : Stream.empty();
        return Stream.concat(
                noNode,
                snapshot.nodes().keySet().stream()
                        .flatMap(name -> ofNode(snapshot, fabric, name).problems().stream())
                        .distinct());
    }

    private static NodePlan ofNode(ClusterSnapshot snapshot, Fabric fabric, String name) {
        LocalFacts nothing = new LocalFacts(name, Map.of(), Optional.empty());
        return plan(snapshot, fabric.share(name), fabric.problems(), name, nothing, Map.of());
    }

    /// Which nodes of the managed mesh reflect routes; empty when it is a full one, or none is asked for.
    public static Optional<Reflectors> reflectors(ClusterSnapshot snapshot) {
        return Fabric.of(snapshot).reflectors();
    }

    /// The other nodes of the managed mesh, by name; none when this one is not in it. With reflectors there is not a
    /// session with each, but packets go straight to each.
    public static List<MeshNode> otherNodes(ClusterSnapshot snapshot, String nodeName) {
        Fabric fabric = Fabric.of(snapshot);
        return fabric.share(nodeName).others().entrySet().stream()
                .map(peer -> new MeshNode(peer.getKey(), peer.getValue(), fabric.acceptedFrom(peer.getKey())))
                .toList();
    }

    private static NodePlan plan(
            ClusterSnapshot snapshot,
            Fabric.Share mesh,
            List<Problem> ofMesh,
            String nodeName,
            LocalFacts facts,
            Map<ObjectKey, FrrConfiguration> accepted) {
        Node self = snapshot.nodes().get(nodeName);
        if (self == null) {
            List<Problem> why = List.of(unknownNode(snapshot, nodeName));
            return new NodePlan(List.of(), Set.of(), Map.of(), Map.of(), mesh.handover(), why);
        }
        List<Problem> problems = new ArrayList<>(ofMesh);
        Passwords passwords = new Passwords(snapshot.secrets());
        SortedMap<String, Router> routers = new TreeMap<>();
        mesh.routers().forEach(router -> routers.put(router.vrf(), router));
        SharedNetwork.problem(self, mesh.others(), facts.networks()).ifPresent(problems::add);
        Map<ObjectKey, FrrConfiguration> inForce = new LinkedHashMap<>();
        for (FrrConfiguration latest : snapshot.frrConfigurations().values()) {
            if (!latest.nodeSelector().selects(self.labels())) {
                continue;
            }
            Attempt attempt = attempt(routers, latest, passwords);
            if (attempt instanceof Attempt.Fault(Problem problem)) {
                FrrConfiguration earlier = accepted.get(latest.key());
                if (earlier != null && attempt(routers, earlier, passwords) instanceof Attempt.Fits fits) {
                    attempt = fits;
                }
                problems.add(withConsequence(problem, attempt instanceof Attempt.Fits));
            }
            if (attempt instanceof Attempt.Fits(SortedMap<String, Router> all, FrrConfiguration used)) {
                routers.putAll(all);
                inForce.put(latest.key(), used);
            }
        }
        inForce.replaceAll((key, used) -> {
            Optional<String> fault = RawLines.fault(used, routers);
            if (fault.isEmpty()) {
                return used;
            }
            Optional<FrrConfiguration> earlier = Optional.ofNullable(accepted.get(key))
                    .filter(before -> RawLines.fault(before, routers).isEmpty());
            Problem problem = problem(
                    used, FrrConfiguration.RAW_PATH, fault.get(), "it is about the merged routers and neighbors");
            problems.add(withConsequence(problem, earlier.isPresent()));
            return used.withRaw(earlier.map(FrrConfiguration::raw).orElse(List.of()));
        });
        Policies policies = new Policies(snapshot.routingPolicies().values(), self.labels());
        Set<Prefix> announced = snapshot.kubeOvn().announcedBy(self);
        List<InstancePlan> instances = routers.values().stream()
                .map(router -> new InstancePlan(
                        name(router.vrf()),
                        leaving(
                                policies.onto(
                                        RawLines.onto(
                                                originating(speaker(router, self, mesh, facts), router, announced),
                                                router.vrf(),
                                                inForce.values()),
                                        router.vrf()),
                                router,
                                mesh),
                        router.imports().stream().map(Planner::name).collect(Collectors.toSet())))
                .toList();
        problems.addAll(policies.problems());
        return new NodePlan(
                instances, ownSubnets(self, snapshot), overlays(snapshot), inForce, mesh.handover(), problems);
    }

    private static Map<String, Set<Prefix>> overlays(ClusterSnapshot snapshot) {
        Map<String, Set<Prefix>> overlays = new HashMap<>();
        snapshot.ovnKubeConfig()
                .filter(config -> config.transport() == OvnKubeConfig.Transport.OVERLAY)
                .ifPresent(config -> overlays.put(InstancePlan.DEFAULT, prefixes(config.clusterSubnets())));
        snapshot.clusterNetworks().values().stream()
                .filter(network -> network.noOverlay().isEmpty())
                .forEach(network -> network.vrf().ifPresent(vrf -> overlays.put(vrf, prefixes(network.subnets()))));
        return overlays;
    }

    private static Set<Prefix> prefixes(List<ClusterSubnet> subnets) {
        return subnets.stream().map(ClusterSubnet::prefix).collect(Collectors.toUnmodifiableSet());
    }

    /// What the node reaches by itself: its host subnets, and whatever Kube-OVN has, which is on every node.
    private static Set<Prefix> ownSubnets(Node self, ClusterSnapshot snapshot) {
        return Stream.concat(
                        self.subnets().values().stream().flatMap(List::stream),
                        snapshot.kubeOvn().everywhere())
                .collect(Collectors.toSet());
    }

    private static SpeakerConfig originating(SpeakerConfig speaker, Router router, Set<Prefix> announced) {
        if (!router.vrf().isEmpty()) {
            return speaker;
        }
        Set<Prefix> originated = new HashSet<>(speaker.originated());
        originated.addAll(announced);
        return speaker.toBuilder().originated(originated).build();
    }

    /// One version of an object on top of what is there already.
    private sealed interface Attempt {
        /// @param configuration as it was used, with its keys
        record Fits(SortedMap<String, Router> routers, FrrConfiguration configuration) implements Attempt {}

        record Fault(Problem problem) implements Attempt {}
    }

    private static Attempt attempt(
            SortedMap<String, Router> routers, FrrConfiguration configuration, Passwords passwords) {
        return switch (passwords.resolve(configuration)) {
            case Passwords.Outcome.Missing(String path, String reason, String remedy) ->
                new Attempt.Fault(problem(configuration, path, reason, remedy));
            case Passwords.Outcome.Resolved(FrrConfiguration resolved) ->
                switch (Merge.merge(routers, resolved)) {
                    case Merged(SortedMap<String, Router> all) -> new Attempt.Fits(all, resolved);
                    case Conflict(String path, String reason) ->
                        new Attempt.Fault(problem(
                                configuration,
                                path.isEmpty() ? "spec.bgp.routers" : path,
                                reason,
                                "it must agree with the managed mesh and with the objects before it by name"));
                };
        };
    }

    private static Problem problem(FrrConfiguration configuration, String path, String reason, String remedy) {
        return new Problem(
                Severity.ERROR,
                configuration.origin(),
                "FRRConfiguration " + configuration.key(),
                path,
                reason,
                remedy);
    }

    private static Problem withConsequence(Problem problem, boolean earlierFits) {
        return new Problem(
                problem.severity(),
                problem.origin(),
                problem.object(),
                problem.path(),
                problem.reason(),
                problem.remedy() + "; "
                        + (earlierFits ? "its last accepted version stays in force" : "it is left out"));
    }

    private static String name(String vrf) {
        return vrf.isEmpty() ? InstancePlan.DEFAULT : vrf;
    }

    private static Problem unknownNode(ClusterSnapshot snapshot, String nodeName) {
        List<String> some = snapshot.nodes().keySet().stream().limit(5).toList();
        return new Problem(
                Severity.ERROR,
                Origin.NONE,
                "Node " + nodeName,
                "",
                "there is no Node of this name, so nothing is planned for it",
                some.isEmpty() ? "there is no Node at all" : "there is " + String.join(", ", some));
    }

    private static SpeakerConfig speaker(Router router, Node self, Fabric.Share mesh, LocalFacts facts) {
        // OVN-Kubernetes lists every node as a neighbor of every node, itself included.
        Set<IpAddress> own = new HashSet<>(facts.addresses().getOrDefault(router.vrf(), Set.of()));
        Map<IpAddress, IpAddress> sources = new HashMap<>();
        Map<IpAddress, Protection> protections = router.vrf().isEmpty() ? mesh.protections() : Map.of();
        if (router.vrf().isEmpty()) {
            sources.putAll(mesh.sources());
            sources.values().retainAll(own);
            own.addAll(self.internalAddresses());
            own.addAll(self.hostNetworks().keySet());
        }
        List<PeerConfig> peers = router.neighbors().stream()
                .filter(neighbor ->
                        !(neighbor.endpoint() instanceof Endpoint.Address(IpAddress address) && own.contains(address)))
                .sorted(BY_ENDPOINT)
                .map(neighbor -> ofMesh(
                        peer(withSource(neighbor, sources), router, protection(neighbor, protections)), router, mesh))
                .toList();
        // Whoever is in a VRF is listened for there; a VRF without peers must not take the port outside.
        boolean listens = router.vrf().isEmpty() || !peers.isEmpty();
        return SpeakerConfig.builder(router.asn(), identifier(router, self, facts))
                .hostName(facts.hostName())
                .listen(listens ? Optional.of(new InetSocketAddress(PeerConfig.BGP_PORT)) : Optional.empty())
                .originated(Set.copyOf(router.prefixes()))
                .maximumPaths(MAXIMUM_PATHS)
                .convergenceLimit(CONVERGENCE_LIMIT)
                .peers(peers)
                .build();
    }

    /// A reflector tells others of the mesh whatever lies in the networks, beside what is its own.
    private static PeerConfig ofMesh(PeerConfig peer, Router router, Fabric.Share mesh) {
        if (!router.vrf().isEmpty()
                || !(peer.endpoint() instanceof Endpoint.Address(IpAddress address))
                || !mesh.sources().containsKey(address)) {
            return peer;
        }
        PeerPolicy policy =
                peer.policy().withRouteReflectorClient(mesh.clients().contains(address));
        PrefixFilter reflected = mesh.reflected().get(address);
        if (reflected != null) {
            List<Rule> rules = new ArrayList<>(policy.exports().rules().rules());
            rules.add(Rule.permit("reflected", reflected));
            policy = policy.exports(exports -> exports.withRules(new RoutePolicy(rules)));
        }
        return peer.withPolicy(policy);
    }

    /// After all that anybody says of a peer's routes.
    private static SpeakerConfig leaving(SpeakerConfig speaker, Router router, Fabric.Share mesh) {
        if (!router.vrf().isEmpty() || mesh.leaving().isEmpty()) {
            return speaker;
        }
        return speaker.withPeers(speaker.peers().stream()
                .map(peer -> {
                    PrefixFilter staying = peer.endpoint() instanceof Endpoint.Address(IpAddress address)
                            ? mesh.leaving().get(address)
                            : null;
                    return staying == null
                            ? peer
                            : peer.withPolicy(peer.policy()
                                    .imports(imports -> imports.withRules(Leaving.onto(imports.rules(), staying))));
                })
                .toList());
    }

    /// A node with several addresses on one network must come from the one that the other node knows it by.
    private static Neighbor withSource(Neighbor neighbor, Map<IpAddress, IpAddress> sources) {
        IpAddress address = address(neighbor);
        IpAddress source = address == null ? null : sources.get(address);
        return source == null || !neighbor.source().equals(Source.any())
                ? neighbor
                : neighbor.withSource(new Source.Address(source));
    }

    /// The Node's own address before the highest one of any interface, which FRR takes: it is unique in the cluster,
    /// which that of a container bridge is not, and stays when interfaces come and go.
    private static IpAddress identifier(Router router, Node self, LocalFacts facts) {
        return router.id()
                .or(() -> self.internalAddress(AddressFamily.IPV4))
                .or(facts::routerId)
                .orElseGet(() -> RouterId.ofHostName(facts.hostName()));
    }

    private static PeerConfig peer(Neighbor neighbor, Router router, Protection protection) {
        Timers usual = Timers.DEFAULT;
        return PeerConfig.builder(neighbor.endpoint(), neighbor.as())
                .port(neighbor.port().orElse(PeerConfig.BGP_PORT))
                .families(neighbor.families())
                .timers(new Timers(
                        neighbor.holdTime().orElse(usual.hold()),
                        neighbor.keepaliveTime().orElse(usual.keepalive()),
                        neighbor.connectTime().orElse(usual.connectRetry())))
                .tcp(tcp(neighbor, router).withProtection(protection))
                .session(session(neighbor))
                .bfd(neighbor.bfdProfile().map(NamedBfdProfile::profile))
                .policy(policy -> policy.withImportFilter(neighbor.toReceive())
                        .withExports(Exports.policy(neighbor.toAdvertise())))
                .build();
    }

    private static SessionOptions session(Neighbor neighbor) {
        SessionOptions session = neighbor.gracefulRestart()
                ? SessionOptions.DEFAULT.withGracefulRestart(
                        GracefulRestart.DEFAULT.withMode(GracefulRestart.Mode.RESTARTER))
                : SessionOptions.DEFAULT;
        return neighbor.localAsn()
                .map(asn -> session.withLocalAs(LocalAs.inPlaceOfOurs(asn)))
                .orElse(session);
    }

    private static TcpOptions tcp(Neighbor neighbor, Router router) {
        TcpOptions tcp =
                TcpOptions.DEFAULT.withReach(reach(neighbor, router.asn())).withSource(neighbor.source());
        return router.vrf().isEmpty() ? tcp : tcp.withVrf(router.vrf());
    }

    /// frr-k8s turns FRR's connected check off for external peers with an IPv6 address: nodes have /128 addresses, and
    /// peers are reached by a route.
    private static Reach reach(Neighbor neighbor, long routerAsn) {
        if (neighbor.ebgpMultiHop()) {
            return new Reach.Multihop(Reach.MAXIMUM_TTL);
        }
        return neighbor.families().equals(Set.of(AddressFamily.IPV6))
                        && neighbor.as().mayBeExternal(routerAsn)
                ? new Reach.Adjacent()
                : Reach.direct();
    }

    /// A password of its own before the key that it has as a node of the mesh.
    private static Protection protection(Neighbor neighbor, Map<IpAddress, Protection> ofMesh) {
        return switch (neighbor.password().orElse(null)) {
            case null ->
                neighbor.endpoint() instanceof Endpoint.Address(IpAddress address)
                        ? ofMesh.getOrDefault(address, Protection.none())
                        : Protection.none();
            case Password.Known(Secret key) -> new Protection.Md5(key);
            case Password.InSecret(String name) -> throw new IllegalStateException("Secret " + name + " not looked up");
        };
    }
}
