package io.barewire.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Barewire in a network namespace of its own: [TransitSpeaker] with the agent's JVM flags.
///
/// @param folder for its files
/// @param jvm the `java` command with its flags and class path
record BarewireDaemon(Path folder, List<String> jvm) implements Daemon {
    @Override
    public String name() {
        return "barewire";
    }

    @Override
    public boolean hasKernelRoutes() {
        return false;
    }

    @Override
    public Home open(Leftovers leftovers) {
        return leftovers.add(new Namespace(leftovers));
    }

    /// A shell that waits for a line, then becomes the daemon. It dies with the thread that started it, whatever that
    /// thread dies of.
    private final class Namespace implements Home {
        private static final String WAIT = "ip link set lo up; read -r line; exec \"$@\" >\"$0\" 2>&1";

        private static final int GRACE_SECONDS = 10;

        private final Path config = folder.resolve("barewire.conf");
        private final Path log = folder.resolve("barewire.log");
        private final Process process;
        private final Leftovers leftovers;

        Namespace(Leftovers leftovers) {
            this.leftovers = leftovers;
            List<String> words = new ArrayList<>(
                    List.of("unshare", "--net", "setpriv", "--pdeathsig=KILL", "sh", "-c", WAIT, log.toString()));
            words.addAll(jvm);
            words.add(TransitSpeaker.class.getName());
            words.add(config.toString());
            try {
                Files.writeString(log, "");
                process = new ProcessBuilder(words).redirectErrorStream(true).start();
            } catch (IOException failure) {
                throw new BenchFailure("Barewire does not start", failure);
            }
        }

        @Override
        public long holder() {
            return process.pid();
        }

        @Override
        public boolean isPlaceholder() {
            return false;
        }

        @Override
        public void start(DaemonConfig daemonConfig) {
            try {
                Files.writeString(config, DaemonText.transitSpeaker(daemonConfig));
                process.getOutputStream().write("go\n".getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException failure) {
                throw new BenchFailure("Barewire does not start", failure);
            }
        }

        @Override
        public String lastWords() {
            try {
                List<String> lines = Files.readAllLines(log);
                return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public Optional<String> version() {
            return Optional.empty();
        }

        @Override
        public void close() {
            leftovers.remove(this);
            process.destroy(); // gently, so that a flight recording is written
            try {
                if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
