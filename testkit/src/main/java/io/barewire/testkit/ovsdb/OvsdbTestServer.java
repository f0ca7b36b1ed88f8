package io.barewire.testkit.ovsdb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.testkit.GuardedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An ovsdb-server with one standalone database in a temporary folder, on a Unix socket there and on whatever else a
/// test gives it. Ends with the test, however that ends.
public final class OvsdbTestServer implements AutoCloseable {
    private static final Path OVN_NORTHBOUND = schema("ovn-nb.ovsschema");
    private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");
    private static final String CONNECTIONS = "db:OVN_Southbound,SB_Global,connections";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final List<String> options;
    private @Nullable GuardedProcess process;

    private OvsdbTestServer(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
    }

    /// A member of a cluster, which makes the database.
    static OvsdbTestServer member() {
        try {
            return new OvsdbTestServer(Files.createTempDirectory("barewire-ovsdb"), List.of());
        } catch (IOException failure) {
            throw new AssertionError("no folder for an ovsdb-server", failure);
        }
    }

    /// The schema of OVN's northbound database that is installed. Skips the test where it or ovsdb-server is not.
    public static Path ovnNorthbound() {
        boolean there = Files.exists(OVN_NORTHBOUND)
                && Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ovsdb-server")));
        if (!there) {
            System.out.println("skipped: no ovsdb-server with OVN's schema here");
        }
        assumeTrue(there, "no ovsdb-server with OVN's schema here: ./dev verify --only ovn installs them");
        return OVN_NORTHBOUND;
    }

    /// The schema of OVN's southbound database, where there is that of the northbound one.
    public static Path ovnSouthbound() {
        return schema("ovn-sb.ovsschema");
    }

    /// As OVN's own programs find them.
    private static Path schema(String name) {
        return Path.of(System.getenv().getOrDefault("OVN_PKGDATADIR", "/usr/share/ovn"), name);
    }

    /// Starts one with an empty northbound database of OVN.
    public static OvsdbTestServer running(String... options) {
        OvsdbTestServer server = stopped(options);
        server.start();
        return server;
    }

    /// One that [#start] starts later. Its endpoint is known already.
    ///
    /// @param options of ovsdb-server beside those that it needs
    public static OvsdbTestServer stopped(String... options) {
        Path schema = ovnNorthbound();
        try {
            OvsdbTestServer server = new OvsdbTestServer(Files.createTempDirectory("barewire-ovsdb"), List.of(options));
            server.createDatabase(schema);
            return server;
        } catch (IOException failure) {
            throw new AssertionError("no folder for an ovsdb-server", failure);
        }
    }

    /// OVN's schema as it would be before somebody had these.
    ///
    /// @param absent `Table` or `Table.column`
    public Path olderNorthbound(String... absent) {
        JsonMapper json = new JsonMapper();
        Path file = folder.resolve("older.ovsschema");
        try {
            ObjectNode schema = (ObjectNode) json.readTree(OVN_NORTHBOUND.toFile());
            for (String each : absent) {
                String[] names = each.split("\\.", 2);
                ObjectNode tables = (ObjectNode) schema.path("tables");
                if (names.length == 1) {
                    tables.remove(each);
                    tables.forEach(
                            table -> ((ObjectNode) table.path("columns")).removeIf(column -> refers(column, each)));
                } else {
                    ((ObjectNode) tables.path(names[0]).path("columns")).remove(names[1]);
                }
            }
            schema.put("version", "1.0.0");
            json.writeValue(file.toFile(), schema);
        } catch (IOException failure) {
            throw new AssertionError("no older schema", failure);
        }
        return file;
    }

    /// A schema must not have a column that refers to no table.
    private static boolean refers(JsonNode column, String table) {
        return Stream.of("key", "value")
                .anyMatch(part ->
                        column.at("/type/" + part + "/refTable").asText().equals(table));
    }

    /// Gives the database the schema that is installed, while the server runs.
    public void convert() {
        client("convert", OVN_NORTHBOUND.toString());
    }

