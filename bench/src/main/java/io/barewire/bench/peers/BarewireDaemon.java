package io.barewire.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Barewire in a network namespace of its own. When routes go to the kernel it is the agent as its users run it, with
/// manifests; else a small program with the agent's JVM flags.
///
/// @param transit that program: [TransitSpeaker], or for a [BareJvm] another one that takes the same file
/// @param kernel one that takes the agent's place
/// @param folder for its files
/// @param jvm the `java` command with its flags and class path
/// @param launcher the agent's command
record BarewireDaemon(Class<?> transit, Optional<Class<?>> kernel, Path folder, List<String> jvm, Path launcher)
        implements Daemon {
    static final String NODE = "bench";

    private static final String OVN_KUBE = "ovnkube.conf";
    private static final String MANIFEST = "peers.yaml";

    @Override
    public String name() {
        return Comparison.OURS;
    }

    @Override
    public boolean hasKernelRoutes() {
        return true;
    }

    @Override
    public boolean reloads() {
        return true;
    }

    @Override
    public Home open(Leftovers leftovers) {
        return leftovers.add(new Namespace(leftovers));
    }

    private List<String> command(DaemonConfig config) throws IOException {
        if (config.kernel() && kernel.isEmpty()) {
            Path manifests = Files.createDirectories(folder.resolve("manifests"));
            Files.deleteIfExists(manifests.resolve(OVN_KUBE)); // of another workload
            List<String> words = new ArrayList<>(List.of(
                    launcher.toString(),
                    "agent",
                    "--manifests=" + manifests,
                    "--node=" + NODE,
                    "--socket=" + folder.resolve("barewire.sock"),
                    "--log-level=warn"));
            switch (config.role()) {
                case TRANSIT, KERNEL -> {
                    Files.writeString(manifests.resolve(MANIFEST), DaemonText.manifest(config));
                    words.add("--rehearse");
                }
                case NODE -> {
                    Files.writeString(manifests.resolve(MANIFEST), DaemonText.nodes(config));
                    Files.writeString(manifests.resolve(OVN_KUBE), DaemonText.ovnKube(config));
                }
            }
            return words;
        }
        Path file = folder.resolve("barewire.conf");
        Files.writeString(file, DaemonText.transitSpeaker(config));
        List<String> words = new ArrayList<>(jvm);
        words.add((config.kernel() ? kernel.orElseThrow() : transit).getName());
        words.add(file.toString());
        return words;
    }

    /// A shell that waits for a line, then becomes the daemon. It dies with the thread that started it, whatever that
    /// thread dies of.
    private final class Namespace implements Home {
        private static final String WAIT = "ip link set lo up; read -r line; . \"$0\"";
        private static final int GRACE_SECONDS = 10;

        private final Path script = folder.resolve("barewire.sh");
        private final Path log = folder.resolve("barewire.log");
        private final Process process;
        private final Leftovers leftovers;

        Namespace(Leftovers leftovers) {
            this.leftovers = leftovers;
            try {
                Files.writeString(log, "");
                process = new ProcessBuilder(
                                "unshare", "--net", "setpriv", "--pdeathsig=KILL", "sh", "-c", WAIT, script.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                awaitOwnNetwork();
            } catch (IOException failure) {
                throw new BenchFailure("Barewire does not start", failure);
            }
        }

        /// Until `unshare` has done its work the process is in our own network, and a cable to it would end there.
        private void awaitOwnNetwork() throws IOException {
            Path ours = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
            Path theirs = Path.of("/proc/" + process.pid() + "/ns/net");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
            while (Files.readSymbolicLink(theirs).equals(ours)) {
                if (System.nanoTime() > end) {
                    throw new BenchFailure("unshare --net: still in our network after " + GRACE_SECONDS + " s");
                }
                Thread.onSpinWait();
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
        public long start(DaemonConfig config) {
            try {
                Files.writeString(
                        script,
                        command(config).stream()
                                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                                .collect(Collectors.joining(" ", "exec ", "\n")));
                long now = System.nanoTime();
                process.getOutputStream().write("go\n".getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
                return now;
            } catch (IOException failure) {
                throw new BenchFailure("Barewire does not start", failure);
            }
        }

        @Override
        public Runnable prepare(DaemonConfig config, Set<Long> processes) {
            Path draft = folder.resolve(MANIFEST);
            try {
                Files.writeString(draft, DaemonText.manifest(config));
            } catch (IOException failure) {
                throw new BenchFailure("no manifest", failure);
            }
            return () -> {
                try {
                    Files.move(
                            draft,
                            folder.resolve("manifests").resolve(MANIFEST),
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException failure) {
                    throw new BenchFailure("no manifest", failure);
                }
            };
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
