package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.netlink.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How packets travel between the pods of two nodes: what the kernel's links show, and what the objects ask for.
///
/// @param tunnels the links that carry an overlay
/// @param wanted what the objects ask for; empty where they do not say
record OverlayMode(List<Link> tunnels, Optional<OvnKubeConfig.Transport> wanted, List<String> noOverlayNetworks) {
    /// By the kernel's name for the kind of link.
    private static final Map<String, String> NAMES = Map.of(
            "geneve",
            "Geneve",
            "vxlan",
            "VXLAN",
            "ipip",
            "IPIP",
            "ip6tnl",
            "IPv6 in IPv6",
            "sit",
            "IPv6 in IPv4",
            "wireguard",
            "WireGuard");

    static OverlayMode of(NodeFacts facts) {
        Optional<ClusterSnapshot> cluster = facts.cluster();
        return new OverlayMode(
                facts.interfaces().links().stream()
                        .filter(OverlayMode::isTunnel)
                        .toList(),
                cluster.flatMap(ClusterSnapshot::ovnKubeConfig).map(OvnKubeConfig::transport),
                cluster.stream()
                        .flatMap(objects -> objects.clusterNetworks().values().stream())
                        .filter(network -> network.noOverlay().isPresent())
                        .map(ClusterUserDefinedNetwork::name)
                        .toList());
    }

    /// Up: the kernel makes `tunl0` and its like by itself as soon as somebody loads their module, and they are down.
    static boolean isTunnel(Link link) {
        return link.isUp() && NAMES.containsKey(link.kind());
    }

    String text() {
        List<String> overlays = tunnels.stream()
                .map(link -> NAMES.getOrDefault(link.kind(), link.kind()) + " (" + link.name() + ")")
                .toList();
        StringBuilder text = new StringBuilder(
                overlays.isEmpty() ? "no overlay: no tunnel link is up" : "overlay: " + String.join(", ", overlays));
        wanted.ifPresent(transport -> text.append("; ovnkube.conf asks for ")
                .append(transport == OvnKubeConfig.Transport.NO_OVERLAY ? "none" : "one"));
        if (!noOverlayNetworks.isEmpty()) {
            text.append("; without overlay: ").append(String.join(", ", noOverlayNetworks));
        }
        return text.toString();
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (wanted.equals(Optional.of(OvnKubeConfig.Transport.NO_OVERLAY))) {
            for (Link tunnel : tunnels) {
                findings.add(new Finding(
                        Severity.INFO,
                        "mode",
                        tunnel.name(),
                        "a " + tunnel.kind().toLowerCase(Locale.ROOT)
                                + " tunnel is up, although the default network has no overlay",
                        "other networks may need it; if there are none, it is left over from before"));
            }
        }
        return findings;
    }
}
