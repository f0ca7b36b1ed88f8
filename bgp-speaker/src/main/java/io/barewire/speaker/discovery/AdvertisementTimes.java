package io.barewire.speaker.discovery;

/// When to advertise on one interface (RFC 4861 §6.2.4, §6.2.6), in nanoseconds of whatever clock the caller has.
///
/// Deviates from the RFC as FRR does, because a session waits: the first advertisements are a second apart, not up to
/// sixteen, and the ones after that ten.
final class AdvertisementTimes {
    private static final long SECOND = 1_000_000_000L;
    private static final int INITIAL = 4;
    private static final long INTERVAL = 10 * SECOND;
    private static final long SHORTEST = SECOND;

    private int initialLeft = INITIAL;
    private long last;
    private long next;

    /// The first one is due at once.
    AdvertisementTimes(long now) {
        this.last = now - SHORTEST;
        this.next = now;
    }

    boolean isDue(long now) {
        return now - next >= 0;
    }

    void sent(long now) {
        initialLeft = Math.max(0, initialLeft - 1);
        last = now;
        next = now + (initialLeft > 0 ? SHORTEST : INTERVAL);
    }

    /// Somebody asks. However many do, there is one answer a second.
    void solicited(long now) {
        long answer = now - last > SHORTEST ? now : last + SHORTEST;
        next = answer - next < 0 ? answer : next;
    }
}
