package io.barewire.kubernetes;

import org.jspecify.annotations.Nullable;

/// It cannot be made out where the API server is, or who we are to it.
public final class AccessException extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    AccessException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /// What to do about it.
    public String remedy() {
        return remedy;
    }
}
