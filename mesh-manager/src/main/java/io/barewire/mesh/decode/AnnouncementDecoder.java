package io.barewire.mesh.decode;

import io.barewire.mesh.objects.Announcement;
import java.util.Optional;

/// Reads the annotation that kube-ovn-speaker reads.
final class AnnouncementDecoder {
    static final String BGP = "ovn.kubernetes.io/bgp";

    private AnnouncementDecoder() {}

    /// Empty when it says nothing. A word that nobody knows announces nothing, as with kube-ovn-speaker.
    static Optional<Announcement> decode(Field annotation) {
        return annotation.text().filter(policy -> !policy.isEmpty()).map(policy -> switch (policy) {
            case "true", "cluster" -> Announcement.CLUSTER;
            case "local" -> Announcement.LOCAL;
            default -> {
                annotation.warning(
                        "\"" + policy + "\" is not known, so nothing is announced",
                        "\"true\", \"cluster\" or \"local\" is needed");
                yield Announcement.NONE;
            }
        });
    }
}
