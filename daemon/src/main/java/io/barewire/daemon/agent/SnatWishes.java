package io.barewire.daemon.agent;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.NoOverlay;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.ovn.snat.GatewayMode;
import io.barewire.ovn.snat.OutboundSnat;
import io.barewire.ovn.snat.PodNetwork;
import io.barewire.ovn.snat.SnatWish;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Tells outbound SNAT what follows from the cluster's objects and this machine's addresses: which pod networks without
/// an overlay are on the node, and whether their pods are to be seen as it outside.
final class SnatWishes {
    private final OutboundSnat snat;
    private final SnatMode mode;
    private final String node;

    SnatWishes(OutboundSnat snat, SnatMode mode, String node) {
        this.snat = snat;
        this.mode = mode;
        this.node = node;
    }

    void tell(ClusterSnapshot snapshot, LocalFacts facts) {
        switch (mode) {
            case SHARED -> tell(GatewayMode.SHARED, snapshot, facts);
            case LOCAL -> tell(GatewayMode.LOCAL, snapshot, facts);
            case NONE -> snat.want(new SnatWish(node, GatewayMode.SHARED, Set.of(), Set.of(), List.of(), List.of()));
        }
    }

    private void tell(GatewayMode gateway, ClusterSnapshot snapshot, LocalFacts facts) {
        Optional<Node> self = Optional.ofNullable(snapshot.nodes().get(node));
        Optional<OvnKubeConfig> config = snapshot.ovnKubeConfig();
        if (self.isEmpty()) {
            snat.cannotSay("there is no Node " + node + ", so its pod networks are not known");
        } else if (config.isEmpty()) {
            snat.cannotSay("there is no ovnkube.conf that could be read, with [default] transport and [no-overlay]"
                    + " outbound-snat, so what is wanted for the default network is not known");
        } else {
            snat.want(wish(gateway, self.get(), config.get(), snapshot, facts));
        }
    }

    static SnatWish wish(
            GatewayMode gateway, Node self, OvnKubeConfig config, ClusterSnapshot snapshot, LocalFacts facts) {
        List<PodNetwork> networks = new ArrayList<>();
        if (config.transport() == OvnKubeConfig.Transport.NO_OVERLAY) {
            networks.add(new PodNetwork(
                    PodNetwork.DEFAULT,
                    prefixes(config.clusterSubnets()),
                    self.subnets(Node.DEFAULT_NETWORK),
                    config.outboundSnat()));
        }
        snapshot.clusterNetworks().values().forEach(network -> {
            List<Prefix> here = self.subnets(network.networkName());
            if (network.noOverlay().isPresent() && !here.isEmpty()) {
                boolean outbound =
                        network.noOverlay().map(NoOverlay::outboundSnat).orElseThrow();
                networks.add(new PodNetwork(network.networkName(), prefixes(network.subnets()), here, outbound));
            }
        });
        Set<IpAddress> own = Stream.concat(
                        facts.addresses().getOrDefault(Router.DEFAULT_VRF, Set.of()).stream(), addresses(self))
                .collect(Collectors.toSet());
        Set<IpAddress> others = snapshot.nodes().values().stream()
                .filter(other -> !other.name().equals(self.name()))
                .flatMap(SnatWishes::addresses)
                .filter(address -> !own.contains(address))
                .collect(Collectors.toSet());
        return new SnatWish(self.name(), gateway, own, others, config.serviceSubnets(), networks);
    }

    private static List<Prefix> prefixes(List<ClusterSubnet> subnets) {
        return subnets.stream().map(ClusterSubnet::prefix).toList();
    }

    private static Stream<IpAddress> addresses(Node node) {
        return Stream.concat(node.internalAddresses().stream(), node.hostNetworks().keySet().stream());
    }
}
