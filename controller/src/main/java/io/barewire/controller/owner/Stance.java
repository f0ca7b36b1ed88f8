package io.barewire.controller.owner;

import java.util.Collection;

/// What is made of a [ClusterFunction] at this moment.
public enum Stance {
    /// Objects are written.
    ACT,
    /// Somebody else writes them.
    WATCH,
    OFF;

    /// Whose hand is seen on the objects of a function.
    public enum Hand {
        /// There are none, or none that somebody has dealt with.
        NOBODYS,
        OURS,
        THEIRS;

        /// Of several objects: theirs counts, as the other ones may be about to become theirs.
        public static Hand of(Collection<Hand> each) {
            return each.contains(THEIRS) ? THEIRS : each.contains(OURS) ? OURS : NOBODYS;
        }
    }

    /// Nobody can ask OVN-Kubernetes what it does: its configuration may be a file, an environment or flags. But whose
    /// hand was on an object last, the API server says; and one who is there and does a function does not leave its
    /// objects alone for long. While that is not known, nothing is done: two that write the same object differently
    /// would go on for ever. And what OVN-Kubernetes has made is only watched while its configuration is not
    /// known: of what it was made, and whether it is still wanted, nobody here can say then.
    ///
    /// @param managerAlive whether OVN-Kubernetes' cluster manager has a leader
    /// @param configured whether there is an `ovnkube.conf`
    /// @param hand whose was on the objects last
    /// @param leftAlone whether there are objects that have waited too long for anybody who would deal with them
    public static Stance of(Mode mode, boolean managerAlive, boolean configured, Hand hand, boolean leftAlone) {
        return switch (mode) {
            case ON -> ACT;
            case REPORT -> WATCH;
            case OFF -> OFF;
            case AUTO -> {
                if (!managerAlive) {
                    yield hand == Hand.THEIRS && !configured ? WATCH : ACT;
                }
                yield switch (hand) {
                    case OURS -> ACT;
                    case THEIRS -> WATCH;
                    case NOBODYS -> leftAlone ? ACT : WATCH;
                };
            }
        };
    }
}
