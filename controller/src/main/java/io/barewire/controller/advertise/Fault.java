package io.barewire.controller.advertise;

/// Why something is not advertised.
///
/// @param text what is wrong and with which object
record Fault(Kind kind, String text) {
    /// What kind of thing would help.
    enum Kind {
        /// Somebody has to change an object.
        CONFIGURATION("ConfigurationError", "configuration error"),
        /// What is missing may come by itself.
        PENDING("ConfigurationPending", "configuration pending"),
        /// Neither the object nor what it selects is at fault.
        INTERNAL("InternalError", "internal error");

        private final String reason;
        private final String words;

        Kind(String reason, String words) {
            this.reason = reason;
            this.words = words;
        }

        /// Of the condition.
        String reason() {
            return reason;
        }
    }

    static Fault configuration(String text) {
        return new Fault(Kind.CONFIGURATION, text);
    }

    static Fault pending(String text) {
        return new Fault(Kind.PENDING, text);
    }

    static Fault internal(String text) {
        return new Fault(Kind.INTERNAL, text);
    }

    /// `configuration error: TEXT`.
    @Override
    public String toString() {
        return kind.words + ": " + text;
    }
}
