package io.barewire.lab;

import java.io.Serial;

/// A run cannot begin, or cannot go on: what is in its way, and what to do about it.
public final class LabFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String what;
    private final String remedy;

    public LabFailure(String what, String remedy) {
        super(what);
        this.what = what;
        this.remedy = remedy;
    }

    public String what() {
        return what;
    }

    public String remedy() {
        return remedy;
    }
}
