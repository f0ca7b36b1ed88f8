package io.barewire.mesh.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.KubeOvnPod;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads of a Pod what Kube-OVN wrote there: for each interface its addresses and the Subnet that they are of. Whoever
/// owns a Pod may write there, so that what is wrong is a warning, and only that interface is left out.
final class KubeOvnPodDecoder {
    /// What comes before it names the interface's provider: `ovn`, or that of an attachment.
    private static final String ADDRESSES = ".kubernetes.io/ip_address";

    private static final String SUBNET = ".kubernetes.io/logical_switch";

    private KubeOvnPodDecoder() {}

    /// Whether a Pod may be announced by a node: cheaper than to decode it.
    ///
    /// @param node that it is on; others only where they ask for it themselves
    static boolean mayBeAnnounced(JsonNode tree, String node) {
        JsonNode annotations = tree.path("metadata").path("annotations");
        boolean wanted =
                tree.path("spec").path("nodeName").asText("").equals(node) || annotations.has(AnnouncementDecoder.BGP);
        return wanted
                && annotations.propertyStream().anyMatch(each -> each.getKey().endsWith(ADDRESSES));
    }

    static Optional<KubeOvnPod> decode(Field root, Origin origin, ObjectKey key) {
        Field annotations = root.member("metadata").member("annotations");
        Map<String, List<IpAddress>> addresses = new LinkedHashMap<>();
        for (String name : annotations.names()) {
            if (name.endsWith(ADDRESSES)) {
                String provider = name.substring(0, name.length() - ADDRESSES.length());
                String subnet = annotations.member(provider + SUBNET).text().orElse("");
                if (!subnet.isEmpty()) {
                    addresses.merge(subnet, addresses(annotations.member(name)), KubeOvnPodDecoder::both);
                }
            }
        }
        if (addresses.isEmpty() || hasEnded(root)) {
            return Optional.empty();
        }
        return Optional.of(new KubeOvnPod(
                key,
                origin,
                root.member("spec").member("nodeName").text().orElse(""),
                addresses,
                AnnouncementDecoder.decode(annotations.member(AnnouncementDecoder.BGP))));
    }

    private static List<IpAddress> both(List<IpAddress> one, List<IpAddress> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }

    private static List<IpAddress> addresses(Field annotation) {
        return annotation.text().stream()
                .flatMap(text -> Stream.of(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> {
                    try {
                        return Stream.of(IpAddress.parse(text));
                    } catch (IllegalArgumentException bad) {
                        annotation.warning("\"" + text + "\" is not an IP address", "it is not announced");
                        return Stream.empty();
                    }
                })
                .toList();
    }

    /// Its addresses are another's by then.
    private static boolean hasEnded(Field root) {
        String restart = root.member("spec").member("restartPolicy").text().orElse("Always");
        Field status = root.member("status");
        return switch (status.member("phase").text().orElse("")) {
            case "Succeeded" -> !restart.equals("Always");
            case "Failed" ->
                restart.equals("Never")
                        || status.member("reason").text().orElse("").equals("Evicted");
            default -> false;
        };
    }
}
