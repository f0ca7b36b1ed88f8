package io.barewire.lab;

import io.barewire.wire.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Barewire speaker in a process of its own, with this one's JVM flags: [TargetMain]. It ends with its standard
/// input, so it does not outlive us.
final class OwnTarget implements AutoCloseable {
    static final IpAddress ADDRESS = IpAddress.parse("127.0.0.1");

    /// A terminal's Ctrl-C goes to all processes on it. This one stays until the sessions have ended; the JVM leaves
    /// alone what was ignored when it began.
    private static final List<String> IGNORING_CTRL_C = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

    private static final int GRACE_SECONDS = 10;

    private final Process process;
    private final int port;

    private OwnTarget(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static OwnTarget start(ScaleOptions options) {
        List<String> command = new ArrayList<>(IGNORING_CTRL_C);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TargetMain.class.getName()));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // The key must not be among the arguments, which everybody can read.
            process.getOutputStream().write(TargetMain.Order.of(options).text().getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
            String port = answers.readLine();
            if (port == null) {
                throw new LabFailure(
                        "the speaker to be the target ended before it listened",
                        "Its reason is above; or give another --target.");
            }
            return new OwnTarget(process, Integer.parseInt(port));
        } catch (IOException failure) {
            throw new LabFailure(
                    "no speaker can be started to be the target: " + failure.getMessage(), "Give another --target.");
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(ADDRESS.toInetAddress(), port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException ended) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
