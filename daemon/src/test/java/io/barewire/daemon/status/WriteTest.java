package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WriteTest {
    private static final StatusObjects OBJECTS =
            new StatusObjects("worker-1", "frr-k8s-system", Optional.of(new Owner("barewire-x", "pod-uid")));
    private static final Desired DESIRED = Desired.of(Observations.BOTH, SessionStatus.ALL);

    private static SessionState state(SessionKey key) {
        return Objects.requireNonNull(DESIRED.sessions().get(key));
    }

    /// As the API server keeps what was made and then told.
    private static ObjectNode there(String name, SessionKey key, SessionState state, StatusObjects by) {
        ObjectNode object = by.newSession(key);
        object.withObject("/metadata").put("name", name).put("uid", "uid-of-" + name);
        object.withObject("/metadata")
                .setAll((ObjectNode) by.session(name, "uid-of-" + name, state).get("metadata"));
        object.set("status", by.sessionStatus(name, key, state).get("status"));
        return object;
    }

    private static ObjectNode there(String name, SessionKey key) {
        return there(name, key, state(key), OBJECTS);
    }

    private static Optional<ObjectNode> node(NodeState state) {
        ObjectNode object = OBJECTS.nodeState(state);
        object.set("status", OBJECTS.nodeStateStatus(state).get("status"));
        return Optional.of(object);
    }

    private static List<Write> writes(ObjectNode... sessions) {
        return Write.difference(DESIRED, List.of(sessions), node(DESIRED.node()), OBJECTS);
    }

    @Test
    void everythingIsMadeWhereNothingIs() {
        List<Write> writes = Write.difference(DESIRED, List.of(), Optional.empty(), OBJECTS);
        assertEquals(
                List.of(
                        new Write.TellNode(DESIRED.node(), true, true),
                        new Write.Create(Observations.UP_KEY, state(Observations.UP_KEY)),
                        new Write.Create(Observations.DOWN_KEY, state(Observations.DOWN_KEY))),
                writes);
    }

    @Test
    void whatIsAsItShouldBeIsNotWritten() {
        assertEquals(List.of(), writes(there("a", Observations.UP_KEY), there("b", Observations.DOWN_KEY)));
    }

    @Test
    void onlyWhatDiffersIsWritten() {
        SessionState up = state(Observations.UP_KEY);
        SessionState connecting = new SessionState("Connect", up.bfdStatus(), up.lastEnd(), up.refused());
        SessionState silent = new SessionState(up.bgpStatus(), up.bfdStatus(), "gone", up.refused());
        ObjectNode other = there("b", Observations.DOWN_KEY);
        assertEquals(
                List.of(new Write.Update("a", "uid-of-a", Observations.UP_KEY, up, false, true)),
                writes(there("a", Observations.UP_KEY, connecting, OBJECTS), other));
        assertEquals(
                List.of(new Write.Update("a", "uid-of-a", Observations.UP_KEY, up, true, false)),
                writes(there("a", Observations.UP_KEY, silent, OBJECTS), other));
    }

    @Test
    void secondObjectsStrangersAndThoseOfAnEarlierPodAreDeleted() {
        StatusObjects earlier =
                new StatusObjects("worker-1", "frr-k8s-system", Optional.of(new Owner("barewire-w", "old-uid")));
        SessionKey gone = new SessionKey("red", "192.0.2.77");
        List<Write> writes = writes(
                there("a", Observations.UP_KEY),
                there("b", Observations.UP_KEY),
                there("c", gone, state(Observations.UP_KEY), OBJECTS),
                there("d", Observations.DOWN_KEY, state(Observations.DOWN_KEY), earlier));
        assertEquals(
                List.of(
                        new Write.Delete("b", "uid-of-b"),
                        new Write.Delete("c", "uid-of-c"),
                        new Write.Delete("d", "uid-of-d")),
                writes.subList(0, 3));
        assertInstanceOf(Write.Create.class, writes.get(3));
    }
}
