package io.barewire.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Appends every test that fails to `target/failed-tests.txt` of its module, with its parameters, where it
/// failed, and what it said: `./dev verify` ends with that. Surefire's own summary has neither parameters
/// nor more than a line. JUnit finds this class by itself.
public final class FailedTests implements TestExecutionListener {
    private static final int LINES = 6;
    private static final int COLUMNS = 400;

    private final Path file;
    private @Nullable TestPlan plan;

    /// As JUnit makes it.
    public FailedTests() {
        this(Path.of("target", "failed-tests.txt"));
    }

    FailedTests(Path file) {
        this.file = file;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED && Files.isDirectory(folder())) {
            append(name(test) + "\n"
                    + result.getThrowable()
                            .map(failure -> place(test, failure) + said(failure))
                            .orElse(""));
        }
    }

    private Path folder() {
        return Optional.ofNullable(file.getParent()).orElse(Path.of(""));
    }

    private void append(String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            System.err.println("cannot write " + file + ": " + failure);
        }
    }

    /// From the class to the parameters: `OvnLabTest > whoPodsAre(GatewayMode) > [2] LGW`.
    private String name(TestIdentifier test) {
        Deque<String> names = new ArrayDeque<>();
        Optional<TestIdentifier> at = Optional.of(test);
        while (at.isPresent() && at.get().getParentId().isPresent()) {
            names.addFirst(at.get().getDisplayName());
            TestIdentifier child = at.get();
            at = Optional.ofNullable(plan).flatMap(all -> all.getParent(child));
        }
        return String.join(" > ", names);
    }

    /// The innermost line of the test's class that the failure came by.
    private static String place(TestIdentifier test, Throwable failure) {
        return test.getSource()
                .map(source -> switch (source) {
                    case MethodSource method -> method.getClassName();
                    case ClassSource type -> type.getClassName();
                    default -> "";
                })
                .flatMap(type -> Arrays.stream(failure.getStackTrace())
                        .filter(frame -> frame.getClassName().equals(type))
                        .findFirst())
                .map(frame -> "    at " + frame.getFileName() + ":" + frame.getLineNumber() + "\n")
                .orElse("");
    }

    private static String said(Throwable failure) {
        return failure.toString()
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES)
                .map(line -> "    " + (line.length() > COLUMNS ? line.substring(0, COLUMNS) + "…" : line) + "\n")
                .collect(Collectors.joining());
    }
}
