package io.barewire.daemon.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.show.ProblemsView;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.Planner;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "validate",
        description = "Reads a folder of manifests as an agent would, and explains every fault.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:no errors, perhaps warnings", "1:errors", "2:the command line is wrong"},
        footerHeading = "%nExamples:%n",
        footer = {"  barewire validate /etc/barewire", "  barewire validate --node worker-1 -o json /etc/barewire", ""})
final class ValidateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder of YAML files")
    @SuppressWarnings("NullAway.Init") // required
    private Path folder;

    @Option(names = "--node", paramLabel = "NAME", description = "only the plan of this node; without it of every node")
    private Optional<String> node = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), folder + " is not a folder");
        }
        ObjectNode document = ProblemsView.document(problems());
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> out.print(ProblemsView.text(document));
            case JSON -> out.println(AgentConnection.pretty(document, new ObjectMapper()));
        }
        out.flush();
        return document.path("errors").asLong() == 0 ? 0 : 1;
    }

    private List<Problem> problems() {
        if (node.isEmpty()) {
            return ManifestFolder.validate(folder);
        }
        ClusterSnapshot snapshot = ManifestFolder.read(folder);
        // This need not be the node's machine, so nothing of this one is told to the planner.
        LocalFacts nothing = new LocalFacts(node.get(), Map.of(), Optional.empty());
        List<Problem> problems = new ArrayList<>(snapshot.problems());
        problems.addAll(Planner.plan(snapshot, node.get(), nothing).problems());
        return problems;
    }
}
