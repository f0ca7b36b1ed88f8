package io.barewire.daemon.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.doctor.Collector;
import io.barewire.daemon.doctor.Diagnosis;
import io.barewire.daemon.doctor.NodeFacts;
import io.barewire.daemon.show.DoctorView;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.manifests.ManifestFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description =
                "Looks at this node and says how pods reach each other, what is wrong, and what would break without"
                        + " an overlay. Changes nothing; needs no agent and no privilege, but sees more with them.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:no errors, perhaps warnings", "1:errors", "2:the command line is wrong"},
        footerHeading = "%nExamples:%n",
        footer = {"  barewire doctor --manifests /etc/barewire", "  barewire doctor -o json", ""})
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final AgentConnection connection = new AgentConnection();

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            description = "folder of the cluster's objects: what the other nodes are")
    private Optional<Path> manifests = Optional.empty();

    @Override
    public Integer call() {
        if (manifests.isPresent() && !Files.isDirectory(manifests.get())) {
            throw new ParameterException(spec.commandLine(), manifests.get() + " is not a folder");
        }
        Diagnosis diagnosis = Diagnosis.of(facts(manifests.map(ManifestFolder::read)));
        ObjectNode document = DoctorView.document(diagnosis);
        PrintWriter out = spec.commandLine().getOut();
        switch (connection.output()) {
            case TEXT -> out.print(DoctorView.text(document));
            case JSON -> out.println(AgentConnection.pretty(document, new ObjectMapper()));
        }
        out.flush();
        return diagnosis.anyError() ? 1 : 0;
    }

    private NodeFacts facts(Optional<ClusterSnapshot> cluster) {
        NodeFacts.Agent agent;
        try {
            agent = new NodeFacts.Agent(
                    connection.ask(new Question.Summary()),
                    connection.ask(new Question.Neighbors(Optional.empty())),
                    connection.ask(new Question.Problems()),
                    fib());
        } catch (CommandFailed noAgent) {
            String node = AgentCommand.nodeName(connection.node(), System.getenv());
            return Collector.collect(node, cluster, Optional.empty(), noAgent.what());
        }
        String node = connection.node().orElse(agent.summary().path("node").asText());
        return Collector.collect(node, cluster, Optional.of(agent), "");
    }

    /// Empty of an agent that leaves the kernel alone.
    private ObjectNode fib() {
        try {
            return connection.ask(new Question.Fib(new Question.Page(Optional.empty(), Optional.empty(), 1)));
        } catch (CommandFailed noFib) {
            return new ObjectMapper().createObjectNode();
        }
    }
}
