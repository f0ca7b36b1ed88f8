package io.barewire.daemon.metrics;

/// What became of the configurations that were to be put in force since the agent started.
///
/// @param all each snapshot of objects, and each change of the machine, that was looked at
/// @param failed those of them with an error: in an object, in this node's plan, or in putting it in force
/// @param inForce true since one without such an error was put in force
/// @param stale whether the last one failed, so that the last good version of something is in force instead
public record Rounds(long all, long failed, boolean inForce, boolean stale) {
    public static final Rounds NONE = new Rounds(0, 0, false, false);

    /// These and one more.
    public Rounds and(boolean failure) {
        return new Rounds(all + 1, failed + (failure ? 1 : 0), inForce || !failure, failure);
    }
}
