package io.barewire.speaker.discovery;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RouterDiscoveryTest {
    /// As where there is no descriptor left, or no memory in the kernel, for a while.
    @Test
    void aSocketThatIsRefusedIsTriedAgain() {
        Map<String, Neighbor> found = new ConcurrentHashMap<>();
        AtomicInteger attempts = new AtomicInteger();
        try (RouterDiscovery discovery = new RouterDiscovery(found::put, Duration.ofSeconds(25), () -> {
            throw new IOException("refused " + attempts.incrementAndGet());
        })) {
            discovery.follow(Set.of("left"));
            await().until(() -> new Neighbor.Unknown(0, "refused 2").equals(found.get("left")));
        }
    }
}
