package io.barewire.daemon.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import java.util.Optional;

/// Status as the objects of frr-k8s' API. What that has no field for stands in annotations: an API server drops fields
/// that
/// its schema does not have.
final class StatusObjects {
    static final Resource NODE_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrnodestates", "FRRNodeState", false);
    static final Resource SESSION_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "bgpsessionstates", "BGPSessionState", true);

    static final String NODE = "frrk8s.metallb.io/node";
    private static final String PEER = "frrk8s.metallb.io/peer";
    private static final String VRF = "frrk8s.metallb.io/vrf";
    private static final String LAST_END = "barewire.io/last-end";
    private static final String REFUSED = "barewire.io/refused-prefixes";
    private static final String PROBLEMS = "barewire.io/problems";

    private final String node;
    private final String namespace;
    private final Optional<Owner> owner;

    /// @param namespace of the BGPSessionStates
    /// @param owner of them
    StatusObjects(String node, String namespace, Optional<Owner> owner) {
        this.node = node;
        this.namespace = namespace;
        this.owner = owner;
    }

    String namespace() {
        return namespace;
    }

    private static ObjectNode object(Resource resource) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", resource.apiVersion())
                .put("kind", resource.kind());
    }

    /// For `create`; its annotations come with [#session], so that they belong to server-side apply.
    ObjectNode newSession(SessionKey key) {
        ObjectNode object = object(SESSION_STATES);
        ObjectNode metadata =
                object.putObject("metadata").put("generateName", node + "-").put("namespace", namespace);
        metadata.putObject("labels").put(NODE, node).put(PEER, key.peer()).put(VRF, key.vrf());
        owner.ifPresent(pod -> metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", pod.name())
                .put("uid", pod.uid()));
        return object;
    }

    /// For `apply`, which makes what is not there: by its `uid` it is this object, or a conflict.
    ObjectNode session(String name, String uid, SessionState state) {
        ObjectNode object = named(SESSION_STATES, name);
        object.withObject("/metadata").put("uid", uid);
        annotate(object, LAST_END, state.lastEnd());
        annotate(object, REFUSED, state.refused());
        return object;
    }

    /// For `applyStatus`.
    ObjectNode sessionStatus(String name, SessionKey key, SessionState state) {
        ObjectNode object = named(SESSION_STATES, name);
        object.putObject("status")
                .put("bgpStatus", state.bgpStatus())
                .put("bfdStatus", state.bfdStatus())
                .put("node", node)
                .put("peer", key.peer())
                .put("vrf", key.vrf());
        return object;
    }

    /// For `apply`.
    ObjectNode nodeState(NodeState state) {
        ObjectNode object = named(NODE_STATES, node);
        annotate(object, PROBLEMS, state.problems());
        return object;
    }

    /// For `applyStatus`.
    ObjectNode nodeStateStatus(NodeState state) {
        ObjectNode object = named(NODE_STATES, node);
        object.putObject("status")
                .put("runningConfig", state.runningConfig())
                .put("lastConversionResult", state.lastConversionResult())
                .put("lastReloadResult", state.lastReloadResult());
        return object;
    }

    private ObjectNode named(Resource resource, String name) {
        ObjectNode object = object(resource);
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (resource.namespaced()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    private static void annotate(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.withObject("/metadata").withObject("/annotations").put(name, value);
        }
    }

    static SessionKey key(JsonNode object) {
        JsonNode labels = object.path("metadata").path("labels");
        return new SessionKey(labels.path(VRF).asText(), labels.path(PEER).asText());
    }

    static SessionState sessionState(JsonNode object) {
        return new SessionState(
                object.path("status").path("bgpStatus").asText(),
                object.path("status").path("bfdStatus").asText(),
                annotation(object, LAST_END),
                annotation(object, REFUSED));
    }

    static NodeState nodeState(JsonNode object) {
        JsonNode status = object.path("status");
        return new NodeState(
                status.path("runningConfig").asText(),
                status.path("lastConversionResult").asText(),
                status.path("lastReloadResult").asText(),
                annotation(object, PROBLEMS));
    }

    /// Whether the object says whose it is as one made now would.
    boolean isOwned(JsonNode object) {
        JsonNode owners = object.path("metadata").path("ownerReferences");
        return owner.map(pod -> owners.size() == 1
                        && owners.path(0).path("uid").asText().equals(pod.uid()))
                .orElse(owners.isEmpty());
    }

    private static String annotation(JsonNode object, String name) {
        return object.path("metadata").path("annotations").path(name).asText();
    }
}
