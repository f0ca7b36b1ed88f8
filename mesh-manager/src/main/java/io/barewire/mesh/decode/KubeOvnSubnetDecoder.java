package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.Announcement;
import io.barewire.mesh.objects.KubeOvnSubnet;
import io.barewire.mesh.objects.KubeOvnSubnet.Gateway;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a Subnet of Kube-OVN. One in a VPC of its own, or on a VLAN, is not reached through nodes, and not announced.
final class KubeOvnSubnetDecoder {
    /// Between nodes and pods: no translation, and nothing to be reached in it.
    private static final String JOIN = "join";

    private static final String DEFAULT_VPC = "ovn-cluster";

    private KubeOvnSubnetDecoder() {}

    static Optional<KubeOvnSubnet> decode(Field root, Origin origin, String name, Faults faults) {
        Field spec = root.member("spec");
        List<Prefix> cidrs = cidrs(spec.member("cidrBlock"));
        Field annotation = root.member("metadata").member("annotations").member(AnnouncementDecoder.BGP);
        boolean routed = !spec.member("natOutgoing").flag().orElse(false) && !name.equals(JOIN);
        boolean throughNodes = spec.member("vpc").text().orElse(DEFAULT_VPC).equals(DEFAULT_VPC)
                && spec.member("vlan").text().orElse("").isEmpty();
        Gateway gateway = gateway(spec, root.member("status").member("activateGateway"));
        return faults.anyError()
                ? Optional.empty()
                : Optional.of(new KubeOvnSubnet(
                        name,
                        origin,
                        cidrs,
                        throughNodes,
                        AnnouncementDecoder.decode(annotation)
                                .orElse(routed ? Announcement.CLUSTER : Announcement.NONE),
                        gateway));
    }

    private static List<Prefix> cidrs(Field block) {
        List<Prefix> cidrs = new ArrayList<>();
        block.text().stream().flatMap(text -> Stream.of(text.split(",", -1))).forEach(text -> {
            try {
                cidrs.add(Prefix.parse(text.strip()));
            } catch (IllegalArgumentException bad) {
                block.error("\"" + text + "\" is not a prefix", "10.16.0.0/16, or one of each family with a comma");
            }
        });
        if (!block.present()) {
            block.error("missing", "10.16.0.0/16, or one of each family with a comma, is needed");
        }
        return cidrs;
    }

    private static Gateway gateway(Field spec, Field active) {
        if (!spec.member("gatewayType")
                .oneOf(List.of("distributed", "centralized", ""))
                .orElse("")
                .equals("centralized")) {
            return new Gateway.Distributed();
        }
        if (!spec.member("enableEcmp").flag().orElse(false)) {
            return new Gateway.Centralized(
                    active.text().filter(node -> !node.isEmpty()).stream().toList());
        }
        // A node may have the address behind it that packets leave with.
        return new Gateway.Centralized(Stream.of(
                        spec.member("gatewayNode").text().orElse("").split(",", -1))
                .map(node -> (node.contains(":") ? node.substring(0, node.indexOf(':')) : node).strip())
                .filter(node -> !node.isEmpty())
                .toList());
    }
}
