package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.Follower;
import io.barewire.mesh.objects.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what is told of a selection into puts and removes, and knows whether the selection has been seen
/// whole. Of several who are told, the defect of one is nothing to the others: they go on, and he is told
/// of the object again with each change that follows, as it may have been for the lack of another one that
/// he did not take it.
public final class Mirror implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    /// Where the objects go.
    public interface Target {
        void put(ObjectKey key, ObjectNode object);

        void remove(ObjectKey key);
    }

    /// One who is told.
    public final class Listener {
        private final Target target;
        private final Runnable changed;
        private volatile boolean complete;

        // Of the thread that tells.
        private final Map<ObjectKey, Runnable> missed = new LinkedHashMap<>();

        private Listener(Target target, Runnable changed) {
            this.target = target;
            this.changed = changed;
        }

        /// Whether there was a time when he knew everything.
        public boolean complete() {
            return complete;
        }

        /// Whether the cluster knows the kind, as far as was seen.
        public boolean kindExists() {
            return kindExists;
        }

        private void take(ObjectKey key, Runnable change) {
            try {
                change.run();
                missed.remove(key);
            } catch (RuntimeException defect) {
                if (missed.put(key, change) == null) {
                    LOG.error("a defect: of {}, {} stays as it was known; it is tried again", what, key, defect);
                }
            }
        }

        private void changed() {
            new LinkedHashMap<>(missed).forEach(this::take);
            if (listed && missed.isEmpty()) {
                complete = true;
            }
            try {
                changed.run();
            } catch (RuntimeException defect) {
                LOG.error("a defect in what follows from a change of {}", what, defect);
            }
        }
    }

    private final String what;
    private final List<Listener> listeners = new ArrayList<>();
    private final boolean optional;
    private volatile boolean kindExists;

    // Of the thread that tells.
    private final Set<ObjectKey> known = new HashSet<>();
    private Set<ObjectKey> untold = new HashSet<>();
    private boolean listing;
    private boolean listed;
    private boolean failing;

    /// @param what for the log: `Nodes`
    /// @param changed as [#tell] has it
    public Mirror(String what, Target target, Runnable changed) {
        this(what);
        tell(target, changed);
    }

    /// One that tells nobody yet.
    ///
    /// @param what for the log: `Nodes`
    public Mirror(String what) {
        this(what, false);
    }

    private Mirror(String what, boolean optional) {
        this.what = what;
        this.optional = optional;
    }

    /// Of a kind that the cluster need not know.
    public static Mirror optional(String what) {
        return new Mirror(what, true);
    }

    /// Tells one more, after those before; not while it is followed.
    ///
    /// @param changed called after each change, but of a list only when it is complete; must return at once
    public Listener tell(Target target, Runnable changed) {
        Listener listener = new Listener(target, changed);
        listeners.add(listener);
        return listener;
    }

    /// Whether there was a time when all who are told knew everything.
    public boolean complete() {
        return listeners.stream().allMatch(Listener::complete);
    }

    @Override
    public void listing() {
        listing = true;
        untold = new HashSet<>(known);
    }

    @Override
    public void object(ObjectNode object) {
        ObjectKey key = key(object);
        known.add(key);
        untold.remove(key);
        listeners.forEach(each -> each.take(key, () -> each.target.put(key, object)));
        tell();
    }

    @Override
    public void gone(ObjectNode object) {
        ObjectKey key = key(object);
        remove(key);
        tell();
    }

    @Override
    public void listed() {
        untold.forEach(this::remove);
        untold.clear();
        listing = false;
        listed = true;
        kindExists = true;
        resumed();
        tell();
    }

    @Override
    public void failed(ApiFailure failure) {
        if (optional && failure.status() == 404 && !kindExists) {
            listing = false;
            listed = true;
            changed();
            return;
        }
        if (!failing) {
            LOG.warn("{} cannot be followed; what is known of them stays: {}", what, failure.withRemedy());
        }
        failing = true;
    }

    @Override
    public void resumed() {
        if (failing) {
            LOG.info("{} are followed again", what);
        }
        failing = false;
    }

    private void tell() {
        if (!listing) {
            changed();
        }
    }

    private void changed() {
        listeners.forEach(Listener::changed);
    }

    private void remove(ObjectKey key) {
        known.remove(key);
        listeners.forEach(each -> each.take(key, () -> each.target.remove(key)));
    }

    private static ObjectKey key(ObjectNode object) {
        return new ObjectKey(
                object.path("metadata").path("namespace").asText(""),
                object.path("metadata").path("name").asText(""));
    }
}
