package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.Topology;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A network of pods, as far as advertising it is concerned.
///
/// @param name as in the annotation `k8s.ovn.org/node-subnets`: `default`, `cluster_udn_blue`
/// @param vrf its device on each node; [#DEFAULT] for the cluster's own
/// @param primary whether pods have no other one; so is the cluster's own
/// @param subnets what its pods live in; empty when that is not known
/// @param traits what else is known of it
public record Network(
        String name,
        String vrf,
        Topology topology,
        Transport transport,
        boolean primary,
        List<ClusterSubnet> subnets,
        Traits traits) {
    /// The cluster's own network, and what its VRF is called in `imports`.
    public static final String DEFAULT = Node.DEFAULT_NETWORK;

    /// How packets travel between nodes.
    public enum Transport {
        OVERLAY,
        NO_OVERLAY,
        EVPN
    }

    /// What only OVN-Kubernetes' later releases have.
    ///
    /// @param uplink by which its packets leave a node, in place of the node's own way; empty for that
    /// @param dynamic whether only those nodes have it that need it
    public record Traits(Optional<String> uplink, boolean dynamic) {
        /// As it always was.
        public static final Traits NONE = new Traits(Optional.empty(), false);

        /// Of a ClusterUserDefinedNetwork: its `spec.uplinks`, which has one; and its condition `NodesSelected`, which
        /// is there when nodes have networks by need.
        static Traits of(JsonNode tree) {
            boolean dynamic = tree.path("status")
                    .path("conditions")
                    .valueStream()
                    .anyMatch(each -> each.path("type").asText("").equals("NodesSelected")
                            && each.path("reason").asText("").equals("DynamicAllocation"));
            return new Traits(
                    Optional.of(tree.path("spec").path("uplinks").path(0).asText(""))
                            .filter(name -> !name.isEmpty()),
                    dynamic);
        }
    }

    public Network {
        subnets = List.copyOf(subnets);
    }

    /// The cluster's own.
    ///
    /// @param config empty when there is no `ovnkube.conf`, as where everything is given as flags
    public static Network ofDefault(Optional<OvnKubeConfig> config) {
        boolean noOverlay = config.filter(conf -> conf.transport() == OvnKubeConfig.Transport.NO_OVERLAY)
                .isPresent();
        return new Network(
                DEFAULT,
                DEFAULT,
                Topology.LAYER3,
                noOverlay ? Transport.NO_OVERLAY : Transport.OVERLAY,
                true,
                config.map(OvnKubeConfig::clusterSubnets).orElse(List.of()),
                Traits.NONE);
    }

    /// @param id what OVN-Kubernetes has numbered it: the annotation `k8s.ovn.org/network-id` of its
    ///     NetworkAttachmentDefinitions
    /// @return empty when its VRF has no name without the number, which is not known yet
    public static Optional<Network> of(ClusterUserDefinedNetwork network, Traits traits, OptionalInt id) {
        Transport transport = network.noOverlay().isPresent()
                ? Transport.NO_OVERLAY
                : network.evpn() ? Transport.EVPN : Transport.OVERLAY;
        return network.vrf()
                .or(() -> id.isPresent() ? Optional.of("mp" + id.getAsInt() + "-udn-vrf") : Optional.empty())
                .map(vrf -> new Network(
                        network.networkName(),
                        vrf,
                        network.topology(),
                        transport,
                        network.primary(),
                        network.subnets(),
                        traits));
    }
}