    /// Empties the database, which may have another schema from now on. Not while the server runs.
    public void createDatabase(Path schema) {
        try {
            Files.deleteIfExists(folder.resolve("db"));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        run("ovsdb-tool", "create", folder.resolve("db").toString(), schema.toString());
    }

    /// `unix:…`
    public String endpoint() {
        return "unix:" + folder.resolve("sock");
    }

    /// For what a test needs beside the server.
    public Path folder() {
        return folder;
    }

    /// Returns when it can be connected to.
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                "ovsdb-server",
                "--remote=p" + endpoint(),
                "--unixctl=" + folder.resolve("ctl"),
                "-vconsole:info",
                "-vsyslog:off",
                folder.resolve("db").toString()));
        command.addAll(options);
        try {
            Files.deleteIfExists(folder.resolve("ctl"));
            process = GuardedProcess.start(folder.resolve("log"), command);
        } catch (IOException failure) {
            throw new AssertionError("ovsdb-server did not start", failure);
        }
        await(folder.resolve("ctl"));
    }

    /// Waits until the server has made its control socket, which it does when everything else is open.
    private void await(Path file) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > end || !process().isAlive()) {
                throw new AssertionError("ovsdb-server did not start: " + log());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Opens a TCP port of loopback, too, that the kernel chooses.
    ///
    /// @param method `ptcp` or `pssl`
    public int listen(String method) {
        long before = LISTENING.matcher(log()).results().count();
        appctl("ovsdb-server/add-remote", method + ":0:127.0.0.1");
        // The server answers first, and opens what it was told when it comes round again.
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<MatchResult> opened =
                    LISTENING.matcher(log()).results().skip(before).findFirst();
            if (opened.isPresent()) {
                return Integer.parseInt(opened.get().group(1));
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("ovsdb-server did not open a port: " + log());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// Opens one more Unix socket, over which nobody may write.
    ///
    /// @return its endpoint
    public String openReadOnly() {
        return open("\"read_only\":true");
    }

    /// Opens one more Unix socket, whose clients have a role of OVN's southbound database, which is served
    /// too.
    ///
    /// @return its endpoint
    public String openWithRole(String role) {
        return open("\"role\":\"" + role + "\"");
    }

    /// Only a `Connection` row restricts a socket, and of OVN's databases the southbound one has the
    /// columns for that. So the server gets one of these.
    private String open(String restriction) {
        String socket = folder.resolve("restricted").toString();
        String southbound = folder.resolve("southbound").toString();
        run("ovsdb-tool", "create", southbound, ovnSouthbound().toString());
        appctl("ovsdb-server/add-db", southbound);
        client("transact", """
                ["OVN_Southbound",
                 {"op":"insert","table":"SB_Global","row":{"connections":["named-uuid","c"]}},
                 {"op":"insert","table":"Connection","uuid-name":"c","row":{"target":"punix:%s",%s}}]
                """.formatted(socket, restriction));
        appctl("ovsdb-server/add-remote", CONNECTIONS);
        return "unix:" + socket;
    }

    /// Over what [#openReadOnly] opened everybody may write from now on. It is closed meanwhile: a remote
    /// stays as it was opened.
    public void allowWriting() {
        appctl("ovsdb-server/remove-remote", CONNECTIONS);
        client("transact", """
                ["OVN_Southbound",{"op":"update","table":"Connection","where":[],"row":{"read_only":false}}]""");
        appctl("ovsdb-server/add-remote", CONNECTIONS);
    }

    /// What `ovs-appctl` says to a command for the server.
    public String appctl(String... command) {
        List<String> words = new ArrayList<>(
                List.of("ovs-appctl", "-t", folder.resolve("ctl").toString()));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    /// What `ovsdb-client` says to a command for the server, such as `dump`.
    public String client(String command, String... arguments) {
        return clientOf(endpoint(), command, arguments);
    }

    /// The same over another endpoint.
    public static String clientOf(String endpoint, String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of("ovsdb-client", "--timeout=60", command, endpoint));
        words.addAll(List.of(arguments));
        return run(words.toArray(String[]::new));
    }

    public void pause() {
        signalled(GuardedProcess::pause);
    }

    public void resume() {
        signalled(GuardedProcess::resume);
    }

    /// At once, without a word to anybody; what was committed stays.
    public void kill() {
        signalled(GuardedProcess::kill);
        process = null;
    }

    public boolean isRunning() {
        return process != null;
    }

    private interface Signal {
        void send(GuardedProcess process) throws IOException;
    }

    private void signalled(Signal signal) {
        try {
            signal.send(process());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private GuardedProcess process() {
        if (process == null) {
            throw new AssertionError("ovsdb-server does not run");
        }
        return process;
    }

    /// The server's own words.
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException failure) {
            return "no log: " + failure.getMessage();
        }
    }

    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + said);
            }
            return said;
        } catch (IOException failure) {
            throw new AssertionError(String.join(" ", command) + " could not be run", failure);
        }
    }

    @Override
    public void close() {
        try {
            if (process != null) {
                process.close();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException failure) {
            throw new AssertionError("the folder of an ovsdb-server could not be removed", failure);
        }
    }
}
