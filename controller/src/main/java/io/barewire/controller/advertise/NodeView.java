package io.barewire.controller.advertise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.Topology;
import io.barewire.mesh.objects.Node;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What advertising needs to know of a Node: equal while nothing of it has changed, whatever else did.
///
/// @param subnets what its pods live in, by network
/// @param subnetsFault why that cannot be told
/// @param own its addresses, which are nobody's peer there
/// @param primaryKnown whether its primary addresses are among them
/// @param nextHop what its peers are to send to in place of itself
/// @param layer2 the Layer2 networks that it has been given a place in
record NodeView(
        String name,
        Map<String, String> labels,
        Map<String, List<Prefix>> subnets,
        Optional<String> subnetsFault,
        Set<IpAddress> own,
        boolean primaryKnown,
        NextHop nextHop,
        Set<String> layer2) {
    static final String NODE_SUBNETS = "k8s.ovn.org/node-subnets";
    static final String PRIMARY_ADDRESSES = "k8s.ovn.org/node-primary-ifaddr";
    static final String GATEWAY = "k8s.ovn.org/l3-gateway-config";
    static final String LAYER2_TUNNELS = "k8s.ovn.org/udn-layer2-node-gateway-router-lrp-tunnel-ids";
    static final String CHASSIS = "k8s.ovn.org/node-chassis-id";

    /// On a node whose traffic passes a DPU.
    static final String DPU_HOST = "k8s.ovn.org/dpu-host";

    private static final JsonMapper JSON = new JsonMapper();

    /// Who a node's peers are to send to.
    sealed interface NextHop {
        /// The node itself.
        enum Itself implements NextHop {
            ITSELF
        }

        /// The gateway router on its DPU.
        record Gateway(Map<AddressFamily, IpAddress> addresses) implements NextHop {}

        /// The gateway router, whose addresses are not known.
        record Unknown(Fault fault) implements NextHop {}
    }

    NodeView {
        labels = Map.copyOf(labels);
        subnets = Map.copyOf(subnets);
        own = Set.copyOf(own);
        layer2 = Set.copyOf(layer2);
    }

    static NodeView of(ObjectNode tree) {
        String name = tree.path("metadata").path("name").asText();
        Map<String, String> labels = Labels.of(tree);
        Map<String, List<Prefix>> subnets = Map.of();
        Optional<String> fault = Optional.empty();
        if (Labels.annotation(tree, NODE_SUBNETS).isEmpty()) {
            fault = Optional.of("it has no annotation " + NODE_SUBNETS);
        } else {
            switch (ObjectDecoder.decode(withSubnets(tree), Origin.NONE, LineFinder.NONE)
                    .getFirst()) {
                case Decoded.Good(var _, Node node, var _) -> subnets = node.subnets();
                case Decoded.Broken(var _, var _, List<Problem> problems) ->
                    fault = Optional.of("annotation " + NODE_SUBNETS + ": "
                            + problems.getFirst().reason());
                case Decoded.Good _, Decoded.Ignored _, Decoded.Unidentified _ -> fault = Optional.of("it is no Node");
            }
        }
        Set<IpAddress> primary = primaryAddresses(Labels.annotation(tree, PRIMARY_ADDRESSES));
        Set<IpAddress> own = new HashSet<>(primary);
        for (JsonNode address : tree.path("status").path("addresses")) {
            if (address.path("type").asText("").equals("InternalIP")) {
                parse(address.path("address").asText("")).ifPresent(own::add);
            }
        }
        NextHop nextHop = labels.containsKey(DPU_HOST) ? behindDpu(tree) : NextHop.Itself.ITSELF;
        Set<String> layer2 = new HashSet<>();
        json(Labels.annotation(tree, LAYER2_TUNNELS)).fieldNames().forEachRemaining(layer2::add);
        return new NodeView(name, labels, subnets, fault, own, !primary.isEmpty(), nextHop, layer2);
    }

    /// Without `spec.podCIDRs`, which need not be what OVN-Kubernetes has given it.
    private static ObjectNode withSubnets(ObjectNode tree) {
        ObjectNode slim =
                JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Node");
        slim.putObject("metadata")
                .put("name", tree.path("metadata").path("name").asText())
                .putObject("annotations")
                .put(NODE_SUBNETS, Labels.annotation(tree, NODE_SUBNETS));
        return slim;
    }

    private static Set<IpAddress> primaryAddresses(String annotation) {
        Set<IpAddress> addresses = new HashSet<>();
        for (JsonNode cidr : json(annotation)) {
            address(cidr.asText("")).ifPresent(addresses::add);
        }
        return addresses;
    }

    private static NextHop behindDpu(ObjectNode tree) {
        String annotation = Labels.annotation(tree, GATEWAY);
        if (annotation.isEmpty()) {
            return new NextHop.Unknown(Fault.pending("it has no annotation " + GATEWAY));
        }
        JsonNode gateway = json(annotation).path(Node.DEFAULT_NETWORK);
        String mode = gateway.path("mode").asText("");
        if (mode.equals("local")) {
            return NextHop.Itself.ITSELF;
        }
        if (Labels.annotation(tree, CHASSIS).isEmpty()) {
            return new NextHop.Unknown(Fault.pending("it has no annotation " + CHASSIS));
        }
        Map<AddressFamily, IpAddress> addresses = new HashMap<>();
        for (JsonNode cidr : gateway.path("ip-addresses")) {
            address(cidr.asText("")).ifPresent(each -> addresses.putIfAbsent(each.family(), each));
        }
        address(gateway.path("ip-address").asText("")).ifPresent(each -> addresses.putIfAbsent(each.family(), each));
        return mode.equals("shared") && !addresses.isEmpty()
                ? new NextHop.Gateway(Map.copyOf(addresses))
                : new NextHop.Unknown(
                        Fault.configuration("annotation " + GATEWAY + " tells no address of a shared gateway"));
    }

    /// Whether it needs a network that nodes have by need, as far as its annotations tell.
    boolean has(Network network) {
        return !network.traits().dynamic()
                || subnetsFault.isPresent()
                || (network.topology() == Topology.LAYER2
                        ? layer2.contains(network.name())
                        : subnets.containsKey(network.name()));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static String withoutLength(String cidr) {
        return cidr.substring(0, cidr.indexOf('/') < 0 ? cidr.length() : cidr.indexOf('/'));
    }

    /// Of `ADDRESS/LENGTH`.
    static Optional<IpAddress> address(String cidr) {
        return parse(withoutLength(cidr));
    }

    private static Optional<IpAddress> parse(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
