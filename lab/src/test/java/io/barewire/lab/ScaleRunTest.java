package io.barewire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.CloseMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whole runs on loopback.
final class ScaleRunTest {
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final InetAddress HERE = OwnTarget.ADDRESS.toInetAddress();

    private static Progress silent() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), false);
    }

    private static ScaleReport run(Options options) {
        return ScaleRun.run(options.build(), silent());
    }

    /// A speaker in this process that expects the sessions of these options.
    private static BgpSpeaker speakerFor(Options options) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(TargetMain.Order.of(options.build()).config());
        speaker.start();
        return speaker;
    }

    private static Options against(BgpSpeaker speaker, Options options) {
        InetSocketAddress there = speaker.status().listening().orElseThrow();
        return options.target(new InetSocketAddress(HERE, there.getPort())).sources("127.64.0.0/10");
    }

    /// With the child process, as `barewire lab scale` runs it.
    @Test
    void fiftySessionsComeUpAreToldOfEachOtherAndFlap() {
        ScaleReport report = run(
                Options.ofSessions(50).routes(2).hold(Duration.ofMillis(100)).flap(5));
        assertEquals(List.of(), report.problems(), TextReport.of(report));
        assertEquals(50, report.peak());
        assertTrue(report.allEstablished().isPresent());
        assertEquals(2 * 49, report.reflection().orElseThrow().count());
        assertTrue(report.prefixes() >= 50 * 49 * 2, TextReport.of(report));
        assertTrue(report.flap().isPresent());
        assertEquals(55, report.setup().orElseThrow().count());
        assertTrue(report.target().orElseThrow().residentKib() > 0);
        assertEquals(
                List.of("ramp", "settle", "probes", "hold", "flap"),
                report.phases().stream().map(ScaleReport.Phase::name).toList());
    }

    @Test
    void aTargetThatPassesNothingOnIsAskedForRefreshes() throws IOException {
        Options options = Options.ofSessions(3).localAs("65000").ramp(100);
        try (BgpSpeaker speaker = speakerFor(options)) {
            ScaleReport report = run(against(speaker, options));
            assertEquals(List.of(), report.problems(), TextReport.of(report));
            assertEquals(3, report.refresh().orElseThrow().count());
            assertTrue(report.reflection().isEmpty());
        }
    }

    @Test
    void aTargetThatIsNotThereIsSaidToRefuse() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, HERE)) {
            port = free.getLocalPort();
        }
        assertNoneComesUp(new InetSocketAddress(HERE, port), "Connection refused");
    }

    /// What a listener does with a connection.
    enum Manners {
        RESETS("reset"),
        IS_SILENT(""),
        CLOSES_AFTER_OPEN("closed by the peer"),
        TALKS_NONSENSE("marker is not all ones");

        private final String reason;

        Manners(String reason) {
            this.reason = reason;
        }

        void meet(Socket socket) throws IOException {
            switch (this) {
                case RESETS -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
                case IS_SILENT -> {}
                case CLOSES_AFTER_OPEN -> {
                    socket.getInputStream().readNBytes(19);
                    socket.getInputStream().readNBytes(socket.getInputStream().available());
                    socket.close();
                }
                case TALKS_NONSENSE -> socket.getOutputStream().write(new byte[4096]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTargetThatIsNoSpeakerEndsInAReport(Manners manners) throws IOException {
        List<Socket> open = new CopyOnWriteArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 50, HERE)) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        Socket socket = listener.accept();
                        open.add(socket);
                        manners.meet(socket);
                    }
                } catch (IOException _) {
                    // the test is over
                }
            });
            assertNoneComesUp(new InetSocketAddress(HERE, listener.getLocalPort()), manners.reason);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static void assertNoneComesUp(InetSocketAddress target, String reason) {
        ScaleReport report = run(Options.ofSessions(5)
                .target(target)
                .sources("127.64.0.0/10")
                .patience(LITTLE_PATIENCE)
                .hold(LONG));
        assertEquals(0, report.peak());
        assertEquals("5 of 5 sessions did not come up", report.problems().getFirst());
        assertTrue(
                reason.isEmpty() || report.failures().keySet().stream().anyMatch(why -> why.contains(reason)),
                report.failures().toString());
    }

    @Test
    void aTargetThatExpectsAnotherAsSaysSo() throws IOException {
        Options options = Options.ofSessions(3).patience(LITTLE_PATIENCE);
        try (BgpSpeaker speaker = speakerFor(options)) {
            ScaleReport report = run(against(speaker, options).localAs("65002"));
            assertEquals("3 of 3 sessions did not come up", report.problems().getFirst());
            assertTrue(
                    report.failures().keySet().stream().anyMatch(why -> why.contains("Bad Peer AS")),
                    report.failures().toString());
        }
    }

    @Test
    void aTargetThatDiesEndsTheHoldWithEveryLoss() throws IOException {
        Options options = Options.ofSessions(5).hold(LONG).probes(0);
        BgpSpeaker speaker = speakerFor(options);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Progress progress = new Progress(new PrintStream(told, true, StandardCharsets.UTF_8), true);
        CompletableFuture<ScaleReport> run = CompletableFuture.supplyAsync(
                () -> ScaleRun.run(against(speaker, options).build(), progress));
        Awaitility.await().until(() -> told.toString(StandardCharsets.UTF_8).contains("hold"));
        speaker.close(CloseMode.QUIET);
        ScaleReport report = run.join();
        assertEquals(5, report.peak());
        assertEquals(List.of("established sessions were lost 5 times"), report.problems());
    }

    /// A terminal sends SIGINT to the target as well, and the report would tell of a target that died.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aTargetOfOurOwnIgnoresCtrlC() throws IOException {
        try (OwnTarget target = OwnTarget.start(Options.ofSessions(1).build())) {
            String ignored = Files.readAllLines(Path.of("/proc/" + target.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("SigIgn:".length())
                    .strip();
            assertEquals(2, Long.parseUnsignedLong(ignored, 16) & 2); // SIGINT is number 2, and the second bit
        }
    }

    @Test
    void anInterruptEndsTheRunWithWhatThereIs() throws IOException, InterruptedException {
        Options options = Options.ofSessions(5).hold(LONG).probes(0);
        try (BgpSpeaker speaker = speakerFor(options)) {
            AtomicReference<ScaleReport> report = new AtomicReference<>();
            ByteArrayOutputStream told = new ByteArrayOutputStream();
            Progress progress = new Progress(new PrintStream(told, true, StandardCharsets.UTF_8), true);
            Thread runner = Thread.ofPlatform()
                    .start(() ->
                            report.set(ScaleRun.run(against(speaker, options).build(), progress)));
            // Each end finds by itself that a session is up; this one's is what is counted.
            Awaitility.await().until(() -> told.toString(StandardCharsets.UTF_8).contains("hold"));
            runner.interrupt();
            runner.join();
            assertTrue(report.get().problems().getFirst().startsWith("interrupted after"));
            assertEquals(5, report.get().peak());
        }
    }

    @Test
    void whatIsInTheWayIsSaidBeforeAnythingBegins() {
        Options options =
                Options.ofSessions(5).target(new InetSocketAddress(HERE, 179)).sources("192.0.2.0/24");
        LabFailure failure = assertThrows(LabFailure.class, () -> run(options));
        assertTrue(failure.what().contains("the first is 192.0.2.1"), failure.what());
        assertTrue(failure.remedy().contains("ip route add local 192.0.2.0/24 dev lo"), failure.remedy());
    }
}
