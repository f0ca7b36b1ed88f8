package io.barewire.daemon.demo;

/// A step of the demo did not hold. The message says what was seen instead.
final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    StepFailure(String seen) {
        super(seen);
    }

    StepFailure(String seen, Throwable cause) {
        super(seen, cause);
    }

    /// What was seen.
    String seen() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
