package io.barewire.daemon.demo;

import java.time.Duration;

/// How a step ended.
record StepResult(String title, Verdict verdict, Duration took, String seen) {
    /// Whether the claim is true.
    enum Verdict {
        HELD,
        FAILED,
        /// A signal came before it could be known.
        STOPPED,
        /// An earlier step failed.
        NOT_RUN;

        /// For people.
        String word() {
            return switch (this) {
                case HELD -> "held";
                case FAILED -> "FAILED";
                case STOPPED -> "stopped";
                case NOT_RUN -> "not run";
            };
        }
    }

    boolean held() {
        return verdict == Verdict.HELD;
    }
}
