package io.barewire.speaker.transport;

/// So many a second, and a count of those left out: keeps a flood of errors out of the log. Confined to one thread.
final class Ration {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private long secondBegan;
    private int taken;
    private long leftOut;

    Ration(int perSecond, long now) {
        this.perSecond = perSecond;
        this.secondBegan = now;
    }

    boolean take(long now) {
        if (now - secondBegan >= SECOND) {
            secondBegan = now;
            taken = 0;
        }
        if (taken < perSecond) {
            taken++;
            return true;
        }
        leftOut++;
        return false;
    }

    /// How many were left out since this was last asked.
    long leftOut() {
        long count = leftOut;
        leftOut = 0;
        return count;
    }
}
