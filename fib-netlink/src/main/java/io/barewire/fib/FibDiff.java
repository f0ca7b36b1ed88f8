package io.barewire.fib;

import org.jspecify.annotations.Nullable;

/// The difference between what is wanted and what the kernel has, for one prefix.
final class FibDiff {
    private FibDiff() {}

    /// What to do next. Doing it and asking again ends in `NOTHING` or `YIELD`.
    enum Step {
        NOTHING,
        ADD,
        REPLACE,
        DELETE,
        /// Another protocol's route holds the place: leave it alone.
        YIELD
    }

    /// @param wanted how to forward; null: not at all
    /// @param ours how our route in the kernel forwards; null: we have none
    /// @param held whether a route of another protocol has the same prefix and metric. `NLM_F_REPLACE` does
    ///     not look at the protocol and would overwrite it, so next to one we neither add nor replace
    static Step next(@Nullable Forwarding wanted, @Nullable Forwarding ours, boolean held) {
        if (wanted == null) {
            return ours == null ? Step.NOTHING : Step.DELETE;
        }
        if (ours == null) {
            return held ? Step.YIELD : Step.ADD;
        }
        if (ours.satisfies(wanted)) {
            return Step.NOTHING;
        }
        return held ? Step.DELETE : Step.REPLACE;
    }
}
