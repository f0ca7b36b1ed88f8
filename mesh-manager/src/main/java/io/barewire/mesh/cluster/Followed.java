package io.barewire.mesh.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Follower;
import io.barewire.kubernetes.Following;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The objects of one selection, decoded; of those that do not concern us nothing is kept. Belongs to the thread of
/// [ClusterSource], to which its events are handed.
final class Followed implements AutoCloseable {
    /// What one call of [Follower] means.
    ///
    /// @param change carried out by the thread of [ClusterSource]; says whether there is something new
    record Event(Followed of, BooleanSupplier change) {}

    /// What its problems are about.
    static final String API = "Kubernetes API";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Selection selection;
    private final Predicate<ObjectNode> concernsUs;
    private final boolean optional;
    private final Following following;

    private final Map<String, List<Decoded>> byKey = new TreeMap<>();
    private @Nullable Set<String> listing;
    private boolean outdated;
    private boolean known;
    private boolean forbidden;
    private @Nullable ApiFailure failure;

    /// @param concernsUs decides by an object's tree, on the thread of [ClusterSource]
    /// @param optional nothing is lost when the server does not know the resource or does not let us see it
    /// @param events what is told; blocks when there is too much of it
    Followed(
            ApiServer server,
            Selection selection,
            Predicate<ObjectNode> concernsUs,
            boolean optional,
            Consumer<Event> events) {
        this.selection = selection;
        this.concernsUs = concernsUs;
        this.optional = optional;
        this.following = server.follow(selection, new Follower() {
            private void tell(BooleanSupplier change) {
                events.accept(new Event(Followed.this, change));
            }

            @Override
            public void listing() {
                tell(Followed.this::listing);
            }

            @Override
            public void object(ObjectNode object) {
                tell(() -> take(object));
            }

            @Override
            public void gone(ObjectNode object) {
                tell(() -> byKey.remove(key(object)) != null);
            }

            @Override
            public void listed() {
                tell(Followed.this::listed);
            }

            @Override
            public void failed(ApiFailure why) {
                tell(() -> Followed.this.failed(why));
            }

            @Override
            public void resumed() {
                tell(Followed.this::resumed);
            }
        });
    }

    private static String key(ObjectNode object) {
        return object.path("metadata").path("namespace").asText("") + "/"
                + object.path("metadata").path("name").asText("");
    }

    private boolean listing() {
        listing = new HashSet<>();
        outdated = false;
        known = false;
        return false;
    }

    private boolean take(ObjectNode object) {
        String key = key(object);
        if (!concernsUs.test(object)) {
            return byKey.remove(key) != null;
        }
        if (listing != null) {
            listing.add(key);
        }
        List<Decoded> now = ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE);
        return !now.equals(byKey.put(key, now));
    }

    private boolean listed() {
        if (listing != null) {
            byKey.keySet().retainAll(listing);
        }
        listing = null;
        failure = null;
        forbidden = false;
        known = !outdated;
        return true;
    }

    private boolean failed(ApiFailure why) {
        failure = why;
        forbidden |= why.status() == FORBIDDEN;
        // what was seen before stays
        known |= optional && (why.status() == FORBIDDEN || why.status() == NOT_FOUND);
        return true;
    }

    private boolean resumed() {
        failure = null;
        forbidden = false;
        return true;
    }

    /// What concerns us has changed: all is listed again, and until then this is not [#known].
    void look() {
        outdated = true;
        known = false;
        following.relist();
    }

    /// Whether the objects are all that there are.
    boolean known() {
        return known;
    }

    /// Whether the server does not let us list or watch them; said by its last answer.
    boolean forbidden() {
        return forbidden;
    }

    Collection<Decoded> objects() {
        List<Decoded> all = new ArrayList<>();
        byKey.values().forEach(all::addAll);
        return all;
    }

    /// What the server says against it.
    Optional<Problem> problem() {
        ApiFailure now = failure;
        if (now == null || (optional && now.status() == NOT_FOUND)) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                known && optional && now.status() == FORBIDDEN ? Severity.INFO : Severity.WARNING,
                Origin.NONE,
                API,
                "",
                String.valueOf(now.getMessage()),
                now.remedy()));
    }

    Selection selection() {
        return selection;
    }

    @Override
    public void close() {
        following.close();
    }
}
