package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import io.barewire.testkit.Namespace;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "./dev bench peers",
        description = {
            "Measures BGP daemons side by side: each alone in a network namespace with one load generator, in turn, and"
                    + " again. Needs root, a Docker engine for the others' daemons, and a quiet machine: where another"
                    + " process used more than half a CPU, the generator was the bottleneck or a daemon did not get"
                    + " there, no comparison is printed.",
            "",
            "Workloads:",
            "  W1  one peer announces 1,000,000 prefixes, a sink waits",
            "      for them; then all are withdrawn",
            "  W2  ten peers announce the same 100,000 prefixes, each in",
            "      its own order; one path of each is shortest",
            "  W3  100 peers announce 1,000 prefixes each",
            "  W4  internal peers with one prefix each, then 30 s of",
            "      nothing: W4-500, W4-1000, W4-2000 at hold time 9 s,",
            "      W4-1000d at the daemon's own, W4-1000s all at once",
            "  W5  routes into the kernel beside bare netlink, and out",
            "      again: W5-100k, W5-500k",
            "  W6  a peer with 10,000 routes in the kernel dies",
            "  W7  1,000 neighbors, and the filter of one changes",
            "  node  from exec to the first OPEN, then a node of a mesh of",
            "      100 with its routes in the kernel, at rest for 30 s",
            "",
            "jvm is no daemon: what a JVM takes at least in W4, W5 and W6",
            "",
            "Daemons: barewire jvm frr bird2 bird3 gobgp openbgpd"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dev bench peers",
            "  ./dev bench peers W1 barewire bird2 --prefixes 100000 --repeats 1 --force",
            ""
        })
