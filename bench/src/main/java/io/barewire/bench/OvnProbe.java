package io.barewire.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A datagram every half millisecond from one namespace to another, by two programs that say when the first
/// one arrives after a silence. All processes of a machine read the same clock by [System#nanoTime].
final class OvnProbe implements AutoCloseable {
    private static final int PORT = 9999;
    private static final long PERIOD = 500_000;
    private static final long SILENCE = 100_000_000;
    private static final long PATIENCE_SECONDS = 20;

    private final List<Process> programs = new ArrayList<>();
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    /// How a program is run in a namespace.
    interface Inside {
        List<String> command(List<String> command);
    }

    /// `send ADDRESS` or `receive`: goes on until its input ends.
    static void main(String[] words) throws IOException {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            } finally {
                Runtime.getRuntime().halt(0);
            }
        });
        if (words[0].equals("send")) {
            send(new InetSocketAddress(words[1], PORT));
        } else {
            receive();
        }
    }

    private static void send(InetSocketAddress to) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            ByteBuffer nothing = ByteBuffer.allocate(8);
            while (true) {
                channel.send(nothing.clear(), to);
                LockSupport.parkNanos(PERIOD);
            }
        }
    }

    private static void receive() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(PORT))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
            long last = System.nanoTime() - SILENCE;
            while (true) {
                channel.receive(buffer.clear());
                long now = System.nanoTime();
                if (now - last >= SILENCE) {
                    System.out.println(now);
                }
                last = now;
            }
        }
    }

    /// Begins to send and to listen.
    static OvnProbe start(Inside sender, Inside receiver, String to) throws IOException {
        OvnProbe probe = new OvnProbe();
        Process listening = probe.run(receiver, "receive");
        Thread.ofPlatform().daemon().name("arrivals").start(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(listening.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> probe.arrivals.add(Long.parseLong(line)));
            } catch (IOException | UncheckedIOException _) { // it has ended, as it should
            }
        });
        probe.run(sender, "send", to);
        return probe;
    }

    private Process run(Inside where, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                OvnProbe.class.getName()));
        command.addAll(List.of(words));
        Process program = new ProcessBuilder(where.command(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        programs.add(program);
        return program;
    }

    /// Waits for the next one that arrives after a silence.
    ///
    /// @return when it did
    long awaitFirst() throws InterruptedException {
        Long at = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (at == null) {
            throw new IllegalStateException("nothing arrives after " + PATIENCE_SECONDS + " s");
        }
        return at;
    }

    /// Longer than what counts as silence.
    static void awaitSilence() {
        LockSupport.parkNanos(SILENCE * 3 / 2);
    }

    @Override
    public void close() throws IOException {
        for (Process program : programs) {
            program.getOutputStream().close();
            program.onExit().join();
        }
    }
}
