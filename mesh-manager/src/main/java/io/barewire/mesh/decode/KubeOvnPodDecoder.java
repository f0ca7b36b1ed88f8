package io.barewire.mesh.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.KubeOvnPod;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.EnumMap;
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

    /// More than any Pod has; whoever writes there must not fill the tables of routers.
    private static final int MOST_INTERFACES = 64;

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
        List<String> interfaces = annotations.names().stream()
                .filter(name -> name.endsWith(ADDRESSES))
                .toList();
        if (interfaces.size() > MOST_INTERFACES) {
            annotations.warning(
                    interfaces.size() + " of them end in " + ADDRESSES, "the first " + MOST_INTERFACES + " count");
        }
        for (String name : interfaces.subList(0, Math.min(interfaces.size(), MOST_INTERFACES))) {
            String provider = name.substring(0, name.length() - ADDRESSES.length());
            String subnet = annotations.member(provider + SUBNET).text().orElse("");
            if (!subnet.isEmpty()) {
                addresses.merge(subnet, addresses(annotations.member(name)), KubeOvnPodDecoder::both);
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

    /// One of each family: Kube-OVN gives an interface no more.
    private static List<IpAddress> addresses(Field annotation) {
        Map<AddressFamily, IpAddress> addresses = new EnumMap<>(AddressFamily.class);
        for (String each : annotation.text().orElse("").split(",", -1)) {
            String text = each.strip();
            if (text.isEmpty()) {
                continue;
            }
            try {
                IpAddress address = IpAddress.parse(text);
                if (!address.equals(addresses.computeIfAbsent(address.family(), _ -> address))) {
                    annotation.warning("more than one address of a family", "the first one counts");
                }
            } catch (IllegalArgumentException bad) {
                annotation.warning("\"" + text + "\" is not an IP address", "it is not announced");
            }
        }
        return List.copyOf(addresses.values());
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
