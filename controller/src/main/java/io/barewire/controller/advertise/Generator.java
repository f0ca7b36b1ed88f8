package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.Topology;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What one node is to be given for one RouteAdvertisements: of each source that selects the node a copy that says what
/// this node advertises to whom. It is what OVN-Kubernetes' cluster manager writes, to the order of a list: whichever
/// of both has written it, the other finds nothing to change. Copies share what is not changed.
final class Generator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Scope scope;
    private final NodeView node;

    /// What the node advertises, by network, as text and in its order: that is how OVN-Kubernetes sorts.
    private final SortedMap<String, NavigableSet<String>> prefixes = new TreeMap<>();

    /// That of all networks.
    private final NavigableSet<String> all = new TreeSet<>();

    private final Set<String> matched = new HashSet<>();
    private final Map<String, NodeView.NextHop> uplinks;

    private Generator(Scope scope, NodeView node, Map<String, NodeView.NextHop> uplinks) {
        this.scope = scope;
        this.node = node;
        this.uplinks = uplinks;
    }

    /// Thrown and caught in here.
    private static final class Unclear extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Fault fault;

        private Unclear(Fault fault) {
            super(fault.text(), null, false, false);
            this.fault = fault;
        }
    }

    /// @param egressIps those that the node has, by network
    /// @param uplinks where peers send what comes in by each of the node's, behind a DPU
    static NodeResult generate(
            Scope scope, NodeView node, Map<String, Set<String>> egressIps, Map<String, NodeView.NextHop> uplinks) {
        try {
            Generator generator = new Generator(scope, node, uplinks);
            return generator.generate(egressIps);
        } catch (Unclear unclear) {
            return new NodeResult.Unclear(unclear.fault);
        }
    }

    private NodeResult generate(Map<String, Set<String>> egressIps) throws Unclear {
        for (Network network : scope.networks()) {
            if (!node.has(network)) {
                continue;
            }
            NavigableSet<String> texts = new TreeSet<>();
            if (scope.pods()) {
                podPrefixes(network).forEach(prefix -> texts.add(prefix.toString()));
            }
            if (scope.egressIps()) {
                texts.addAll(egressIps.getOrDefault(network.name(), Set.of()));
            }
            prefixes.put(network.name(), texts);
            all.addAll(texts);
        }
        if (all.isEmpty()) {
            return NodeResult.Wanted.NOTHING;
        }
        List<Generated> objects = new ArrayList<>();
        for (Source source : scope.sources()) {
            LabelSelector selector = source.nodeSelector()
                    .orElseThrow(() -> new Unclear(Fault.configuration(
                            "FRRConfiguration \"" + source.key() + "\" has a nodeSelector that is none")));
            if (selector.selects(node.labels())) {
                copy(source).ifPresent(objects::add);
            }
        }
        if (scope.target() == TargetVrf.Auto.AUTO) {
            for (Network network : scope.networks()) {
                if (node.has(network) && !matched.contains(network.name())) {
                    throw new Unclear(Fault.configuration("no selected FRRConfiguration has a router for network \""
                            + network.name() + "\", as target VRF 'auto' demands"));
                }
            }
        }
        return new NodeResult.Wanted(objects);
    }

    private List<Prefix> podPrefixes(Network network) throws Unclear {
        if (network.topology() == Topology.LAYER2) {
            return network.subnets().stream().map(ClusterSubnet::prefix).toList();
        }
        if (node.subnetsFault().isPresent()) {
            throw new Unclear(Fault.configuration(node.subnetsFault().get()));
        }
        List<Prefix> own = node.subnets().getOrDefault(network.name(), List.of());
        if (own.isEmpty()) {
            throw new Unclear(Fault.configuration(
                    "its annotation " + NodeView.NODE_SUBNETS + " has no network \"" + network.name() + "\""));
        }
        return own;
    }

    /// Empty when there is nobody to talk to.
    private Optional<Generated> copy(Source source) throws Unclear {
        ArrayNode routers = JSON.arrayNode();
        RawConfig raw = new RawConfig();
        boolean used = false;
        for (JsonNode each : source.spec().path("bgp").path("routers")) {
            String vrf = each.path("vrf").asText("");
            NavigableSet<String> advertised = advertisedBy(vrf);
            if (!(each instanceof ObjectNode given) || advertised.isEmpty()) {
                continue;
            }
            used = true;
            ObjectNode router = JSON.objectNode().setAll(given);
            router.set("prefixes", texts(advertised));
            ArrayNode neighbors = neighbors(given, advertised, source, nextHop(vrf));
            if (neighbors.isEmpty()) {
                continue;
            }
            router.set("neighbors", neighbors);
            raw.add(vrf, given.path("asn").asLong(), neighbors);
            routers.add(router);
            if (scope.target() != TargetVrf.Auto.AUTO) {
                leak(router, vrf.isEmpty() ? Network.DEFAULT : vrf, routers);
            }
        }
        if (!used && !isOfAbsent(source)) {
            throw new Unclear(Fault.configuration("FRRConfiguration \"" + source.key()
                    + "\" has no router in the target VRF or in that of a selected network"));
        }
        return routers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Generated(
                        source.key().namespace(),
                        scope.name(),
                        Generated.purpose(scope.name(), source.key().name(), node.name()),
                        spec(source, routers, raw)));
    }

    /// By a router of this VRF; nothing when it is not meant.
    private NavigableSet<String> advertisedBy(String vrf) {
        return switch (scope.target()) {
            case TargetVrf.Named(String target) -> target.equals(vrf) ? all : new TreeSet<>();
            case TargetVrf.Auto _ -> {
                String device = vrf.isEmpty() ? Network.DEFAULT : vrf;
                NavigableSet<String> own = new TreeSet<>();
                for (Network network : scope.networks()) {
                    if (network.vrf().equals(device)) {
                        matched.add(network.name());
                        own.addAll(prefixes.getOrDefault(network.name(), own));
                    }
                }
                yield own;
            }
        };
    }

    /// Whether it is for networks alone that the node does not have, each in its own VRF.
    private boolean isOfAbsent(Source source) {
        if (scope.target() != TargetVrf.Auto.AUTO) {
            return false;
        }
        Set<String> vrfs = new HashSet<>();
        source.spec()
                .path("bgp")
                .path("routers")
                .forEach(router -> vrfs.add(router.path("vrf").asText(Network.DEFAULT)));
        List<Network> meant = scope.networks().stream()
                .filter(network -> vrfs.contains(network.vrf()))
                .toList();
        return !meant.isEmpty() && meant.stream().noneMatch(node::has);
    }

    /// Where peers of a router in this VRF are to send what is for the node.
    private NodeView.NextHop nextHop(String vrf) {
        String device = vrf.isEmpty() ? Network.DEFAULT : vrf;
        Optional<String> uplink = scope.networks().stream()
                .filter(network -> network.vrf().equals(device))
                .findFirst()
                .flatMap(network -> network.traits().uplink());
        return uplink.isEmpty() || node.nextHop() == NodeView.NextHop.Itself.ITSELF
                ? node.nextHop()
                : uplinks.getOrDefault(uplink.get(), UplinkState.unknown(uplink.get()));
    }

    private ArrayNode neighbors(
            ObjectNode router, NavigableSet<String> advertised, Source source, NodeView.NextHop nextHop)
            throws Unclear {
        ArrayNode neighbors = JSON.arrayNode();
        for (JsonNode each : router.path("neighbors")) {
            String address = each.path("address").asText("");
            if (address.isEmpty() && each.path("interface").asText("").isEmpty()) {
                throw new Unclear(Fault.configuration(
                        "FRRConfiguration \"" + source.key() + "\" has a neighbor with neither address nor interface"));
            }
            Optional<IpAddress> peer = address(address, source);
            if (!node.primaryKnown()) {
                throw new Unclear(Fault.internal("it has no annotation " + NodeView.PRIMARY_ADDRESSES));
            }
            if (peer.filter(node.own()::contains).isPresent()) {
                continue;
            }
            if (each.path("dualStackAddressFamily").asBoolean()) {
                throw new Unclear(Fault.configuration("FRRConfiguration \"" + source.key() + "\" has neighbor "
                        + (address.isEmpty() ? each.path("interface").asText() : address)
                        + " with dualStackAddressFamily, which is not supported"));
            }
            List<String> told = advertised.stream()
                    .filter(prefix ->
                            peer.isEmpty() || family(prefix) == peer.get().family())
                    .toList();
            if (!told.isEmpty() && each instanceof ObjectNode given) {
                neighbors.add(neighbor(given, peer.map(IpAddress::family), told, nextHop));
            }
        }
        return neighbors;
    }

    private static Optional<IpAddress> address(String text, Source source) throws Unclear {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException wrong) {
            throw new Unclear(Fault.configuration("FRRConfiguration \"" + source.key() + "\" has neighbor \"" + text
                    + "\", which is not an IP address"));
        }
    }

    /// @param family that of its session; empty for both
    private ObjectNode neighbor(
            ObjectNode given, Optional<AddressFamily> family, List<String> told, NodeView.NextHop by) throws Unclear {
        ObjectNode neighbor = JSON.objectNode().setAll(given);
        ObjectNode advertise = JSON.objectNode();
        advertise.putObject("allowed").put("mode", "filtered").set("prefixes", texts(told));
        nextHop(by, family).ifPresent(nextHop -> advertise.set("nextHop", nextHop));
        neighbor.set("toAdvertise", advertise);
        if (scope.podRoutes().any()) {
            neighbor.set("toReceive", scope.podRoutes().toReceive(family));
        }
        return neighbor;
    }

    private static Optional<ObjectNode> nextHop(NodeView.NextHop by, Optional<AddressFamily> family) throws Unclear {
        return switch (by) {
            case NodeView.NextHop.Itself _ -> Optional.empty();
            case NodeView.NextHop.Unknown(Fault fault) -> throw new Unclear(fault);
            case NodeView.NextHop.Gateway(Map<AddressFamily, IpAddress> addresses) -> {
                ObjectNode nextHop = JSON.objectNode();
                addresses.forEach((each, address) -> {
                    if (family.isEmpty() || family.get() == each) {
                        nextHop.put(each == AddressFamily.IPV4 ? "ipv4" : "ipv6", address.toString());
                    }
                });
                yield nextHop.isEmpty() ? Optional.empty() : Optional.of(nextHop);
            }
        };
    }

    /// The router takes in what the networks have, and each network's VRF gets a router that takes in what it has.
    ///
    /// @param target the router's VRF, as imports name it
    private void leak(ObjectNode router, String target, ArrayNode routers) {
        ArrayNode imports = JSON.arrayNode();
        router.path("imports").forEach(imports::add);
        NavigableSet<String> vrfs = new TreeSet<>();
        scope.networks().forEach(network -> vrfs.add(network.vrf()));
        vrfs.remove(target);
        for (String vrf : vrfs) {
            imports.addObject().put("vrf", vrf);
            ObjectNode other = routers.addObject();
            other.set("asn", router.get("asn"));
            if (router.has("id")) {
                other.set("id", router.get("id"));
            }
            if (!vrf.equals(Network.DEFAULT)) {
                other.put("vrf", vrf);
            }
            other.putArray("imports").addObject().put("vrf", target);
        }
        if (!imports.isEmpty()) {
            router.set("imports", imports);
        }
    }

    private ObjectNode spec(Source source, ArrayNode routers, RawConfig raw) {
        ObjectNode spec = JSON.objectNode().setAll(source.spec());
        ObjectNode bgp = JSON.objectNode();
        source.spec().path("bgp").properties().forEach(field -> bgp.set(field.getKey(), field.getValue()));
        bgp.set("routers", routers);
        spec.set("bgp", bgp);
        spec.putObject("nodeSelector").putObject("matchLabels").put("kubernetes.io/hostname", node.name());
        spec.putObject("raw").put("priority", RawConfig.PRIORITY).put("rawConfig", raw.text());
        return spec;
    }

    private static AddressFamily family(String prefix) {
        return prefix.indexOf(':') < 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
