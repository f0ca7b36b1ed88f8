package io.barewire.daemon.cli;

/// A command cannot do what it was asked, for a reason outside the program. Ends it with exit status 1 and two lines:
/// what is wrong, and what to do about it.
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String remedy;

    public CommandFailed(String what, String remedy) {
        super(what);
        this.what = what;
        this.remedy = remedy;
    }

    public CommandFailed(String what, String remedy, Throwable cause) {
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
