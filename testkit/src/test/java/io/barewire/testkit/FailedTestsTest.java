package io.barewire.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class FailedTestsTest {
    enum Mode {
        SHARED,
        LOCAL
    }

    /// Run by the test below, and not by anything that looks for tests.
    static final class Example {
        @ParameterizedTest
        @EnumSource(Mode.class)
        void holdsOnceShared(Mode mode) {
            assertEquals(Mode.SHARED, mode, "the mode\n\nof the gateway");
        }
    }

    @TempDir
    private Path folder;

    private void run(Path file) {
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .addTestExecutionListeners(new FailedTests(file))
                        .build())
                .execute(LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(Example.class))
                        .build());
    }

    @Test
    void aTestThatFailsIsToldWithItsParametersItsPlaceAndWhatItSaid() throws IOException {
        Path file = folder.resolve("failed-tests.txt");
        run(file);
        assertEquals("""
                FailedTestsTest$Example > holdsOnceShared(Mode) > [2] mode = LOCAL
                    at FailedTestsTest.java:LINE
                    org.opentest4j.AssertionFailedError: the mode
                    of the gateway ==> expected: <SHARED> but was: <LOCAL>
                """, Files.readString(file).replaceFirst("java:\\d+", "java:LINE"));
    }

    @Test
    void withoutAFolderToWriteIntoNothingIsWritten() {
        Path file = folder.resolve("none/failed-tests.txt");
        run(file);
        assertFalse(Files.exists(file));
    }
}
