package io.barewire.ovn.snat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The program `nft`.
public final class Nft implements PacketFilter {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_REASON = 300;

    private final List<String> program;

    /// In the network namespace of the thread that calls.
    public Nft() {
        this(List.of("nft"));
    }

    /// @param program how it is called, as with `ip netns exec` before it
    public Nft(List<String> program) {
        this.program = List.copyOf(program);
    }

    @Override
    public void run(String commands) throws IOException {
        Said said = start(List.of("-f", "-"), commands);
        if (said.status() != 0) {
            throw new IOException(reason(said.text()));
        }
    }

    @Override
    public String table(String name) throws IOException {
        // Without what counts up by itself.
        Said said = start(List.of("--stateless", "list", "table", "inet", name), "");
        if (said.status() == 0) {
            return said.text();
        }
        if (said.text().contains("No such file or directory")) {
            return "";
        }
        throw new IOException(reason(said.text()));
    }

    private static String reason(String said) {
        String line = said.lines().findFirst().orElse("it said nothing");
        return "nft: " + line.substring(0, Math.min(LONGEST_REASON, line.length()))
                + (line.contains("Operation not permitted") ? "; the agent needs CAP_NET_ADMIN" : "");
    }

    private record Said(int status, String text) {}

    private Said start(List<String> arguments, String input) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new IOException(
                    "nft cannot be started: install nftables, which does source NAT in local gateway mode", missing);
        }
        Thread ender = Thread.ofVirtual().start(() -> end(process));
        try (InputStream words = process.getInputStream()) {
            give(process, input);
            String text = new String(words.readAllBytes(), StandardCharsets.UTF_8);
            return new Said(process.waitFor(), text);
        } catch (InterruptedException interrupt) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while nft ran", interrupt);
        } finally {
            ender.interrupt();
        }
    }

    /// It reads all before it says a word.
    private static void give(Process process, String input) {
        try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(input);
        } catch (IOException _) { // it has ended: what it said tells why
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) { // it has ended by itself
        }
    }
}
