package io.barewire.controller;

import io.barewire.kubernetes.ApiFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes that have nothing to do with each other: one that the API server refuses keeps no other from being made. The
/// same one is tried again after a minute; one that says something else, at once. For one thread.
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration PAUSE = Duration.ofSeconds(60);

    /// One request, or some that belong together.
    public interface Write {
        void make() throws ApiFailure;
    }

    private final LongSupplier nanos;

    /// Until when, by what tells a write from others. No more than what there was to write within a minute.
    private final Map<Object, Long> refused = new HashMap<>();

    /// By a clock that nobody sets: a wall clock that is set back would hold writes back for as long.
    public Attempts() {
        this(System::nanoTime);
    }

    Attempts(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// @param what equal for writes that say the same of the same object, and for these alone
    /// @return whether it has been made
    /// @throws ApiFailure when it is not about this write: others would fail as well
    public boolean make(Object what, Write write) throws ApiFailure {
        long now = nanos.getAsLong();
        Long until = refused.get(what);
        if (until != null && now - until < 0) {
            return false;
        }
        try {
            write.make();
            return true;
        } catch (ApiFailure failure) {
            if (!isRefusal(failure)) {
                throw failure;
            }
            if (failure.status() == 404 || failure.status() == 409) {
                LOG.debug("gone meanwhile: {}", failure.withRemedy());
            } else {
                LOG.warn("{}; it is tried again after {}", failure.withRemedy(), PAUSE);
            }
            refused.values().removeIf(each -> now - each >= 0);
            refused.put(what, now + PAUSE.toNanos());
            return false;
        }
    }

    /// Whether a failure is about what was to be written, not about whom, how often or to whom.
    public static boolean isRefusal(ApiFailure failure) {
        int status = failure.status();
        return status >= 400 && status < 500 && status != 401 && status != 429;
    }
}
