package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists, then watches, then watches on from where it was; lists again when the server does not know any more what
/// happened since then (410), or when asked to. It keeps nothing but the version that it is at.
final class Reflector implements Following {
    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);

    /// A watch that lasted this long was a good one.
    private static final Duration LASTED = Duration.ofSeconds(10);

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final HttpApiServer server;
    private final Selection selection;
    private final Follower follower;
    private final Consumer<Following> ended;
    private final Thread thread;
    private final Backoff backoff = new Backoff();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;
    private boolean relist;
    private @Nullable Body open;

    // The thread's own.
    private String resourceVersion = "";
    private boolean failing;

    Reflector(HttpApiServer server, Selection selection, Follower follower, Consumer<Following> ended) {
        this.server = server;
        this.selection = selection;
        this.follower = follower;
        this.ended = ended;
        this.thread = Thread.ofVirtual()
                .name("follow-" + selection.resource().plural())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!isClosed()) {
                round();
            }
        } finally {
            ended.accept(this);
        }
    }

    private void round() {
        try {
            if (takeRelist()) {
                resourceVersion = ""; // and so it stays until the list is whole
            }
            if (resourceVersion.isEmpty()) {
                list();
            }
            watch();
            pause(backoff.next());
        } catch (ApiFailure failure) {
            if (isClosed()) {
                return;
            }
            if (failure.status() == GONE) {
                LOG.debug("{}; listing again", failure.getMessage());
                resourceVersion = "";
            } else {
                failing = true;
                follower.failed(failure);
            }
            pause(
                    switch (failure.status()) {
                        case NOT_FOUND -> backoff.nextWhenAbsent(selection.resource());
                        case FORBIDDEN -> backoff.nextWhenForbidden(selection.resource());
                        default -> backoff.next();
                    });
        } catch (RuntimeException defect) {
            LOG.error("following {} failed, which is a defect; all is listed again", selection.resource(), defect);
            resourceVersion = "";
            pause(backoff.next());
        }
    }

    private void list() throws ApiFailure {
        Pages pages = new Pages(server, selection);
        follower.listing();
        while (pages.next(follower::object)) {
            if (isClosed()) {
                return;
            }
        }
        resourceVersion = pages.resourceVersion();
        failing = false;
        follower.listed();
    }

    private void watch() throws ApiFailure {
        // The server ends it after this time, which spreads agents over servers and shows whether we may still watch.
        long seconds = 300 + ThreadLocalRandom.current().nextLong(300);
        Request request = Request.toAll("watch", "GET", selection.resource(), selection.namespace())
                .with("watch", "true")
                .with("labelSelector", selection.labelSelector())
                .with("fieldSelector", selection.fieldSelector())
                .with("resourceVersion", resourceVersion)
                .with("allowWatchBookmarks", "true")
                .with("timeoutSeconds", Long.toString(seconds));
        long began = System.nanoTime();
        try (Body body = server.begin(request, "", "")) {
            if (!opened(body)) {
                return;
            }
            if (failing) {
                failing = false;
                follower.resumed();
            }
            tellAll(request, new Json.Events(body));
        } catch (IOException lost) {
            if (!interrupted()) {
                throw ApiFailure.unanswered(request, lost);
            }
        } finally {
            opened(null);
            if (System.nanoTime() - began > LASTED.toNanos()) {
                backoff.reset();
            }
        }
    }

    private void tellAll(Request request, Json.Events events) throws IOException, ApiFailure {
        Optional<JsonNode> event = events.next();
        while (event.isPresent() && !interrupted()) {
            tell(request, event.get());
            backoff.reset();
            event = events.next();
        }
    }

    private void tell(Request request, JsonNode event) throws ApiFailure {
        if (!(event.path("object") instanceof ObjectNode object)) {
            return;
        }
        switch (event.path("type").asText("")) {
            case "ADDED", "MODIFIED" -> follower.object(object);
            case "DELETED" -> follower.gone(object);
            case "ERROR" ->
                throw ApiFailure.refused(
                        request,
                        object.path("code").asInt(500),
                        object.path("message").asText("the watch failed"));
            default -> {} // BOOKMARK, and what later servers may say: a version at most
        }
        String version = object.path("metadata").path("resourceVersion").asText("");
        if (!version.isEmpty()) {
            resourceVersion = version;
        }
    }

    /// Remembers what to close when this is interrupted; false when it has been.
    private boolean opened(@Nullable Body body) {
        lock.lock();
        try {
            open = body;
            return !closed && !relist;
        } finally {
            lock.unlock();
        }
    }

    private boolean interrupted() {
        lock.lock();
        try {
            return closed || relist;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean takeRelist() {
        lock.lock();
        try {
            boolean asked = relist;
            relist = false;
            return asked;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !closed && !relist) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            closed = true; // nobody has another reason to interrupt this thread
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void relist() {
        interrupt(() -> relist = true);
    }

    @Override
    public void close() {
        interrupt(() -> closed = true);
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void interrupt(Runnable how) {
        Body body;
        lock.lock();
        try {
            how.run();
            changed.signalAll();
            body = open;
        } finally {
            lock.unlock();
        }
        if (body != null) {
            body.close();
        }
    }
}
