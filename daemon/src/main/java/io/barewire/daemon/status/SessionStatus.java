package io.barewire.daemon.status;

import java.util.Locale;

/// Which sessions get a BGPSessionState. A mesh of N nodes has N(N-1) sessions.
public enum SessionStatus {
    ALL,
    /// Those that are not Established.
    NOT_ESTABLISHED,
    NONE;

    /// As the command line has it: `not-established`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
