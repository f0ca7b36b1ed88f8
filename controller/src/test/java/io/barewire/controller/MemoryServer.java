package io.barewire.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Follower;
import io.barewire.kubernetes.Following;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// An API server in memory, for what a real one cannot be made to do at will: it tells followers of a change before
/// the one who made it has his answer, and refuses what a test wants refused. It knows every kind and has no schema.
public final class MemoryServer implements ApiServer {
    private record Followed(Selection selection, Follower follower) {}

    private record Refusal(Predicate<ObjectNode> what, int status) {}

    private final Map<String, Map<ObjectKey, ObjectNode>> objects = new TreeMap<>();
    private final List<Followed> followers = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private int conflicts;
    private long version;

    /// From now on, whoever writes it.
    public synchronized void refuse(int status, Predicate<ObjectNode> what) {
        refusals.add(new Refusal(what, status));
    }

    /// The next so many [#replace] come too late.
    public synchronized void conflict(int times) {
        conflicts = times;
    }

    /// What is followed, in the order in which that began.
    public synchronized List<Selection> followed() {
        return followers.stream().map(Followed::selection).toList();
    }

    private Map<ObjectKey, ObjectNode> of(Resource resource) {
        return objects.computeIfAbsent(resource.toString(), _ -> new TreeMap<>());
    }

    private static ObjectKey key(JsonNode object) {
        return new ObjectKey(
                object.at("/metadata/namespace").asText(""),
                object.at("/metadata/name").asText());
    }

    private static boolean selects(Selection selection, ObjectNode object) {
        ObjectKey key = key(object);
        return (selection.namespace().isEmpty() || selection.namespace().equals(key.namespace()))
                && (selection.fieldSelector().isEmpty()
                        || selection.fieldSelector().equals("metadata.name=" + key.name()));
    }

    @Override
    public synchronized Following follow(Selection selection, Follower follower) {
        followers.add(new Followed(selection, follower));
        follower.listing();
        of(selection.resource()).values().stream()
                .filter(each -> selects(selection, each))
                .forEach(each -> follower.object(each.deepCopy()));
        follower.listed();
        return new Following() {
            @Override
            public void relist() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                throw new UnsupportedOperationException();
            }
        };
    }

    private void tell(Resource resource, ObjectNode object, boolean gone) {
        for (Followed each : List.copyOf(followers)) {
            if (each.selection().resource().equals(resource) && selects(each.selection(), object)) {
                if (gone) {
                    each.follower().gone(object.deepCopy());
                } else {
                    each.follower().object(object.deepCopy());
                }
            }
        }
    }

    @Override
    public synchronized List<ObjectNode> list(Selection selection) {
        return of(selection.resource()).values().stream()
                .filter(each -> selects(selection, each))
                .map(ObjectNode::deepCopy)
                .toList();
    }

    @Override
    public synchronized Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        return Optional.ofNullable(of(resource).get(new ObjectKey(namespace, name)))
                .map(ObjectNode::deepCopy);
    }

    @Override
    public synchronized ObjectNode create(Resource resource, ObjectNode object) throws ApiFailure {
        ObjectNode named = object.deepCopy();
        ObjectNode metadata = (ObjectNode) named.get("metadata");
        if (metadata.has("generateName")) {
            metadata.put("name", metadata.get("generateName").asText() + (version + 1));
        }
        if (of(resource).containsKey(key(named))) {
            throw ApiFailure.of(409, key(named) + " is there");
        }
        return keep(resource, named, "");
    }

    @Override
    public synchronized ObjectNode apply(Resource resource, ObjectNode object, String fieldManager) throws ApiFailure {
        ObjectNode before = of(resource).get(key(object));
        String uid = object.at("/metadata/uid").asText("");
        if (!uid.isEmpty()
                && (before == null || !before.at("/metadata/uid").asText().equals(uid))) {
            throw ApiFailure.of(409, key(object) + " is another one");
        }
        ObjectNode merged = before == null ? JsonNodeFactory.instance.objectNode() : before.deepCopy();
        merge(merged, object);
        return keep(resource, merged, fieldManager);
    }

    @Override
    public synchronized ObjectNode applyStatus(Resource resource, ObjectNode object, String fieldManager)
            throws ApiFailure {
        ObjectNode before = of(resource).get(key(object));
        if (before == null) {
            throw ApiFailure.of(404, key(object) + " is not there");
        }
        ObjectNode merged = before.deepCopy();
        merged.set("status", object.get("status"));
        return keep(resource, merged, fieldManager + "/status");
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode object && into.get(field.getKey()) instanceof ObjectNode there) {
                merge(there, object);
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }

    /// @param manager with `/status` behind it for the status; empty for nobody in particular
    private ObjectNode keep(Resource resource, ObjectNode object, String manager) throws ApiFailure {
        ObjectNode kept = object.deepCopy();
        kept.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        for (Refusal refusal : refusals) {
            if (refusal.what().test(kept)) {
                throw ApiFailure.of(refusal.status(), resource + " " + key(kept) + " is refused");
            }
        }
        ObjectNode before = of(resource).get(key(kept));
        ObjectNode metadata = (ObjectNode) kept.get("metadata");
        if (!manager.isEmpty()) {
            manage(metadata, manager);
        }
        if (kept.equals(before)) {
            return kept.deepCopy();
        }
        version++;
        metadata.put("resourceVersion", Long.toString(version));
        if (before == null) {
            metadata.put("uid", "uid-" + version).put("generation", 1);
        } else if (!before.path("spec").equals(kept.path("spec"))) {
            metadata.put("generation", before.at("/metadata/generation").asLong() + 1);
        }
        of(resource).put(key(kept), kept);
        tell(resource, kept, false);
        return kept.deepCopy();
    }

    private static void manage(ObjectNode metadata, String manager) {
        String name = manager.replace("/status", "");
        String subresource = manager.endsWith("/status") ? "status" : "";
        boolean already = metadata.path("managedFields")
                .valueStream()
                .anyMatch(each -> each.path("manager").asText().equals(name)
                        && each.path("subresource").asText("").equals(subresource));
        if (!already) {
            metadata.withArray("managedFields")
                    .addObject()
                    .put("manager", name)
                    .put("operation", "Apply")
                    .put("subresource", subresource);
        }
    }

    @Override
    public synchronized Replacement replace(Resource resource, ObjectNode object) throws ApiFailure {
        ObjectNode before = of(resource).get(key(object));
        if (conflicts > 0
                || before == null
                || !before.at("/metadata/resourceVersion").equals(object.at("/metadata/resourceVersion"))) {
            conflicts = Math.max(0, conflicts - 1);
            return Replacement.Conflict.CONFLICT;
        }
        return new Replacement.Done(keep(resource, object, ""));
    }

    @Override
    public synchronized boolean delete(Resource resource, String namespace, String name, Optional<String> uid) {
        ObjectNode before = of(resource).get(new ObjectKey(namespace, name));
        if (before == null
                || uid.filter(one -> !one.equals(before.at("/metadata/uid").asText()))
                        .isPresent()) {
            return false;
        }
        of(resource).remove(new ObjectKey(namespace, name));
        tell(resource, before, true);
        return true;
    }

    @Override
    public void close() {}
}
