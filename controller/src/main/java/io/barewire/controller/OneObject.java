package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Optional;
import java.util.function.Consumer;

/// The one object of a selection, as it is told, or as a write of ours left it until that is told.
///
/// The answer to a write may come after what the watch tells of it and of what became of the object since. So it counts
/// only when nothing has been told since the look on which the write was decided.
final class OneObject implements Mirror.Target {
    /// A look at it.
    ///
    /// @param object empty when there is none
    /// @param told how often it has been told
    record Seen(Optional<ObjectNode> object, long told) {}

    private final Consumer<Optional<ObjectNode>> changed;
    private Seen now = new Seen(Optional.empty(), 0);

    /// @param changed called with the object that counts from now on; must return at once
    OneObject(Consumer<Optional<ObjectNode>> changed) {
        this.changed = changed;
    }

    synchronized Seen seen() {
        return now;
    }

    @Override
    public void put(ObjectKey key, ObjectNode object) {
        told(Optional.of(object));
    }

    @Override
    public void remove(ObjectKey key) {
        told(Optional.empty());
    }

    private synchronized void told(Optional<ObjectNode> object) {
        now = new Seen(object, now.told() + 1);
        changed.accept(object);
    }

    /// A write has been answered.
    ///
    /// @param before the look on which it was decided
    synchronized void written(Seen before, ObjectNode object) {
        if (now.told() == before.told()) {
            now = new Seen(Optional.of(object), now.told());
            changed.accept(now.object());
        }
    }
}
