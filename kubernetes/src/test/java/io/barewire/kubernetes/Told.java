package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Writes down what a follower is told: `listing`, `+NAME`, `-NAME`, `listed`, `failed STATUS`, `resumed`.
final class Told implements Follower {
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final List<ApiFailure> failures = new CopyOnWriteArrayList<>();

    List<String> all() {
        return List.copyOf(all);
    }

    List<ApiFailure> failures() {
        return List.copyOf(failures);
    }

    void forget() {
        all.clear();
        failures.clear();
    }

    private static String name(ObjectNode object) {
        return object.path("metadata").path("name").asText();
    }

    @Override
    public void listing() {
        all.add("listing");
    }

    @Override
    public void object(ObjectNode object) {
        all.add("+" + name(object));
    }

    @Override
    public void gone(ObjectNode object) {
        all.add("-" + name(object));
    }

    @Override
    public void listed() {
        all.add("listed");
    }

    @Override
    public void failed(ApiFailure failure) {
        failures.add(failure);
        all.add("failed " + failure.status());
    }

    @Override
    public void resumed() {
        all.add("resumed");
    }
}
