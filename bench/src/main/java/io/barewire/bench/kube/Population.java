package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.peers.BenchFailure;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Puts objects into the API server, many at a time.
record Population(ApiServer api, Waiting waiting) {
    private static final int WRITERS = 16;
    private static final Duration LOOK = Duration.ofMillis(100);

    /// Makes objects one after the other, while others are written.
    interface Maker {
        ObjectNode make(int number);
    }

    /// Those that are there already stay.
    void create(Resource resource, Maker maker, IntStream numbers) {
        create(resource, numbers.mapToObj(maker::make));
    }

    private void create(Resource resource, Stream<ObjectNode> objects) {
        Iterator<ObjectNode> source = objects.iterator();
        AtomicInteger done = new AtomicInteger();
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            CompletableFuture<?>[] all = IntStream.range(0, WRITERS)
                    .mapToObj(_ -> CompletableFuture.runAsync(
                            () -> {
                                for (ObjectNode next = next(source); !next.isEmpty(); next = next(source)) {
                                    createIfMissing(resource, next);
                                    done.incrementAndGet();
                                }
                            },
                            writers))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture<Void> whole = CompletableFuture.allOf(all);
            while (!whole.isDone()) {
                waiting.pause(LOOK, () -> "%,d %s written".formatted(done.get(), resource.plural()));
            }
            whole.join();
        }
    }

    /// Empty at the end.
    private static ObjectNode next(Iterator<ObjectNode> source) {
        synchronized (source) {
            return source.hasNext() ? source.next() : Fleet.parse("{}");
        }
    }

    /// @return the object as it is kept
    ObjectNode create(Resource resource, ObjectNode object) {
        try {
            return api.create(resource, object);
        } catch (ApiFailure failure) {
            throw new BenchFailure("an object could not be written", failure);
        }
    }

    private void createIfMissing(Resource resource, ObjectNode object) {
        try {
            var _ = api.create(resource, object);
        } catch (ApiFailure failure) {
            if (failure.status() != 409) {
                throw new BenchFailure("an object could not be written", failure);
            }
        }
    }
}
