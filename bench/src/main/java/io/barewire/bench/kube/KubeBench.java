package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.peers.BenchFailure;
import io.barewire.bench.peers.Leftovers;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.lab.Progress;
import io.barewire.testkit.kube.KubeTestServer;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "./dev bench kube",
        description = {
            "Measures agent and controller beside a real API server: first in an empty cluster, then in one with 5,000"
                    + " Nodes and 10,000 FRRConfigurations, of which two select the agent's node. Needs root, for"
                    + " network namespaces.",
            "",
            "Parts:",
            "  start       from exec to the first UPDATE at a router, and memory at",
            "              rest",
            "  mesh        the same with the managed mesh, in which one node",
            "              answers and all others refuse connections",
            "  change      from a replaced FRRConfiguration to the UPDATE",
            "  controller  memory, time for an admission review, and until the",
            "              status of a node without an agent is deleted"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  ./dev bench kube", "  ./dev bench kube change --nodes 100 --changes 20", ""})
public final class KubeBench implements Callable<Integer> {
    enum Part {
        start,
        mesh,
        change,
        controller
    }

    @Parameters(paramLabel = "PART", description = "which ones; all when none is named")
    private List<Part> parts = new ArrayList<>();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "5000",
            description = "how big the cluster gets; ${DEFAULT-VALUE}")
    private int nodes;

    @Option(
            names = "--changes",
            paramLabel = "N",
            defaultValue = "100",
            description = "in each state of the cluster; ${DEFAULT-VALUE}")
    private int changes;

    @Option(
            names = "--reviews",
            paramLabel = "N",
            defaultValue = "300",
            description = "of each kind, by the controller; ${DEFAULT-VALUE}")
    private int reviews;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "3", description = "of each start; ${DEFAULT-VALUE}")
    private int repeats;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the pauses; ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "bench/target",
            description = "where kube.json goes; ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default value
    private Path output;

    @Option(
            names = "--launcher",
            paramLabel = "FILE",
            defaultValue = "./barewire",
            description = "what runs as the agent: ${DEFAULT-VALUE}, or an installation's")
    @SuppressWarnings("NullAway.Init") // has a default value
    private Path launcher;

    public static void main(String[] words) {
        System.exit(new CommandLine(new KubeBench()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(output); // before minutes are spent on what could not be written
        Progress progress = new Progress(
                System.out,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
        try (Leftovers leftovers = new Leftovers()) {
            Runtime.getRuntime().addShutdownHook(new Thread(leftovers::close, "leftovers"));
            Path folder = Files.createTempDirectory("barewire-bench");
            leftovers.add(() -> remove(folder));
            measure(folder, leftovers, progress);
            return 0;
        } catch (BenchFailure failure) {
            progress.done(String.valueOf(failure.getMessage()));
            return 1;
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private void measure(Path folder, Leftovers leftovers, Progress progress) throws Exception {
        Set<Part> wanted = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        Waiting waiting = new Waiting(progress);
        Rack rack = leftovers.add(Rack.build(nodes));
        progress.done("starting an API server …");
        KubeTestServer cluster = leftovers.add(KubeTestServer.start());
        ApiServer api = leftovers.add(ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig())));
        Population population = new Population(api, waiting);
        Agents agents = new Agents(launcher, folder, cluster.kubeconfig(), rack, leftovers, waiting);
        Changes change = new Changes(api, rack, waiting, seed);
        Controllers controllers = new Controllers(launcher, folder, cluster.kubeconfig(), api, leftovers, waiting);
        Report report = new Report(
                output.resolve("kube.json"), List.of(agents.figures(), change.figures(), controllers.figures()));

        cluster.namespace(Fleet.NAMESPACE);
        cluster.namespace("ovn-kubernetes");
        population.create(Resource.NODES, Fleet.node(0));
        String empty = "empty cluster";
        if (wanted.contains(Part.start)) {
            starts(agents, empty, empty, Agents.Outcome.NOTHING, progress);
        }
        ObjectNode configuration = population.create(Resource.FRR_CONFIGURATIONS, Fleet.configuration(0));
        population.create(Resource.FRR_CONFIGURATIONS, Fleet.userConfiguration(0));
        configuration = full("its own objects alone", empty, agents, change, wanted, configuration, progress);
        if (wanted.contains(Part.controller)) {
            agentsOfOthers(population, IntStream.of(0));
            progress.begin("controller, empty cluster");
            controllers.measure(empty, 1, reviews);
        }
        report.write();

        progress.begin("%,d Nodes".formatted(nodes));
        population.create(Resource.NODES, Fleet::node, Fleet.others(nodes));
        progress.begin("%,d FRRConfigurations".formatted(2 * nodes));
        population.create(Resource.FRR_CONFIGURATIONS, Fleet::configuration, Fleet.others(nodes));
        population.create(Resource.FRR_CONFIGURATIONS, Fleet::userConfiguration, Fleet.others(nodes));
        String all = "%,d objects".formatted(3 * nodes);
        var _ = full(all, empty, agents, change, wanted, configuration, progress);
        if (wanted.contains(Part.mesh)) {
            population.create(Resource.CONFIG_MAPS, Fleet.ovnKubeConfig());
            starts(agents, "the same, managed mesh", "", Agents.Outcome.MESH, progress);
            delete(api, Fleet.ovnKubeConfig());
        }
        if (wanted.contains(Part.controller)) {
            progress.begin("%,d Pods and FRRNodeStates".formatted(nodes));
            agentsOfOthers(population, IntStream.range(0, nodes));
            progress.begin("controller, " + all);
            controllers.measure(all, nodes, reviews);
        }
        report.write();
        progress.done(report.text());
        progress.done("written: " + output.resolve("kube.json"));
    }

    /// Those that are not measured: what is left of them in the API server.
    private static void agentsOfOthers(Population population, IntStream numbers) {
        int[] nodes = numbers.toArray();
        population.create(Resource.PODS, Fleet::agentPod, Arrays.stream(nodes));
        population.create(Fleet.FRR_NODE_STATES, Fleet::nodeState, Arrays.stream(nodes));
    }

    private static void delete(ApiServer api, ObjectNode map) throws ApiFailure {
        var _ = api.delete(
                Resource.CONFIG_MAPS,
                map.at("/metadata/namespace").asText(),
                map.at("/metadata/name").asText(),
                Optional.empty());
    }

    private void starts(Agents agents, String column, String base, Agents.Outcome outcome, Progress progress) {
        for (int run = 1; run <= repeats; run++) {
            progress.begin("start, %s, %d/%d".formatted(column, run, repeats));
            agents.measure(column, base, outcome);
        }
        progress.done(agents.figures().text());
    }

    /// @return the configuration as it is then
    private ObjectNode full(
            String column,
            String base,
            Agents agents,
            Changes change,
            Set<Part> wanted,
            ObjectNode configuration,
            Progress progress) {
        if (wanted.contains(Part.start)) {
            starts(agents, column, base, Agents.Outcome.READY, progress);
        }
        if (!wanted.contains(Part.change)) {
            return configuration;
        }
        progress.begin("change, " + column);
        Program agent = agents.ready();
        try {
            return change.measure(column, changes, configuration);
        } finally {
            agents.end(agent);
            progress.done(change.figures().text());
        }
    }
}
