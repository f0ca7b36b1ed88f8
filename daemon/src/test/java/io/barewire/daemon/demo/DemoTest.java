package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole demo, as a user runs it.
@Tag("root")
@Timeout(value = 12, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoTest {
    private final Path output;
    private final String name = "t" + ProcessHandle.current().pid();

    DemoTest(@TempDir Path folder) {
        this.output = folder.resolve("output");
    }

    private Process demo(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(repository().resolve("barewire").toString(), "demo", "--name", name));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("BAREWIRE_CLASS_PATH", classPath());
        return builder.start();
    }

    /// The classes under test, not those of an earlier build.
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /// Where `./barewire` is.
    static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isExecutable(folder.resolve("barewire"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "./barewire is in no folder above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    private String run(String... options) throws IOException, InterruptedException {
        Process process = demo(options);
        try {
            assertTrue(process.waitFor(10, TimeUnit.MINUTES), "the demo has not ended");
        } finally {
            process.destroy();
        }
        String told = Files.readString(output);
        assertEquals(0, process.exitValue(), told);
        return told;
    }

    private void waitFor(Process process, String told) {
        Awaitility.await().atMost(5, TimeUnit.MINUTES).until(() -> {
            String all = Files.readString(output);
            assertTrue(process.isAlive(), all);
            return all.contains(told);
        });
    }

    /// Sends the demo a signal when it is at a step, and waits for its end.
    ///
    /// @param daemons it has daemons by then that name its folder
    private void endAt(String step, boolean daemons, String... options) throws IOException, InterruptedException {
        Process process = demo(options);
        try {
            waitFor(process, step);
            assertFalse(namespaces().isEmpty());
            assertFalse(daemons && processesThatMention("/" + name + "/").isEmpty());
        } finally {
            process.destroy();
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the demo has not ended");
        }
        assertTrue(process.exitValue() != 0);
    }

    private List<String> namespaces() throws InterruptedException {
        return new Commands(Map.of())
                .require(Duration.ofSeconds(10), List.of("ip", "netns", "list"))
                .lines()
                .filter(line -> line.startsWith("bw-" + name + "-"))
                .toList();
    }

    @Test
    void everyStepHoldsAndNothingIsLeft() throws IOException, InterruptedException {
        String told = run();
        assertTrue(told.contains("11 of 11 steps held"), told);
        assertTrue(told.contains("12 paths, 3 pings each, none lost"), told);
        assertTrue(told.contains("10.244.1.0/25"), told);
        assertFalse(told.contains("FAILED"), told);
        assertEquals(List.of(), namespaces());
    }

    @Test
    void twoNodesOfOneFamilyAreEnoughAndTheSummaryIsThereForPrograms() throws IOException, InterruptedException {
        JsonNode summary = new ObjectMapper().readTree(run("--nodes", "2", "--families", "ipv4", "-o", "json"));
        assertTrue(summary.path("held").asBoolean(), summary.toString());
        assertEquals(11, summary.path("steps").size());
        assertEquals(List.of(), namespaces());
    }

    @ParameterizedTest
    @CsvSource({"sgw, 12", "lgw, 11"})
    @Tag("ovn")
    void everyStepHoldsOnARealOvn(String mode, int steps) throws IOException, InterruptedException {
        String told = run("--ovn=" + mode, "--nodes", "2");
        assertTrue(told.contains(steps + " of " + steps + " steps held"), told);
        assertEquals(List.of(), namespaces());
    }

    @Test
    @Tag("ovn")
    void aSignalEndsEveryDaemonOfOvn() throws IOException, InterruptedException {
        endAt("[2/11]", true, "--ovn=lgw", "--nodes", "2");
        assertEquals(List.of(), namespaces());
        assertEquals(List.of(), processesThatMention("/" + name + "/"));
        String told = Files.readString(output);
        assertTrue(told.contains("of 11 steps held"), told);
        assertFalse(told.contains("are kept in"), told);
    }

    @Test
    @Tag("kube")
    void aSignalEndsTheApiServerAndWhatItServes() throws IOException, InterruptedException {
        // the other tests of a real API server need no right of root's
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root: network namespaces");
        endAt("[5/", true, "--cluster", "--nodes", "2");
        assertEquals(List.of(), namespaces());
        assertEquals(List.of(), processesThatMention("/" + name + "/"));
    }

    private static List<String> processesThatMention(String folder) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder))
                .toList();
    }

    /// What the demo says of the folder that it works in.
    private Path folder() throws IOException {
        Matcher socket = Pattern.compile("--socket (\\S+)/node1.sock").matcher(Files.readString(output));
        assertTrue(socket.find());
        return Path.of(socket.group(1));
    }

    private static ProcessIdentity agent(Path folder, String node) {
        return LabState.read(Lab.stateFile(folder)).orElseThrow().processes().stream()
                .filter(process -> process.what().equals("agent-" + node))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSignalTakesEverythingDown() throws IOException, InterruptedException {
        endAt("[3/11]", false, "--nodes", "2", "--families", "ipv4");
        assertEquals(List.of(), namespaces());
    }

    /// The step fails for want of an agent; taking down lasts, for one that is stopped does not heed SIGTERM.
    @Test
    void aSignalAfterAFailedStepLeavesTheLogs() throws IOException, InterruptedException {
        Process process = demo("--nodes", "2", "--families", "ipv4");
        try {
            waitFor(process, "[4/11]");
            new Commands(Map.of())
                    .require(
                            Duration.ofSeconds(10),
                            List.of(
                                    "kill",
                                    "-STOP",
                                    Long.toString(agent(folder(), "node2").pid())));
            agent(folder(), "node1").kill();
            waitFor(process, "[11/11]");
        } finally {
            process.destroy();
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the demo has not ended");
        }
        String told = Files.readString(output);
        assertTrue(told.contains("are kept in " + folder()), told);
        assertTrue(Files.exists(folder().resolve("agent-node1.log")), told);
        assertEquals(List.of(), namespaces());
        run("--down");
    }

    @Test
    void aLabThatIsKeptSaysHowToLookAroundAndIsTakenDownByName() throws IOException, InterruptedException {
        String told = run("--nodes", "2", "--families", "ipv4", "--keep");
        try {
            assertTrue(told.contains("ip -n bw-" + name + "-node1 route"), told);
            assertTrue(told.contains("demo --down --name " + name), told);
            assertEquals(5, namespaces().size());
        } finally {
            run("--down");
        }
        assertEquals(List.of(), namespaces());
    }
}
