package io.barewire.lab;

/// When sessions begin.
///
/// @param perSecond how many; 0: all at once
record RampPlan(int sessions, int perSecond) {
    /// How many have begun by then.
    ///
    /// @param nanos since the first began
    int begunAfter(long nanos) {
        if (perSecond == 0) {
            return sessions;
        }
        // The first one begins at once.
        double begun = 1 + Math.floor(nanos / 1e9 * perSecond);
        return (int) Math.min(sessions, begun);
    }
}
