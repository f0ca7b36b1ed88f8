package io.barewire.mesh.decode;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.ClusterObject;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.KubeOvnPod;
import io.barewire.mesh.objects.KubeOvnService;
import io.barewire.mesh.objects.KubeOvnSubnet;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectId;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.RoutingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// From the JSON tree of any Kubernetes object to a value that we know, or to what is wrong with it.
public final class ObjectDecoder {
    /// Kinds we read, and their API versions.
    private static final Map<String, String> API_VERSIONS = Map.ofEntries(
            Map.entry("Node", "v1"),
            Map.entry("Secret", "v1"),
            Map.entry("ConfigMap", "v1"),
            Map.entry(KubeOvnPod.KIND, "v1"),
            Map.entry(KubeOvnService.KIND, "v1"),
            Map.entry("FRRConfiguration", "frrk8s.metallb.io/v1beta1"),
            Map.entry(FrrK8sConfiguration.KIND, "frrk8s.metallb.io/v1beta1"),
            Map.entry(ClusterUserDefinedNetwork.KIND, "k8s.ovn.org/v1"),
            Map.entry(KubeOvnSubnet.KIND, "kubeovn.io/v1"),
            Map.entry(RoutingPolicy.KIND, "barewire.io/v1alpha1"));

    /// Kinds of whose name others have some, too, which are nobody's business here.
    private static final Set<String> OF_COMMON_NAMES = Set.of(KubeOvnSubnet.KIND, KubeOvnService.KIND);

    /// Kinds whose objects are in no namespace.
    private static final Set<String> CLUSTER_WIDE = Set.of("Node", ClusterUserDefinedNetwork.KIND, KubeOvnSubnet.KIND);

    /// Kinds that mean something for routing, but not to us so far.
    private static final List<String> NOT_YET = List.of("UserDefinedNetwork");

    /// Carried out once for the cluster, not by each node.
    private static final String OF_THE_CONTROLLER = "RouteAdvertisements";

    private static final int DEEPEST_LIST = 3;

    private ObjectDecoder() {}

    /// Decodes an object, or all objects of a `List`.
    ///
    /// @param origin where the tree begins
    /// @param lines for the fields of the tree
    public static List<Decoded> decode(JsonNode tree, Origin origin, LineFinder lines) {
        List<Decoded> decoded = new ArrayList<>();
        decode(tree, new FieldPath.Root(), origin, lines, 0, decoded);
        return decoded;
    }

    /// Whether an object with a `spec.nodeSelector` may select a node with these labels: cheaper than to decode the
    /// whole of it. A selector that is wrong may; what is wrong with it, decoding tells.
    public static boolean mayConcern(JsonNode tree, Map<String, String> labels) {
        Faults faults = new Faults(Origin.NONE, "", LineFinder.NONE);
        Field selector = Field.root(tree, faults).member("spec").member("nodeSelector");
        return LabelSelectorDecoder.decode(selector, "").selects(labels) || faults.anyError();
    }

    /// Whether a Pod or a Service may be something that a node announces: cheaper than to decode it.
    public static boolean mayBeAnnounced(JsonNode tree, String node) {
        return tree.path("kind").asText().equals(KubeOvnPod.KIND)
                ? KubeOvnPodDecoder.mayBeAnnounced(tree, node)
                : KubeOvnServiceDecoder.mayBeAnnounced(tree);
    }

    /// A label selector that stands in an object of a kind that is not read here.
    ///
    /// @throws IllegalArgumentException says what is wrong with it
    public static LabelSelector selector(JsonNode tree) {
        Faults faults = new Faults(Origin.NONE, "", LineFinder.NONE);
        LabelSelector selector = LabelSelectorDecoder.decode(Field.root(tree, faults), "");
        if (faults.anyError()) {
            Problem first = faults.problems().getFirst();
            throw new IllegalArgumentException(first.path() + ": " + first.reason() + "; " + first.remedy());
        }
        return selector;
    }

    private static void decode(
            JsonNode tree, FieldPath at, Origin origin, LineFinder lines, int depth, List<Decoded> into) {
        JsonNode items = tree.path("items");
        if (tree.path("kind").asText("").endsWith("List") && items.isArray() && depth < DEEPEST_LIST) {
            for (int i = 0; i < items.size(); i++) {
                FieldPath element = new FieldPath.Element(new FieldPath.Member(at, "items"), i);
                int line = lines.lineOf(element);
                LineFinder below = path -> lines.lineOf(graft(element, path));
                decode(items.get(i), element, line == 0 ? origin : origin.atLine(line), below, depth + 1, into);
            }
            return;
        }
        into.add(decodeOne(tree, origin, lines));
    }

    /// `path`, seen from where `base` hangs.
    private static FieldPath graft(FieldPath base, FieldPath path) {
        return switch (path) {
            case FieldPath.Root _ -> base;
            case FieldPath.Member(FieldPath parent, String name) -> new FieldPath.Member(graft(base, parent), name);
            case FieldPath.Element(FieldPath parent, int index) -> new FieldPath.Element(graft(base, parent), index);
        };
    }

