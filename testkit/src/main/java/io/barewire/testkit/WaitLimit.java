package io.barewire.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long a test waits for a condition unless it says so itself: Awaitility's ten seconds are few for a
/// machine that does other work beside. A test that holds waits no longer for it. JUnit finds this class by
/// itself.
public final class WaitLimit implements LauncherSessionListener {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
