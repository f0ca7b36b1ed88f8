package io.barewire.daemon.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Runs other programs: `ip`, `ping`, Barewire itself. Everything has a time limit, and no more than
/// [#OUTPUT_LIMIT] octets of output are kept.
final class Commands {
    static final int OUTPUT_LIMIT = 1 << 20;

    private final Map<String, String> environment;

    /// @param environment added to our own for every program
    Commands(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// A command as it can be typed into a shell.
    static String typed(List<String> command) {
        return command.stream()
                .map(word -> word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /// What a program left behind.
    record Outcome(List<String> command, int status, String output, String errors) {
        boolean succeeded() {
            return status == 0;
        }

        /// The command and everything it said, for a person who must find out why.
        String told() {
            String said = (output + errors).strip();
            return typed(command) + ": status " + status + (said.isEmpty() ? "" : ": " + said);
        }
    }

    /// Runs a program to its end.
    ///
    /// @throws StepFailure when it cannot be started or is not done in time
    Outcome run(Duration limit, List<String> command) throws InterruptedException {
        Duration patience = Waiting.patiently(limit);
        Process process = spawn(builder(command));
        try {
            process.getOutputStream().close();
            FutureTask<String> output = reading(process.getInputStream());
            FutureTask<String> errors = reading(process.getErrorStream());
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StepFailure(typed(command) + ": not done after " + patience.toSeconds() + " s");
            }
            return new Outcome(command, process.exitValue(), output.get(), errors.get());
        } catch (IOException | ExecutionException e) {
            throw new StepFailure(typed(command) + ": " + e.getMessage(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Runs a program that must succeed, and returns its output.
    ///
    /// @throws StepFailure when it does not
    String require(Duration limit, List<String> command) throws InterruptedException {
        Outcome outcome = run(limit, command);
        if (!outcome.succeeded()) {
            throw new StepFailure(outcome.told());
        }
        return outcome.output();
    }

    /// Starts a program that goes on by itself, in a session of its own so that a Ctrl-C at our terminal is ours to
    /// handle. What it says is appended to a file.
    Process start(Path log, List<String> command) {
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        return spawn(builder(detached)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    private static Process spawn(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException notFound) {
            throw new StepFailure(
                    "cannot run " + builder.command().getFirst() + ": " + notFound.getMessage(), notFound);
        }
    }

    private static FutureTask<String> reading(InputStream in) {
        FutureTask<String> task = new FutureTask<>(() -> {
            byte[] kept = in.readNBytes(OUTPUT_LIMIT);
            // Not skip: that may stop at the end of a buffer, and a program whose output nobody reads never ends.
            in.transferTo(OutputStream.nullOutputStream());
            return new String(kept, StandardCharsets.UTF_8);
        });
        Thread.ofVirtual().name("output").start(task);
        return task;
    }
}
