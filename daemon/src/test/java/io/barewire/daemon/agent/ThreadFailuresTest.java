package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ThreadFailuresTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ThreadFailures.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ThreadFailures failures = new ThreadFailures();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private void fail(String thread, RuntimeException defect) {
        failures.uncaughtException(Thread.ofPlatform().name(thread).unstarted(() -> {}), defect);
    }

    /// A thread that goes on, as `ovn-import` does, meets the same defect again with the same rows.
    @Test
    void whatFailsAlikeAgainAndAgainIsLoggedOnce() {
        for (int i = 0; i < 1_000; i++) {
            fail("ovn-import", new IllegalStateException("a row without a name"));
        }
        fail("ovn-snat", new IllegalStateException("a row without a name"));
        assertEquals(1_001, failures.count());
        assertEquals(
                Optional.of("ovn-import: java.lang.IllegalStateException: a row without a name"), failures.first());
        assertEquals(2, log.list.size());
    }

    @Test
    void defectsThatDifferEachTimeAreLoggedWithinABound() {
        for (int i = 0; i < 1_000; i++) {
            fail("ovn-import", new IllegalStateException("row " + i));
        }
        assertEquals(1_000, failures.count());
        assertEquals(64, log.list.size());
    }
}
