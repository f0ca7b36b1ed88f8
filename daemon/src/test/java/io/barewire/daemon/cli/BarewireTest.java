package io.barewire.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.ControlServer;
import io.barewire.daemon.show.NeighborsView;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Command lines as a shell gives them, with exit status, standard output and standard error.
final class BarewireTest {
    @TempDir
    Path folder;

    private record Outcome(int status, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Barewire.commandLine(arguments);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int status = line.execute(arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    private String folderWith(String yaml) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), yaml);
        return folder.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "agent --help",
                "clear --help",
                "graceful-shutdown --help",
                "show --help",
                "show neighbors --help",
                "show routes --help",
                "validate --help",
                "demo --help",
                "lab --help",
                "lab scale --help",
                "version --help"
            })
    void helpIsEverywhere(String line) {
        Outcome outcome = run(line.split(" "));
        assertEquals(0, outcome.status);
        assertTrue(outcome.out.startsWith("Usage: barewire"), outcome.out);
        assertFalse(outcome.out.contains("Optional"), outcome.out);
    }

    @Test
    void helpOfTheWholeListsEveryCommand() {
        String help = run("--help").out;
        for (String command :
                List.of("agent", "clear", "demo", "graceful-shutdown", "lab", "show", "validate", "version")) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "show --version", "show routes --version"})
    void theVersionIsEverywhere(String line) {
        Outcome outcome = run(line.split(" "));
        assertEquals(0, outcome.status);
        assertTrue(outcome.out.matches("barewire [0-9.]+\\S* \\(Java 25.*\\)\\R"), outcome.out);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                                      | a command is missing
        weather                                 | Unmatched argument at index 0: 'weather'
        agent                                   | where do the manifests come from?
        agent --manifests . --kubernetes        | objects come from one of the two
        agent --kubeconfig f --ovn-config a     | 'a' is not NAMESPACE/NAME
        agent --manifests . --listen 179        | '179' is not ADDRESS:PORT, [ADDRESS]:PORT or :PORT
        agent --manifests . --http localhost:80 | names are not looked up
        agent --manifests . --table 0           | table 0 is not positive
        agent --manifests . --node a/b          | --node 'a/b' is not a node's name
        agent --manifests . --log-level loud    | 'loud' is none of all, trace, debug, info, warn, error, none
        agent --manifests . --convergence-limit soon | 'soon' is not a time such as 60s or 5m
        agent --manifests . --ovn-import        | needs --ovn-nb ENDPOINTS
        agent --manifests . --ovn-nb /run/nb    | '/run/nb' is no OVSDB endpoint
        agent --manifests . --ovn-nb ssl:h:6641 --ovn-private-key k | ssl: needs --ovn-private-key, --ovn-certificate and
        agent --manifests . --ovn-snat shared   | it needs --ovn-nb ENDPOINTS
        agent --manifests . --ovn-snat local --no-fib | done by the kernel, which --no-fib leaves alone
        agent --manifests . --ovn-snat none --no-fib | nowhere to take anything away from
        show                                    | say what to show
        show routes received                    | comes nothing
        show routes received some/body          | some/body' cannot be an interface's name
        show routes --limit 0                   | --limit 0 is not within 1 to 10000
        show routes --prefix 10.0.0.0           | not a prefix (ADDRESS/LENGTH): "10.0.0.0"
        clear                                   | (specify one of these)
        clear 192.0.2.1 --all                   | mutually exclusive
        clear some/body                         | some/body' cannot be an interface's name
        clear --all --soft in --message x       | --soft leaves the session
        clear --all --soft both                 | expected one of [IN, OUT]
        graceful-shutdown                       | (specify one of these)
        validate                                | Missing required parameter: 'DIR'
        validate /does/not/exist                | /does/not/exist is not a folder
        """)
    void aWrongCommandLineSaysWhatIsWrongAndEndsWithTwo(String line, String message) {
        Outcome outcome = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(2, outcome.status, outcome.err);
        assertTrue(outcome.err.contains(message), outcome.err);
        assertEquals("", outcome.out);
    }

    @Test
    void askingWhereNobodyListensSaysSoAndEndsWithOne() {
        Path socket = folder.resolve("nobody.sock");
        Outcome outcome = run("show", "summary", "--socket", socket.toString());
        assertEquals(1, outcome.status);
        assertTrue(outcome.err.startsWith("barewire: no agent answers on " + socket), outcome.err);
        assertTrue(outcome.err.contains("Start one with `barewire agent`"), outcome.err);
    }

    @Test
    void aVrfIsAskedAboutByItsNameAndTheTableSaysSo() throws IOException {
        Path socket = folder.resolve("a.sock");
        try (ControlServer server = ControlServer.bind(socket, ControlServer.Limits.DEFAULT)) {
            server.serve(request -> new Answer.Told(
                    NeighborsView.document(List.of(), Instant.EPOCH).put("vrf", request.vrf())));
            String path = socket.toString();
            Outcome red = run("show", "neighbors", "--vrf", "red", "--socket", path);
            assertTrue(red.out.startsWith("VRF red\n"), red.out + red.err);
            Outcome json = run("show", "neighbors", "--vrf", "red", "--socket", path, "-o", "json");
            assertTrue(json.out.contains("\"vrf\" : \"red\""), json.out);
            assertFalse(run("show", "neighbors", "--socket", path).out.contains("VRF"));
            assertTrue(run("clear", "192.0.2.1", "--vrf", "red", "--socket", path)
                    .out
                    .startsWith("VRF red\n"));
            Outcome problems = run("show", "problems", "--vrf", "red", "--socket", path);
            assertTrue(problems.err.contains("Leave --vrf out."), problems.err);
        }
    }

    @Test
    void aGoodFolderIsValid() throws IOException {
        Outcome outcome = run("validate", folderWith("""
            apiVersion: v1
            kind: Node
            metadata: {name: a}
            """));
        assertEquals(0, outcome.status, outcome.out + outcome.err);
    }

    @Test
    void aFaultIsExplainedWithFileLineObjectPathAndRemedy() throws IOException {
        String dir = folderWith("""
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: tor, namespace: default}
            spec:
              bgp:
                routers:
                - asn: 0
            """);
        Outcome outcome = run("validate", dir);
        assertEquals(1, outcome.status);
        assertTrue(outcome.out.contains("""
            a.yaml:7: error: FRRConfiguration default/tor spec.bgp.routers[0].asn
              0 is out of range
              remedy: 1 to 4294967295 is needed
            """), outcome.out);
        Outcome json = run("validate", dir, "-o", "json");
        assertEquals(1, json.status);
        assertTrue(json.out.contains("\"path\" : \"spec.bgp.routers[0].asn\""), json.out);
        Outcome node = run("validate", dir, "--node", "a");
        assertEquals(1, node.status);
    }
}
