package io.barewire.daemon.demo;

import java.time.Duration;

/// How a step ended.
record StepResult(String title, Verdict verdict, Duration took, String seen) {
    /// Whether the claim is true.
    enum Verdict {
        HELD,
        FAILED,
        /// An earlier step failed.
        NOT_RUN
    }

    boolean held() {
        return verdict == Verdict.HELD;
    }
}
