package io.barewire.daemon.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.ControlClient;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.control.Request;
import io.barewire.daemon.control.SocketPath;
import io.barewire.daemon.show.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/// The options with which a command finds an agent, and what it does with the answer.
final class AgentConnection {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the agent's control socket")
    private Optional<Path> socket = Optional.empty();

    @Option(
            names = "--node",
            paramLabel = "NAME",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the agent of this node; needed when several run here")
    private Optional<String> node = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "text or json")
    private OutputFormat output = OutputFormat.TEXT;

    @Option(
            names = "--vrf",
            paramLabel = "NAME",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the routing instance of this VRF, in place of the default one")
    private String vrf = Request.DEFAULT_VRF;

    /// Asks and prints.
    ///
    /// @param text makes a table of a document, for a terminal of some width
    /// @return the exit status
    int show(Question question, PrintWriter out, BiFunction<JsonNode, Integer, String> text) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode document = ask(question);
        switch (output) {
            case TEXT -> {
                String of = document.path("vrf").asText(Request.DEFAULT_VRF);
                if (!of.equals(Request.DEFAULT_VRF)) {
                    out.println("VRF " + of);
                }
                out.print(text.apply(document, Terminal.width(System.getenv())));
            }
            case JSON -> out.println(pretty(document, mapper));
        }
        out.flush();
        return 0;
    }

    /// The agent's answer.
    ///
    /// @throws CommandFailed when there is none
    ObjectNode ask(Question question) {
        return ask(request(question), new ObjectMapper());
    }

    Optional<String> node() {
        return node;
    }

    OutputFormat output() {
        return output;
    }

    static String pretty(ObjectNode document, ObjectMapper mapper) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree that cannot be written", impossible);
        }
    }

    private Request request(Question question) {
        try {
            return new Request(vrf, question);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailed(String.valueOf(wrong.getMessage()), "Leave --vrf out.", wrong);
        }
    }

    private ObjectNode ask(Request request, ObjectMapper mapper) {
        Path path = path(SocketPath.folders(System.getenv()));
        try {
            return switch (ControlClient.ask(path, request, PATIENCE, mapper)) {
                case Answer.Told(ObjectNode document) -> document;
                case Answer.Refused(String error, String remedy) -> throw new CommandFailed(error, remedy);
            };
        } catch (IOException failure) {
            throw new CommandFailed(
                    "no agent answers on " + path + ": " + failure.getMessage(),
                    "Start one with `barewire agent`, or name its socket with --socket; it may need its user or root.",
                    failure);
        }
    }

    private Path path(List<Path> folders) {
        if (socket.isPresent()) {
            return socket.get();
        }
        List<Path> found = SocketPath.existing(folders).stream()
                .filter(path -> node.isEmpty() || path.getFileName().toString().equals(node.get() + ".sock"))
                .filter(Files::exists)
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        String whose = node.map(name -> "of node " + name + " ").orElse("");
        throw found.isEmpty()
                ? new CommandFailed(
                        "no agent " + whose + "runs here: no socket in " + folders,
                        "Start one with `barewire agent`, or name its socket with --socket; it may need its user or"
                                + " root.")
                : new CommandFailed("several agents run here: " + found, "Choose one with --node or --socket.");
    }
}
