package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.objects.ObjectKey;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the FRRNodeState of a node that no agent runs on any more: it says what is not so. What else an agent wrote
/// is owned by its Pod and goes with it.
final class StatusCleaner {
    static final Resource FRR_NODE_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrnodestates", "FRRNodeState", false);

    private static final Logger LOG = LoggerFactory.getLogger(StatusCleaner.class);

    private final ApiServer api;
    private final Selection agents;
    private final Mirror pods;
    private final Mirror states;
    private final ConcurrentMap<ObjectKey, String> nodeByPod = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> uidByState = new ConcurrentHashMap<>();

    /// @param agents the agents' Pods
    /// @param changed called when there may be something to tend; must return at once
    StatusCleaner(ApiServer api, Selection agents, Runnable changed) {
        this.api = api;
        this.agents = agents;
        this.pods = new Mirror("the agents' Pods", podTarget(), changed);
        this.states = new Mirror("FRRNodeStates", stateTarget(), changed);
    }

    private Mirror.Target podTarget() {
        return new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode pod) {
                if (runs(pod)) {
                    nodeByPod.put(key, pod.path("spec").path("nodeName").asText());
                } else {
                    nodeByPod.remove(key);
                }
            }

            @Override
            public void remove(ObjectKey key) {
                nodeByPod.remove(key);
            }
        };
    }

    private Mirror.Target stateTarget() {
        return new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode state) {
                uidByState.put(key.name(), state.path("metadata").path("uid").asText());
            }

            @Override
            public void remove(ObjectKey key) {
                uidByState.remove(key.name());
            }
        };
    }

    /// Or will, or did until a moment ago.
    private static boolean runs(ObjectNode pod) {
        boolean over = Set.of("Succeeded", "Failed")
                .contains(pod.path("status").path("phase").asText(""));
        return !over && !pod.path("spec").path("nodeName").asText("").isEmpty();
    }

    Mirror pods() {
        return pods;
    }

    Mirror states() {
        return states;
    }

    /// Does what is to be done; for the leader.
    void tend() throws ApiFailure {
        if (!pods.complete() || !states.complete()) {
            return;
        }
        Set<String> nodes = new HashSet<>(nodeByPod.values());
        for (Map.Entry<String, String> state : uidByState.entrySet()) {
            // Two watches have no common order: a new agent's state may be told before its Pod. So the server is asked.
            if (!nodes.contains(state.getKey())
                    && !runsOn(state.getKey())
                    && api.delete(FRR_NODE_STATES, "", state.getKey(), Optional.of(state.getValue()))) {
                LOG.info("FRRNodeState {} deleted: no agent runs on that node", state.getKey());
            }
        }
    }

    private boolean runsOn(String node) throws ApiFailure {
        Selection there =
                new Selection(agents.resource(), agents.namespace(), agents.labelSelector(), "spec.nodeName=" + node);
        return api.list(there).stream().anyMatch(StatusCleaner::runs);
    }
}
