package io.barewire.daemon.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One thing to be done so that what is becomes what should be.
sealed interface Write {
    /// @param metadata the object is missing, or its annotations differ
    /// @param status its status differs
    record TellNode(NodeState state, boolean metadata, boolean status) implements Write {}

    record Create(SessionKey key, SessionState state) implements Write {}

    /// @param metadata its annotations differ
    /// @param status its status differs
    record Update(String name, String uid, SessionKey key, SessionState state, boolean metadata, boolean status)
            implements Write {}

    /// A session that is no more, a second object for one that is, or one that belongs to an earlier pod.
    record Delete(String name, String uid) implements Write {}

    /// @param sessions BGPSessionStates of this node
    /// @param node its FRRNodeState
    static List<Write> difference(
            Desired desired, List<ObjectNode> sessions, Optional<ObjectNode> node, StatusObjects objects) {
        List<Write> deletes = new ArrayList<>();
        List<Write> updates = new ArrayList<>();
        Set<SessionKey> there = new HashSet<>();
        for (ObjectNode object : sessions) {
            String name = object.path("metadata").path("name").asText();
            SessionKey key = StatusObjects.key(object);
            SessionState wanted = desired.sessions().get(key);
            if (wanted == null || !objects.isOwned(object) || !there.add(key)) {
                deletes.add(new Delete(name, Mirror.uid(object)));
                continue;
            }
            SessionState found = StatusObjects.sessionState(object);
            boolean metadata = !wanted.lastEnd().equals(found.lastEnd())
                    || !wanted.refused().equals(found.refused());
            boolean status = !wanted.bgpStatus().equals(found.bgpStatus())
                    || !wanted.bfdStatus().equals(found.bfdStatus());
            if (metadata || status) {
                updates.add(new Update(name, Mirror.uid(object), key, wanted, metadata, status));
            }
        }
        List<Write> writes = new ArrayList<>();
        tellNode(desired.node(), node).ifPresent(writes::add);
        writes.addAll(deletes);
        writes.addAll(updates);
        desired.sessions().forEach((key, state) -> {
            if (!there.contains(key)) {
                writes.add(new Create(key, state));
            }
        });
        return writes;
    }

    private static Optional<Write> tellNode(NodeState wanted, Optional<ObjectNode> there) {
        if (there.isEmpty()) {
            return Optional.of(new TellNode(wanted, true, true));
        }
        NodeState found = StatusObjects.nodeState(there.get());
        boolean metadata = !wanted.problems().equals(found.problems());
        boolean status = !wanted.runningConfig().equals(found.runningConfig())
                || !wanted.lastConversionResult().equals(found.lastConversionResult())
                || !wanted.lastReloadResult().equals(found.lastReloadResult());
        return metadata || status ? Optional.of(new TellNode(wanted, metadata, status)) : Optional.empty();
    }
}
