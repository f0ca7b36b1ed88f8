package io.barewire.daemon.agent;

/// The agent cannot begin its work, and trying again without a change around it would not help. Carries what to do.
public final class StartFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String remedy;

    public StartFailed(String what, String remedy, Throwable cause) {
        super(what, cause);
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
