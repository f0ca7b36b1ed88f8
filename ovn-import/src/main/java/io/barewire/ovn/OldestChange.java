package io.barewire.ovn;

/// Since when the oldest change waits that the database does not have. One that was in a batch which came to
/// nothing goes on waiting since it came.
///
/// Times are nanoseconds of one clock that only goes forward, and may be negative. Belongs to one thread.
final class OldestChange {
    private boolean waits;
    private long since;

    void came(long at) {
        if (!waits || at - since < 0) {
            waits = true;
            since = at;
        }
    }

    /// A batch goes.
    ///
    /// @param all nothing waits any more
    /// @return since when its oldest change has waited; now, when it is about nobody's change but about
    ///     drift
    long sent(long now, boolean all) {
        long oldest = waits ? since : now;
        waits &= !all;
        return oldest;
    }

    /// Nothing is left to do.
    void done() {
        waits = false;
    }
}
