package io.barewire.mesh.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Follower;
import io.barewire.kubernetes.Following;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// An API server that lists what it is given and then tells followers what a test wants them told, however unlikely.
final class ScriptedServer implements ApiServer {
    private record Line(Follower follower, ExecutorService thread) {}

    private final Map<Resource, List<ObjectNode>> listed;
    private final Map<Resource, Line> lines = new ConcurrentHashMap<>();
    private final Map<Selection, Line> selections = new ConcurrentHashMap<>();

    /// @param listed the objects at the beginning; other resources have none
    ScriptedServer(Map<Resource, List<ObjectNode>> listed) {
        this.listed = Map.copyOf(listed);
    }

    @Override
    public Following follow(Selection selection, Follower follower) {
        Line line = new Line(
                follower,
                Executors.newSingleThreadExecutor(
                        Thread.ofVirtual().name("scripted").factory()));
        Runnable list = () -> {
            follower.listing();
            listed.getOrDefault(selection.resource(), List.of()).stream()
                    .filter(object -> selects(selection, object))
                    .forEach(follower::object);
            follower.listed();
        };
        lines.put(selection.resource(), line);
        selections.put(selection, line);
        line.thread().execute(list);
        return new Following() {
            @Override
            public void relist() {
                line.thread().execute(list);
            }

            @Override
            public void close() {
                line.thread().shutdownNow();
            }
        };
    }

    private static boolean selects(Selection selection, ObjectNode object) {
        String named = "metadata.name=";
        return !selection.fieldSelector().startsWith(named)
                || selection
                        .fieldSelector()
                        .equals(named + object.at("/metadata/name").asText());
    }

    /// The same for one of several that are told of a resource.
    void tell(Selection selection, Consumer<Follower> what) {
        Line line = Objects.requireNonNull(selections.get(selection));
        line.thread().execute(() -> what.accept(line.follower()));
    }

    /// On the thread that tells of this resource, after what it was asked to tell before.
    void tell(Resource resource, Consumer<Follower> what) {
        Line line = Objects.requireNonNull(lines.get(resource));
        line.thread().execute(() -> what.accept(line.follower()));
    }

    @Override
    public List<ObjectNode> list(Selection selection) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectNode create(Resource resource, ObjectNode object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectNode apply(Resource resource, ObjectNode object, String fieldManager) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectNode applyStatus(Resource resource, ObjectNode object, String fieldManager) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Replacement replace(Resource resource, ObjectNode object) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Resource resource, String namespace, String name, Optional<String> uid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        lines.values().forEach(line -> line.thread().shutdownNow());
    }
}
