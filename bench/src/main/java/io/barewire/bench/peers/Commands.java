package io.barewire.bench.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Other programs. They start in the network namespace of the calling thread.
public final class Commands {
    private static final long LIMIT_SECONDS = 60;

    private Commands() {}

    /// @return what it printed
    static String run(String... words) {
        return runWith("", words);
    }

    /// Runs a program with this on its standard input.
    ///
    /// @return what it printed
    public static String runWith(String input, String... words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new BenchFailure(String.join(" ", words) + ": no end after " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new BenchFailure(String.join(" ", words) + ": " + printed.strip());
            }
            return printed;
        } catch (IOException failure) {
            throw new BenchFailure(String.join(" ", List.of(words)), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", interrupted);
        }
    }
}
