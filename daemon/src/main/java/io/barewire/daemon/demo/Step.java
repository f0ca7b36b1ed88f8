package io.barewire.daemon.demo;

/// One claim of the demo, and how it is put to the test.
///
/// @param title what is claimed
/// @param always runs even when an earlier step failed, because it cleans up
record Step(String title, boolean always, Trial trial) {
    /// Does it and looks.
    @FunctionalInterface
    interface Trial {
        /// What was seen, in one line.
        ///
        /// @throws StepFailure when the claim does not hold
        String run() throws InterruptedException;
    }

    static Step of(String title, Trial trial) {
        return new Step(title, false, trial);
    }

    static Step always(String title, Trial trial) {
        return new Step(title, true, trial);
    }
}