public final class PeersBench implements Callable<Integer> {
    /// Exit status when a comparison was refused.
    private static final int REFUSED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "WORKLOAD|DAEMON", description = "which ones, in any order; all when none is named")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "runs of each daemon; ${DEFAULT-VALUE}")
    private int repeats;

    @Option(names = "--prefixes", paramLabel = "N", description = "prefixes of a peer, for smaller runs")
    private Optional<Integer> prefixes = Optional.empty();

    @Option(names = "--sessions", paramLabel = "N", description = "of W4, W7 and node, for smaller runs")
    private Optional<Integer> sessions = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the tables; ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "for a step of a run; ${DEFAULT-VALUE}")
    private long limitSeconds;

    @Option(names = "--force", description = "print figures that must not be compared, marked as such")
    private boolean force;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            defaultValue = "bench/target",
            description = "where peers.json and peers.html go; ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default value
    private Path output;

    @Option(
            names = "--launcher",
            paramLabel = "FILE",
            defaultValue = "./barewire",
            description = "what runs as the agent in W5, W6, W7 and node: ${DEFAULT-VALUE}, or an installation's")
    @SuppressWarnings("NullAway.Init") // has a default value
    private Path launcher;

    // What scripts/bench.sh knows.
    @Option(names = "--image-tag", hidden = true, defaultValue = "")
    private String imageTag = "";

    @Option(names = "--run", hidden = true, defaultValue = "by-hand")
    private String run = "";

    @Option(names = "--jvm", hidden = true, required = true, description = "java with flags and class path")
    private List<String> jvm = List.of();

    public static void main(String[] words) {
        System.exit(new CommandLine(new PeersBench()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(output); // before minutes are spent on what could not be written
        Path folder = Files.createTempDirectory("barewire-bench");
        Leftovers leftovers = new Leftovers();
        leftovers.add(() -> remove(folder));
        Runtime.getRuntime().addShutdownHook(new Thread(leftovers::close, "leftovers"));
        Progress progress = new Progress(
                System.out,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
        List<Daemon> daemons = daemons(folder);
        Map<String, Supplier<Workload>> workloads = workloads();
        requireKnown(daemons.stream().map(Daemon::name).toList(), List.copyOf(workloads.keySet()));
        List<Supplier<Workload>> chosen = chosen(List.copyOf(workloads.entrySet()), Map.Entry::getKey).stream()
                .map(Map.Entry::getValue)
                .toList();
        List<Integer> status = new ArrayList<>();
        Namespace.inNewNamespace(() -> status.add(measure(chosen, chosen(daemons, Daemon::name), leftovers, progress)));
        return status.getFirst();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private List<Daemon> daemons(Path folder) {
        List<Daemon> daemons = new ArrayList<>(List.of(
                new BarewireDaemon(TransitSpeaker.class, Optional.empty(), folder, jvm, launcher),
                new BareJvm(
                        new BarewireDaemon(BareSpeaker.class, Optional.of(BareRoutes.class), folder, jvm, launcher))));
        daemons.addAll(ContainerDaemon.all(imageTag, run));
        return daemons;
    }

    /// What a word on the command line names: `W4` is every `W4-…`.
    private static boolean names(String word, String name) {
        return word.equals(name) || name.startsWith(word + "-");
    }

    private <T> List<T> chosen(List<T> all, Function<T, String> name) {
        List<T> named = all.stream()
                .filter(one -> words.stream().anyMatch(word -> names(word, name.apply(one))))
                .toList();
        return named.isEmpty() ? all : named;
    }

    private void requireKnown(List<String> daemons, List<String> workloads) {
        words.stream()
                .filter(word ->
                        Stream.concat(daemons.stream(), workloads.stream()).noneMatch(name -> names(word, name)))
                .findFirst()
                .ifPresent(word -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            "'" + word + "' is none of " + String.join(" ", workloads) + " "
                                    + String.join(" ", daemons));
                });
    }

    /// The workloads by name, in their order, each made when it is its turn.
    private Map<String, Supplier<Workload>> workloads() {
        Duration limit = Duration.ofSeconds(limitSeconds);
        Map<String, Supplier<Workload>> all = new LinkedHashMap<>();
        int one = prefixes.orElse(1_000_000);
        all.put(
                "W1",
                () -> new FeedWorkload(
                        "W1",
                        "1 peer × %,d prefixes to a sink".formatted(one),
                        Tables.distinct(FeedWorkload.peers(1), one, seed),
                        limit));
        int same = prefixes.orElse(100_000);
        all.put(
                "W2",
                () -> new FeedWorkload(
                        "W2",
                        "10 peers × the same %,d prefixes to a sink".formatted(same),
                        Tables.same(FeedWorkload.peers(10), same, seed),
                        limit));
        int each = prefixes.orElse(1_000);
        all.put(
                "W3",
                () -> new FeedWorkload(
                        "W3",
                        "100 peers × %,d prefixes to a sink and each other".formatted(each),
                        Tables.distinct(FeedWorkload.peers(100), each, seed),
                        limit));
        for (int count : sessions.map(List::of).orElse(List.of(500, 1_000, 2_000))) {
            mesh(all, MeshWorkload.Kind.SHORT_HOLD, count, limit);
        }
        mesh(all, MeshWorkload.Kind.DEFAULT_HOLD, sessions.orElse(1_000), limit);
        mesh(all, MeshWorkload.Kind.STORM, sessions.orElse(1_000), limit);
        for (int count : prefixes.map(List::of).orElse(List.of(100_000, 500_000))) {
            String name = "W5-" + (count % 1_000 == 0 ? count / 1_000 + "k" : count);
            all.put(name, () -> new KernelWorkload(name, count, KernelWorkload.End.WITHDRAWS, limit, seed));
        }
        all.put("W6", () -> new KernelWorkload("W6", prefixes.orElse(10_000), KernelWorkload.End.DIES, limit, seed));
        all.put("W7", () -> new RefilterWorkload(sessions.orElse(1_000), limit, seed));
        all.put("node", () -> new NodeWorkload(sessions.orElse(99), limit));
        return all;
    }

    private static void mesh(
            Map<String, Supplier<Workload>> all, MeshWorkload.Kind kind, int sessions, Duration limit) {
        all.put(MeshWorkload.name(kind, sessions), () -> new MeshWorkload(kind, sessions, limit));
    }

    private int measure(List<Supplier<Workload>> chosen, List<Daemon> daemons, Leftovers leftovers, Progress progress)
            throws IOException {
        List<Workload> workloads = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Supplier<Workload> one : chosen) {
            progress.begin("making tables");
            Workload workload = one.get();
            workloads.add(workload);
            List<Daemon> suited = Stream.concat(daemons.stream(), Stream.of(new RawNetlink()))
                    .filter(workload::suits)
                    .toList();
            for (int number = 1; number <= repeats; number++) {
                for (Daemon daemon : suited) {
                    progress.begin("%s %s %d/%d".formatted(workload.name(), daemon.name(), number, repeats));
                    Run run = run(workload, daemon, number, leftovers, progress);
                    runs.add(run);
                    progress.done(line(workload, run));
                    JsonReport.write(output.resolve("peers.json"), facts(), workloads, runs);
                }
            }
            Comparison comparison =
                    Comparison.of(workload, suited.stream().map(Daemon::name).toList(), runs);
            progress.done(TextReport.of(comparison, force));
            comparisons.add(comparison);
            HtmlReport.write(output.resolve("peers.html"), facts(), comparisons, force);
        }
        progress.done("written: %s and peers.html beside it".formatted(output.resolve("peers.json")));
        boolean flawed =
                comparisons.stream().anyMatch(comparison -> !comparison.flaws().isEmpty());
        return flawed && !force ? REFUSED : 0;
    }

    private static Run run(Workload workload, Daemon daemon, int number, Leftovers leftovers, Progress progress)
            throws IOException {
        try {
            return Run.of(workload.name(), daemon.name(), number, workload.run(daemon, leftovers, progress));
        } catch (BenchFailure failure) {
            return Run.failed(workload.name(), daemon.name(), number, String.valueOf(failure.getMessage()));
        }
    }

    private static String line(Workload workload, Run run) {
        StringBuilder line = new StringBuilder("%s %-8s %d: ".formatted(run.workload(), run.daemon(), run.number()));
        for (Column column : workload.columns()) {
            Double value = run.values().get(column.key());
            if (value != null) {
                line.append(' ')
                        .append(column.title())
                        .append(' ')
                        .append(TextReport.number(value))
                        .append(';');
            }
        }
        run.flaws().forEach(flaw -> line.append("\n  ! ").append(flaw));
        return line.toString();
    }

    private static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("java", System.getProperty("java.runtime.version"));
        return facts;
    }
}
