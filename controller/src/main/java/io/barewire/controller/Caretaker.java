package io.barewire.controller;

import io.barewire.kubernetes.ApiFailure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that tends things while this replica leads: when something changed, and now and then because time passes.
final class Caretaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /// Something to tend.
    interface Ward {
        void tend() throws ApiFailure;
    }

    private final BooleanSupplier leads;
    private final List<Ward> wards;
    private final Semaphore woken = new Semaphore(0);
    private final OwnThread thread;

    Caretaker(BooleanSupplier leads, List<Ward> wards) {
        this.leads = leads;
        this.wards = List.copyOf(wards);
        this.thread = new OwnThread("caretaker", this::run);
    }

    void start() {
        thread.start();
    }

    /// There may be something to do. Returns at once.
    void wake() {
        woken.release();
    }

    private void run() throws InterruptedException {
        Map<Ward, String> lastFailures = new HashMap<>();
        while (true) {
            Duration pause = PERIOD;
            for (Ward ward : wards) {
                String failure = tend(ward);
                boolean told = failure.equals(lastFailures.put(ward, failure));
                if (!failure.isEmpty()) {
                    pause = AFTER_FAILURE;
                    if (!told) {
                        LOG.warn("{}", failure);
                    }
                }
            }
            if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        }
    }

    private String tend(Ward ward) {
        try {
            if (leads.getAsBoolean()) {
                ward.tend();
            }
            return "";
        } catch (ApiFailure failure) {
            return failure.withRemedy();
        } catch (RuntimeException defect) {
            LOG.error("a defect in what the leader does; it is tried again", defect);
            return "";
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
