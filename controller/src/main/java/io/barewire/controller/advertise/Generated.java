package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// An FRRConfiguration that one node is to be given for one RouteAdvertisements and one source.
///
/// @param namespace of the source
/// @param advertisements whose it is
/// @param purpose names it among those of its namespace: `RA/SOURCE/NODE`
record Generated(String namespace, String advertisements, String purpose, ObjectNode spec) {
    /// OVN-Kubernetes' beginning of the name of each.
    static final String PREFIX = "ovnk-generated-";

    static String purpose(String advertisements, String source, String node) {
        return advertisements + "/" + source + "/" + node;
    }

    /// For one that is new. It follows from the purpose, so that two who make it at a time make one; OVN-Kubernetes has
    /// names by chance, and looks at the purpose alone.
    String name() {
        return PREFIX + Digest.of(purpose).shortText();
    }
}
