package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Names and labels of the objects of managed routing, in the two generations that OVN-Kubernetes has had: fixed names
/// with one label now, names with a hash (release 1.3, and the enhancement proposal) before.
final class Generations {
    /// The FRRConfiguration of the default network and of all managed networks together.
    static final String BASE = "ovnk-managed-bgp";

    /// The RouteAdvertisements of the default network.
    static final String DEFAULT_NETWORK = "ovnk-managed-bgp-default";

    /// The RouteAdvertisements of all managed ClusterUserDefinedNetworks.
    static final String CLUSTER_NETWORKS = "ovnk-managed-bgp-cudn";

    /// On the FRRConfiguration, and on each managed ClusterUserDefinedNetwork; without a value.
    static final String LABEL = "k8s.ovn.org/managed-bgp";

    /// On the FRRConfiguration before.
    static final String EARLIER_FABRIC = "k8s.ovn.org/managed-internal-fabric";

    /// With a hash of a zone.
    private static final Pattern PART = Pattern.compile(BASE + "-[0-9a-f]{1,16}");

    /// With a hash of the AS number in decimal, or of the network's name.
    private static final Pattern EARLIER_NAME = Pattern.compile("ovnk-managed-[0-9a-f]{1,16}");

    /// FNV-1a of 64 bits: its offset basis and its prime.
    private static final BigInteger BASIS = new BigInteger("cbf29ce484222325", 16);

    private static final BigInteger PRIME = new BigInteger("100000001b3", 16);
    private static final BigInteger MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Generations() {}

    /// FNV-1a in hexadecimal digits, without leading zeros.
    static String hash(String text) {
        BigInteger hash = BASIS;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = hash.xor(BigInteger.valueOf(octet & 0xFF)).multiply(PRIME).and(MASK);
        }
        return hash.toString(16);
    }

    /// Whether an FRRConfiguration is the base of the current generation, or one of its parts: by its name and its
    /// label, as admins have some with the label in the mesh, too.
    static boolean isBase(JsonNode configuration) {
        String name = name(configuration);
        return (name.equals(BASE) || PART.matcher(name).matches()) && label(configuration, LABEL);
    }

    /// Whether a ClusterUserDefinedNetwork has been labelled as one whose routing is managed.
    static boolean isManagedNetwork(JsonNode network) {
        return label(network, LABEL);
    }

    /// Whether a RouteAdvertisements is one of the current generation.
    static boolean isAdvertisement(JsonNode advertisements) {
        return Set.of(DEFAULT_NETWORK, CLUSTER_NETWORKS).contains(name(advertisements));
    }

    /// Whether an FRRConfiguration is an earlier release's base: by its name and its label, as admins make some with
    /// the label, too.
    static boolean isEarlierBase(JsonNode configuration) {
        return EARLIER_NAME.matcher(name(configuration)).matches() && label(configuration, EARLIER_FABRIC);
    }

    /// Whether a RouteAdvertisements is an earlier release's: one that selects its base.
    static boolean isEarlierAdvertisement(JsonNode advertisements) {
        return EARLIER_NAME.matcher(name(advertisements)).matches()
                && advertisements
                        .path("spec")
                        .path("frrConfigurationSelector")
                        .path("matchLabels")
                        .has(EARLIER_FABRIC);
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText("");
    }

    static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new HashMap<>();
        object.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static boolean label(JsonNode object, String key) {
        return object.path("metadata").path("labels").has(key);
    }
}
