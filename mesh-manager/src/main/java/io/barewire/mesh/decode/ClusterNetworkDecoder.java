package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.NoOverlay;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.Topology;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a ClusterUserDefinedNetwork: how its packets travel, and in what its pods live. Both spellings of the options
/// count, that of OVN-Kubernetes and that of its enhancement proposal (`noOverlayOptions`, `Enable`, `Geneve`).
final class ClusterNetworkDecoder {
    private static final int HOST_SUBNET_IPV4 = 24;
    private static final int HOST_SUBNET_IPV6 = 64;

    private ClusterNetworkDecoder() {}

    static Optional<ClusterUserDefinedNetwork> decode(Field root, Origin origin, String name, Faults faults) {
        Field network = root.member("spec").member("network");
        Optional<String> transport = network.member("transport").oneOf(List.of("NoOverlay", "EVPN", "Geneve"));
        Optional<NoOverlay> noOverlay = transport.filter("NoOverlay"::equals).flatMap(_ -> noOverlay(network));
        Optional<Topology> topology = network.member("topology")
                .oneOf(List.of("Layer2", "Layer3", "Localnet"))
                .map(word -> Topology.valueOf(word.toUpperCase(Locale.ROOT)));
        List<ClusterSubnet> subnets = new ArrayList<>();
        Field layer3 = network.member("layer3");
        layer3.member("subnets").elements().forEach(subnet -> subnet(subnet).ifPresent(subnets::add));
        for (Field whole : network.member("layer2").member("subnets").elements()) {
            whole.prefix()
                    .map(prefix -> new ClusterSubnet(prefix, prefix.length()))
                    .ifPresent(subnets::add);
        }
        boolean primary = Stream.of("layer2", "layer3")
                .anyMatch(layer ->
                        network.member(layer).member("role").text().orElse("").equals("Primary"));
        if (noOverlay.isPresent()) {
            if (!topology.equals(Optional.of(Topology.LAYER3)) || !primary) {
                network.error(
                        "transport 'NoOverlay' is only supported for Layer3 primary networks",
                        "topology Layer3 and layer3.role Primary are needed");
            }
            if (subnets.isEmpty()) {
                layer3.member("subnets").error("missing", "its pods need at least one subnet");
            }
        }
        return faults.anyError()
                ? Optional.empty()
                : Optional.of(new ClusterUserDefinedNetwork(
                        name,
                        origin,
                        root.member("metadata").member("labels").texts(),
                        topology.orElse(Topology.LAYER3),
                        primary,
                        transport.equals(Optional.of("EVPN")),
                        noOverlay,
                        subnets));
    }

    private static Optional<NoOverlay> noOverlay(Field network) {
        Field options = network.member("noOverlay").present()
                ? network.member("noOverlay")
                : network.member("noOverlayOptions");
        if (!options.present()) {
            options.error("missing", "transport NoOverlay needs noOverlay.routing and noOverlay.outboundSNAT");
            return Optional.empty();
        }
        Optional<String> routing = required(options.member("routing"), List.of("Managed", "Unmanaged"));
        Optional<String> snat =
                required(options.member("outboundSNAT"), List.of("Enabled", "Disabled", "Enable", "Disable"));
        if (routing.isEmpty() || snat.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NoOverlay(
                routing.get().equals("Managed") ? Routing.MANAGED : Routing.UNMANAGED,
                snat.get().startsWith("Enable")));
    }

    private static Optional<String> required(Field field, List<String> words) {
        if (!field.present()) {
            field.error("missing", String.join(" or ", words.subList(0, 2)) + " is needed");
        }
        return field.oneOf(words);
    }

    private static Optional<ClusterSubnet> subnet(Field subnet) {
        Optional<Prefix> cidr = subnet.member("cidr").prefix();
        if (!subnet.member("cidr").present()) {
            subnet.member("cidr").error("missing", "ADDRESS/LENGTH is needed, as 10.10.0.0/16");
        }
        return cidr.flatMap(prefix -> {
            Field length = subnet.member("hostSubnet");
            int usual = prefix.family() == AddressFamily.IPV4 ? HOST_SUBNET_IPV4 : HOST_SUBNET_IPV6;
            if (!length.present() && usual < prefix.length()) {
                length.error("missing", prefix + " is smaller than the usual /" + usual + " of a node");
                return Optional.empty();
            }
            return (length.present()
                            ? length.integer(prefix.length(), prefix.family().bits())
                            : Optional.of((long) usual))
                    .map(bits -> new ClusterSubnet(prefix, bits.intValue()));
        });
    }
}
