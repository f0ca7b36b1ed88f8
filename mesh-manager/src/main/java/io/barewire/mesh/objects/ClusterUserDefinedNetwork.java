package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `ClusterUserDefinedNetwork` (k8s.ovn.org/v1), as far as routing is concerned.
///
/// @param primary whether it takes the default network's place for the pods in it
/// @param evpn whether its packets travel by EVPN
/// @param noOverlay how its packets travel between nodes when there is no overlay; empty with one
/// @param subnets what its pods live in; with [Topology#LAYER2] nodes have no pieces of their own, so a host subnet is
///     the whole
public record ClusterUserDefinedNetwork(
        String name,
        Origin origin,
        Map<String, String> labels,
        Topology topology,
        boolean primary,
        boolean evpn,
        Optional<NoOverlay> noOverlay,
        List<ClusterSubnet> subnets)
        implements ClusterObject {
    public static final String KIND = "ClusterUserDefinedNetwork";

    /// `spec.network.topology`.
    public enum Topology {
        LAYER2,
        LAYER3,
        LOCALNET
    }

    /// What a network interface may be called (`IFNAMSIZ` without its end).
    private static final int LONGEST_DEVICE_NAME = 15;

    /// `spec.network.noOverlay`.
    public record NoOverlay(OvnKubeConfig.Routing routing, boolean outboundSnat) {}

    public ClusterUserDefinedNetwork {
        labels = Map.copyOf(labels);
        subnets = List.copyOf(subnets);
    }

    /// The same under other labels.
    public ClusterUserDefinedNetwork withLabels(Map<String, String> others) {
        return new ClusterUserDefinedNetwork(name, origin, others, topology, primary, evpn, noOverlay, subnets);
    }

    /// What annotations call it.
    public String networkName() {
        return networkName(name);
    }

    /// What annotations call the network of a ClusterUserDefinedNetwork of this name.
    public static String networkName(String name) {
        return "cluster_udn_" + name;
    }

    /// Its VRF device on each node. With a long name, or the name of the default VRF, OVN-Kubernetes takes a number
    /// that the object does not tell.
    public Optional<String> vrf() {
        return Optional.of(name).filter(device -> device.length() <= LONGEST_DEVICE_NAME && !device.equals("default"));
    }

    /// Whether nodes exchange its routes by themselves.
    public boolean managedMesh() {
        return noOverlay
                .filter(options -> options.routing() == OvnKubeConfig.Routing.MANAGED)
                .isPresent();
    }
}
