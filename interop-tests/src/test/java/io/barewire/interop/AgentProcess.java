package io.barewire.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.ControlClient;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.control.Request;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// `barewire agent` as a node runs it: a process of its own in a network namespace, fed by a folder of manifests.
final class AgentProcess implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Process process;

    private AgentProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /// Starts an agent for node `node1`.
    ///
    /// @param folder holds `manifests`; the log and the control socket go there as well
    /// @param more of its options
    static AgentProcess start(NodeNamespace namespace, Path folder, String... more) {
        return start(List.of("ip", "netns", "exec", namespace.name()), folder, more);
    }

    /// The same in this machine's own network.
    static AgentProcess start(Path folder, String... more) {
        return start(List.of(), folder, more);
    }

    private static AgentProcess start(List<String> within, Path folder, String... more) {
        List<String> command = new ArrayList<>(within);
        command.addAll(barewire());
        command.addAll(
                List.of("agent", "--manifests", folder.resolve("manifests").toString(), "--node", "node1"));
        command.addAll(List.of("--socket", socket(folder).toString()));
        command.addAll(Arrays.asList(more));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()))
                    .start();
            process.getOutputStream().close();
            return new AgentProcess(folder, process);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// What `barewire ARGUMENTS` prints, asked of this agent.
    String show(String... arguments) {
        List<String> command = new ArrayList<>(barewire());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--socket", socket(folder).toString()));
        return Commands.run(command.toArray(String[]::new));
    }

    /// What this agent answers over its control socket, as a document; missing while it does not listen, or does not
    /// know what it is asked for.
    JsonNode ask(Question question) {
        try {
            Answer answer = ControlClient.ask(socket(folder), Request.of(question), Waiting.PATIENCE, JSON);
            return answer instanceof Answer.Told(JsonNode document) ? document : MissingNode.getInstance();
        } catch (SocketException notListening) {
            return MissingNode.getInstance();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> barewire() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                "io.barewire.daemon.Main");
    }

    /// The product's, without these tests.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path socket(Path folder) {
        return folder.resolve("control.sock");
    }

    private static Path log(Path folder) {
        return folder.resolve("agent.log");
    }

    /// Stops all its threads, as a machine that hangs does; its sockets stay open.
    void freeze() {
        Commands.run("kill", "-STOP", Long.toString(process.pid()));
    }

    void thaw() {
        Commands.run("kill", "-CONT", Long.toString(process.pid()));
    }

    /// SIGTERM, and waits for the end.
    void terminate() {
        process.destroy();
        awaitEnd("after SIGTERM");
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
        awaitEnd("after SIGKILL");
    }

    private void awaitEnd(String why) {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the agent is still there " + LIMIT_SECONDS + " s " + why);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the agent ends", interrupted);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    static String logOf(Path folder) {
        try {
            return Files.readString(log(folder));
        } catch (IOException failure) {
            return "no log: " + failure + "\n";
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
            awaitEnd("after SIGKILL");
        }
    }
}
