package io.barewire.mesh.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.Announcement;
import io.barewire.mesh.objects.KubeOvnService;
import io.barewire.mesh.objects.KubeOvnService.Speakers;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/// Reads a Service that Kube-OVN's annotations have announced: a ClusterIP by `ovn.kubernetes.io/bgp`, and
/// the addresses of a load balancer that Kube-OVN gave it, by `ovn.kubernetes.io/bgp-vip`.
final class KubeOvnServiceDecoder {
    /// The name of the Vip whose address Kube-OVN's controller writes into the Service's status.
    private static final String BGP_VIP = "ovn.kubernetes.io/bgp-vip";

    /// The one node that announces a load balancer's address, where routers know no equal paths.
    private static final String SPEAKER = "ovn.kubernetes.io/bgp-speaker-node";

    private KubeOvnServiceDecoder() {}

    /// Whether a Service may be announced: cheaper than to decode it.
    static boolean mayBeAnnounced(JsonNode tree) {
        JsonNode annotations = tree.path("metadata").path("annotations");
        return annotations.has(AnnouncementDecoder.BGP) || annotations.has(BGP_VIP);
    }

    static Optional<KubeOvnService> decode(Field root, Origin origin, ObjectKey key) {
        Field annotations = root.member("metadata").member("annotations");
        Field bgp = annotations.member(AnnouncementDecoder.BGP);
        Optional<Announcement> asked = AnnouncementDecoder.decode(bgp);
        Field spec = root.member("spec");
        String type = spec.member("type").text().orElse("ClusterIP");
        if (type.equals("LoadBalancer") && annotations.member(BGP_VIP).presentAndNotEmpty()) {
            Optional<String> only = annotations.member(SPEAKER).text().filter(name -> !name.isEmpty());
            return wherever(asked.or(() -> Optional.of(Announcement.CLUSTER)), bgp)
                    .map(_ -> new KubeOvnService(key, origin, ingress(root), new Speakers.Labelled(only)));
        }
        if (type.equals("ClusterIP")) {
            return wherever(asked, bgp)
                    .map(_ -> new KubeOvnService(key, origin, clusterIps(spec), new Speakers.Every()));
        }
        if (asked.isPresent()) {
            bgp.warning(
                    "a Service of type " + type + " is not announced by this",
                    BGP_VIP + " announces the address that Kube-OVN gave a load balancer");
        }
        return Optional.empty();
    }

    /// A Service is on every node: `local` has no other meaning than `cluster`.
    private static Optional<Announcement> wherever(Optional<Announcement> asked, Field annotation) {
        if (asked.equals(Optional.of(Announcement.LOCAL))) {
            annotation.warning("a Service is on every node", "\"local\" is taken for \"cluster\"");
        }
        return asked.filter(policy -> policy != Announcement.NONE);
    }

    private static List<IpAddress> clusterIps(Field spec) {
        return spec.member("clusterIPs").elements().stream()
                .filter(ip -> !ip.text().equals(Optional.of("None")))
                .flatMap(ip -> ip.address().stream())
                .toList();
    }

    private static List<IpAddress> ingress(Field root) {
        return root.member("status").member("loadBalancer").member("ingress").elements().stream()
                .map(each -> each.member("ip"))
                .filter(Field::presentAndNotEmpty)
                .flatMap(ip -> ip.address().stream())
                .toList();
    }
}
