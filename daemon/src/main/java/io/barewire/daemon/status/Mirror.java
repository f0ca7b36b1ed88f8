package io.barewire.daemon.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.Follower;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The objects of a selection as they are on the API server: as it tells them, and as our own writes left them, whoever
/// is newer. A thread follows, another one writes.
final class Mirror implements Follower {
    private final Runnable changed;
    private final SortedMap<String, ObjectNode> objects = new TreeMap<>();
    private final Set<String> sinceListing = new HashSet<>();
    private boolean complete;

    /// By identity, and only while a write of ours is on its way: its answer may be older than the end of the object.
    private final Set<String> goneMeanwhile = new HashSet<>();

    private boolean writing;
    private Optional<ApiFailure> failure = Optional.empty();

    /// @param changed called when something is told; must return at once
    Mirror(Runnable changed) {
        this.changed = changed;
    }

    /// What there is; what others see of it may be older.
    synchronized List<ObjectNode> objects() {
        return List.copyOf(objects.values());
    }

    /// Everything was told once.
    synchronized boolean isComplete() {
        return complete;
    }

    /// Why it is not, or why nothing new is told; empty when all is well.
    synchronized Optional<ApiFailure> failure() {
        return failure;
    }

    /// A write of ours, one at a time.
    interface Sending {
        /// @return the object as the server keeps it now
        ObjectNode send() throws ApiFailure;
    }

    /// Has it sent, and knows what it left.
    ObjectNode write(Sending write) throws ApiFailure {
        synchronized (this) {
            writing = true;
        }
        try {
            ObjectNode written = write.send();
            synchronized (this) {
                if (!goneMeanwhile.contains(uid(written))) {
                    put(written);
                }
            }
            return written;
        } finally {
            synchronized (this) {
                writing = false;
                goneMeanwhile.clear();
            }
        }
    }

    private void put(ObjectNode object) {
        String name = name(object);
        ObjectNode known = objects.get(name);
        if (known == null || isNewer(object, known)) {
            object.withObject("/metadata").remove("managedFields");
            objects.put(name, object);
        }
        sinceListing.add(name);
    }

    synchronized void remove(String name) {
        ObjectNode removed = objects.remove(name);
        if (writing && removed != null) {
            goneMeanwhile.add(uid(removed));
        }
    }

    private static boolean isNewer(JsonNode object, JsonNode known) {
        return !uid(object).equals(uid(known)) || version(object).compareTo(version(known)) > 0;
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText();
    }

    /// A number in every API server that there is.
    private static BigInteger version(JsonNode object) {
        String text = object.path("metadata").path("resourceVersion").asText();
        return text.matches("\\d{1,40}") ? new BigInteger(text) : BigInteger.ZERO;
    }

    @Override
    public synchronized void listing() {
        sinceListing.clear();
    }

    @Override
    public void object(ObjectNode object) {
        synchronized (this) {
            put(object);
        }
        changed.run();
    }

    @Override
    public void gone(ObjectNode object) {
        synchronized (this) {
            ObjectNode known = objects.get(name(object));
            if (known != null && uid(known).equals(uid(object))) {
                remove(name(object));
            }
        }
        changed.run();
    }

    @Override
    public void listed() {
        synchronized (this) {
            List.copyOf(objects.keySet()).stream()
                    .filter(name -> !sinceListing.contains(name))
                    .forEach(this::remove);
            complete = true;
            failure = Optional.empty();
        }
        changed.run();
    }

    @Override
    public void failed(ApiFailure why) {
        synchronized (this) {
            failure = Optional.of(why);
        }
        changed.run();
    }

    @Override
    public void resumed() {
        synchronized (this) {
            failure = Optional.empty();
        }
        changed.run();
    }
}