    private static Decoded decodeOne(JsonNode tree, Origin origin, LineFinder lines) {
        Faults nameless = new Faults(origin, "", lines);
        Field root = Field.root(tree, nameless);
        if (!tree.isObject()) {
            root.error("not a Kubernetes object", "a map with apiVersion, kind and metadata is needed");
            return new Decoded.Unidentified(nameless.problems());
        }
        Optional<String> kind = root.member("kind").text().filter(text -> !text.isEmpty());
        Optional<String> name = root.member("metadata").member("name").text().filter(text -> !text.isEmpty());
        String namespace = root.member("metadata").member("namespace").text().orElse("");
        if (kind.isEmpty()) {
            root.member("kind")
                    .error("missing", "Node, FRRConfiguration, RoutingPolicy, Secret or ConfigMap is needed");
            return new Decoded.Unidentified(nameless.problems());
        }
        String group = group(API_VERSIONS.getOrDefault(kind.get(), ""));
        if (OF_COMMON_NAMES.contains(kind.get())
                && !group(root.member("apiVersion").text().orElse("")).equals(group)) {
            return new Decoded.Ignored(List.of());
        }
        if (!API_VERSIONS.containsKey(kind.get())) {
            return new Decoded.Ignored(ofAnotherKind(root.member("kind"), kind.get(), nameless));
        }
        if (name.isEmpty()) {
            root.member("metadata").member("name").error("missing", "every object needs a name");
            return new Decoded.Unidentified(nameless.problems());
        }
        if (nameless.anyError()) {
            return new Decoded.Unidentified(nameless.problems());
        }
        return decodeKnown(tree, origin, lines, id(kind.get(), namespace, name.get()));
    }

    private static String group(String apiVersion) {
        return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    }

    private static List<Problem> ofAnotherKind(Field field, String kind, Faults faults) {
        if (kind.equals(OF_THE_CONTROLLER)) {
            field.warning(
                    "a " + kind + " means nothing to a node by itself",
                    "barewire controller carries it out, from an API server");
        } else if (NOT_YET.contains(kind)) {
            field.warning("not supported yet: " + kind, "the object is ignored");
        } else {
            Nearest.of(kind, API_VERSIONS.keySet())
                    .ifPresent(nearest -> field.warning(
                            "the kind \"" + kind + "\" means nothing here", "did you mean \"" + nearest + "\"?"));
        }
        return faults.problems();
    }

    private static ObjectId id(String kind, String namespace, String name) {
        if (CLUSTER_WIDE.contains(kind)) {
            return new ObjectId(kind, new ObjectKey("", name));
        }
        return new ObjectId(kind, new ObjectKey(namespace.isEmpty() ? "default" : namespace, name));
    }

    private static Decoded decodeKnown(JsonNode tree, Origin origin, LineFinder lines, ObjectId id) {
        Faults faults = new Faults(origin, id.toString(), lines);
        Field root = Field.root(tree, faults);
        String wanted = API_VERSIONS.getOrDefault(id.kind(), "");
        String version = root.member("apiVersion").text().orElse("");
        if (!version.equals(wanted)) {
            root.member("apiVersion")
                    .error(version.isEmpty() ? "missing" : "\"" + version + "\" is not known", wanted + " is needed");
        }
        Optional<? extends ClusterObject> value = switch (id.kind()) {
            case "Node" -> NodeDecoder.decode(root, origin, id.key().name(), faults);
            case "Secret" -> SecretDecoder.decode(root, origin, id.key(), faults);
            case "FRRConfiguration" -> FrrConfigurationDecoder.decode(root, origin, id.key(), faults);
            case FrrK8sConfiguration.KIND -> FrrK8sConfigurationDecoder.decode(root, origin, id.key(), faults);
            case ClusterUserDefinedNetwork.KIND ->
                ClusterNetworkDecoder.decode(root, origin, id.key().name(), faults);
            case KubeOvnSubnet.KIND ->
                KubeOvnSubnetDecoder.decode(root, origin, id.key().name(), faults);
            case KubeOvnPod.KIND -> KubeOvnPodDecoder.decode(root, origin, id.key());
            case KubeOvnService.KIND -> KubeOvnServiceDecoder.decode(root, origin, id.key());
            case RoutingPolicy.KIND -> RoutingPolicyDecoder.decode(root, origin, id.key(), faults);
            default -> {
                Field config = root.member("data").member(OvnKubeConfigDecoder.FILE_NAME);
                if (!config.present()) {
                    yield Optional.empty();
                }
                yield config.text().flatMap(text -> OvnKubeConfigDecoder.decode(text, config.path(), faults));
            }
        };
        if (faults.anyError()) {
            return new Decoded.Broken(id, origin, faults.problems());
        }
        return value.<Decoded>map(object -> new Decoded.Good(id, object, faults.problems()))
                .orElseGet(() -> new Decoded.Ignored(faults.problems()));
    }
}
