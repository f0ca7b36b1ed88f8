package io.barewire.ovn;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/// Names for new rows: random uuids (RFC 9562 §5.4), which must not repeat but are no secret. [UUID#randomUUID] would
/// take most of the time in which a big batch is made. Belongs to one thread.
final class FreshUuids implements Supplier<UUID> {
    private final SplittableRandom high;
    private final SplittableRandom low;

    FreshUuids() {
        SecureRandom seeds = new SecureRandom();
        high = new SplittableRandom(seeds.nextLong());
        low = new SplittableRandom(seeds.nextLong());
    }

    @Override
    public UUID get() {
        return new UUID((high.nextLong() & ~0xF000L) | 0x4000L, (low.nextLong() >>> 2) | Long.MIN_VALUE);
    }
}
