package io.barewire.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `scripts/jvm-flags.sh`, by which JVMs of all roles are started.
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JvmFlagsTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private record Ended(int status, String said) {}

    /// @param options of whoever runs it, in `JDK_JAVA_OPTIONS`
    private static Ended run(String options, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        if (!options.isEmpty()) {
            builder.environment().put("JDK_JAVA_OPTIONS", options);
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private static List<String> flags(String options, String role) throws IOException, InterruptedException {
        Path script = Path.of("..", "scripts", "jvm-flags.sh").toAbsolutePath();
        assertTrue(Files.isReadable(script), () -> script + " is not there");
        String print = ". \"$0\"; jvm_flags \"$1\" \"$1\"; printf '%s\\n' \"${JVM_FLAGS[@]}\"";
        return run(options, List.of("bash", "-c", print, script.toString(), role))
                .said()
                .lines()
                .toList();
    }

    private static Ended java(String role, String... words) throws IOException, InterruptedException {
        return java("", role, words);
    }

    private static Ended java(String options, String role, String[] words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(flags(options, role));
        command.addAll(List.of(words));
        return run(options, command);
    }

    /// Objects of an API server ask for BFD when the JVM runs already; whoever knows of it says so beforehand.
    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void aCollectorThatSomebodyChoseIsTheOnlyOne(String role) throws Exception {
        Ended printed = java("-XX:+UseZGC", role, new String[] {"-XX:+PrintFlagsFinal", "-version"});
        assertEquals(0, printed.status(), printed.said());
        assertTrue(printed.said().lines().anyMatch(line -> line.matches(".* UseZGC +:?= true .*")), printed.said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller", "demo", "lab", "cli"})
    void noHeapGrowsAboveAGigabyteWhateverTheMachineHas(String role) throws Exception {
        Ended printed = java(role, "-XX:+PrintFlagsFinal", "-version");
        long most = printed.said()
                .lines()
                .filter(line -> line.contains(" MaxHeapSize "))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*= *(\\d+) .*", "$1")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed.said()));
        assertTrue(most <= 1 << 30, () -> most + " octets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "controller"})
    void whoRunsOutOfHeapEndsAndSaysWhatToDo(String role) throws Exception {
        Ended ended = java(role, "-Xmx24m", "-cp", CLASS_PATH, Eater.class.getName());
        assertEquals(3, ended.status(), ended.said());
        assertTrue(ended.said().lines().anyMatch(line -> line.startsWith("barewire: the heap is full")), ended.said());
    }

    /// Wants all memory there is.
    static final class Eater {
        private Eater() {}

        public static void main(String[] words) {
            byte[][] eaten = new byte[1 << 10][];
            for (int i = 0; i < eaten.length; i++) {
                eaten[i] = new byte[1 << 20];
            }
            System.out.println("ate " + eaten.length + " MiB");
        }
    }
}
