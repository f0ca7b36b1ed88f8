package io.barewire.controller.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.managed.Step.Delete;
import io.barewire.controller.managed.Step.Label;
import io.barewire.controller.managed.Step.Write;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What is to be done, from what is and what is wanted alone: the same after a change, after a start, and when
/// somebody else has changed an object.
///
/// Objects of an earlier generation go when the current ones do their work: RouteAdvertisements when those of the
/// current generation have been accepted, their FRRConfiguration when nothing selects it any more. Until then nodes
/// have both, which say the same.
///
/// @param configurations those of managed routing, of either generation
/// @param advertisements those of managed routing, of either generation
/// @param networks all ClusterUserDefinedNetworks
/// @param keptAs what the API server made of what was written
record Reconciliation(
        Collection<ObjectNode> configurations,
        Collection<ObjectNode> advertisements,
        Map<String, ObjectNode> networks,
        Map<ObjectKey, Kept> keptAs) {
    /// The API server fills in defaults; what has them is still what was wanted.
    ///
    /// @param wanted the spec that was written
    /// @param spec what came of it
    record Kept(JsonNode wanted, JsonNode spec) {}

    /// @param accepted whether a RouteAdvertisements has been accepted as it is
    List<Step> steps(ManagedObjects wanted, Predicate<ObjectNode> accepted) {
        List<Step> steps = new ArrayList<>();
        Map<ObjectKey, ObjectNode> existing = byKey(advertisements);
        // What is selected comes before what selects it.
        Map<ObjectKey, ObjectNode> bases = byKey(configurations);
        wanted.configurations().values().forEach(object -> write(Resource.FRR_CONFIGURATIONS, object, bases, steps));
        for (String name : wanted.labelled()) {
            ObjectNode network = networks.get(name);
            if (network != null && !network.path("metadata").path("labels").has(Generations.LABEL)) {
                steps.add(new Label(name, Step.uid(network)));
            }
        }
        wanted.advertisements()
                .values()
                .forEach(object -> write(Resource.ROUTE_ADVERTISEMENTS, object, existing, steps));
        boolean replaced = wanted.advertisements().keySet().stream()
                .map(name -> existing.get(new ObjectKey("", name)))
                .allMatch(object -> object != null && accepted.test(object));
        boolean earlierStay = false;
        for (ObjectNode object : advertisements) {
            boolean unwanted = Generations.isEarlierAdvertisement(object)
                    ? replaced
                    : !wanted.advertisements().containsKey(Step.key(object).name());
            if (unwanted) {
                steps.add(delete(Resource.ROUTE_ADVERTISEMENTS, object));
            } else {
                earlierStay |= Generations.isEarlierAdvertisement(object);
            }
        }
        for (ObjectNode object : configurations) {
            boolean unwanted = Generations.isEarlierBase(object)
                    ? replaced && !earlierStay
                    : !Step.key(object).namespace().equals(wanted.namespace())
                            || !wanted.configurations()
                                    .containsKey(Step.key(object).name());
            if (unwanted) {
                steps.add(delete(Resource.FRR_CONFIGURATIONS, object));
            }
        }
        return steps;
    }

    private static Map<ObjectKey, ObjectNode> byKey(Collection<ObjectNode> objects) {
        Map<ObjectKey, ObjectNode> byKey = new TreeMap<>();
        objects.forEach(object -> byKey.put(Step.key(object), object));
        return byKey;
    }

    private void write(Resource resource, ObjectNode object, Map<ObjectKey, ObjectNode> existing, List<Step> into) {
        ObjectKey key = Step.key(object);
        ObjectNode now = existing.get(key);
        if (now == null || !hasLabels(now, object) || !hasSpec(key, now.path("spec"), object.path("spec"))) {
            into.add(new Write(resource, object));
        }
    }

    /// Others are somebody else's business.
    private static boolean hasLabels(ObjectNode now, ObjectNode wanted) {
        JsonNode labels = now.path("metadata").path("labels");
        return wanted.path("metadata").path("labels").properties().stream()
                .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }

    private boolean hasSpec(ObjectKey key, JsonNode now, JsonNode wanted) {
        Kept kept = keptAs.get(key);
        return Specs.same(now, wanted)
                || (kept != null && kept.wanted().equals(wanted) && Specs.same(now, kept.spec()));
    }

    private static Delete delete(Resource resource, ObjectNode object) {
        return new Delete(resource, Step.key(object), Step.uid(object));
    }
}
