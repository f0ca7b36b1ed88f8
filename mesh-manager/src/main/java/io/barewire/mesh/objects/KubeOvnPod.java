package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A Pod with addresses of Kube-OVN.
///
/// @param node that it runs on; empty while it has none
/// @param addresses of each of its interfaces, by the name of the Subnet that they are of
/// @param asked what its own annotation says; empty: as its Subnet says of its Pods
public record KubeOvnPod(
        ObjectKey key, Origin origin, String node, Map<String, List<IpAddress>> addresses, Optional<Announcement> asked)
        implements ClusterObject {
    public static final String KIND = "Pod";

    public KubeOvnPod {
        addresses = addresses.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }
}
