package io.barewire.mesh.decode;

import io.barewire.bfd.BfdProfile;
import io.barewire.wire.Prefix;
import java.util.Map;
import java.util.Set;

/// What a router's neighbors may refer to.
///
/// @param namespace of the object
/// @param vrf empty for the default one
/// @param prefixes that may be advertised
record RouterContext(
        String namespace, long asn, String vrf, Set<Prefix> prefixes, Map<String, BfdProfile> bfdProfiles) {
    /// An error of a neighbor, in the words that frr-k8s has for it.
    void fault(Field field, String neighbor, String reason, String remedy) {
        field.error(
                "failed to process neighbor " + neighbor + " for router " + asn + "-" + vrf + ": " + reason, remedy);
    }
}
