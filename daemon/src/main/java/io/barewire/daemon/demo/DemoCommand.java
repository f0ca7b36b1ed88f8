package io.barewire.daemon.demo;

import io.barewire.daemon.cli.CommandFailed;
import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.mesh.manifests.FileFault;
import io.barewire.ovn.snat.GatewayMode;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// Runs the story, takes the lab down, and says whether every step held.
@Command(
        name = "demo",
        description = {
            "Shows Barewire at work on this machine: a cluster of network namespaces with an agent on each node.",
            "",
            "As root, or as anyone whom the kernel lets make user namespaces. The machine's own network is untouched."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every step held",
            "1:a step did not hold, or the demo could not begin",
            "2:wrong command line"
        })
public final class DemoCommand implements Callable<Integer> {
    /// What `./barewire` sets: where it is, where the demo's files go, and whether it made a user namespace for us.
    private static final String LAUNCHER = "barewire.launcher";

    static final String DEFAULT_NAME = "demo";
    private static final String FOLDER = "BAREWIRE_DEMO_FOLDER";
    private static final String USER_NAMESPACE = "BAREWIRE_DEMO_USER_NAMESPACE";
    private static final String NETWORK_NAMESPACE = "BAREWIRE_DEMO_NETWORK_NAMESPACE";
    private static final String KUBE_PROGRAMS = "KUBEBUILDER_ASSETS";

    /// A signal may meet the step that takes the lab down, which is then done again from its beginning.
    private static final Duration TAKE_DOWN = Lab.TAKE_DOWN.multipliedBy(2);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--nodes", paramLabel = "N", description = "2 to 20 nodes; default: ${DEFAULT-VALUE}")
    private int nodes = 3;

    @Option(names = "--families", paramLabel = "FAMILY", split = ",", description = "ipv4, ipv6 or both; default: both")
    private List<Family> families = List.of(Family.values());

    @Option(
            names = "--ovn",
            paramLabel = "MODE",
            converter = GatewayModeName.class,
            description =
                    "sgw or lgw: nodes with an OVN each, in shared or local gateway mode, which forwards what pods send")
    private Optional<GatewayMode> ovn = Optional.empty();

    @Option(
            names = "--cluster",
            description = {
                "the nodes of a Kubernetes cluster: a real API server, the controller, and",
                "OKEP-5259's four workflows one after the other"
            })
    private boolean cluster;

    @Option(names = "--keep", description = "leave the lab up at the end, and say how to look around")
    private boolean keep;

    @Option(names = "--down", description = "only take down what an earlier demo has left up")
    private boolean down;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "part of the namespaces' names: demos with different names can run at once; default: ${DEFAULT-VALUE}")
    private String name = DEFAULT_NAME;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json",
            description = "json: the summary for programs on standard output, the story on standard error")
    private Optional<Output> output = Optional.empty();

    /// OVN-Kubernetes' developers call its gateway modes so.
    static final class GatewayModeName implements ITypeConverter<GatewayMode> {
        @Override
        public GatewayMode convert(String name) {
            return switch (name) {
                case "sgw" -> GatewayMode.SHARED;
                case "lgw" -> GatewayMode.LOCAL;
                default -> throw new TypeConversionException("sgw or lgw, not " + name);
            };
        }
    }

    /// How the summary is told.
    enum Output {
        JSON
    }

    @Override
    public Integer call() throws InterruptedException {
        if (nodes < Topology.SMALLEST || nodes > Topology.LARGEST) {
            throw wrong("--nodes must be within " + Topology.SMALLEST + " to " + Topology.LARGEST);
        }
        if (!name.matches("[a-z0-9][a-z0-9-]{0,15}")) {
            throw wrong("--name must be up to 16 lower-case letters, digits and hyphens");
        }
        if (ovn.isPresent() && !families.contains(Family.IPV4)) {
            throw wrong("--ovn lays out IPv4, or IPv4 and IPv6");
        }
        if (cluster) {
            requireAlone();
            families = List.of(Family.IPV4);
        }
        String launcher = System.getProperty(LAUNCHER, "");
        String base = System.getenv().getOrDefault(FOLDER, "");
        if (launcher.isEmpty() || base.isEmpty()) {
            throw new CommandFailed("the demo does not know where Barewire is", "Run it as ./barewire demo.");
        }
        boolean userNamespace = System.getenv(USER_NAMESPACE) != null;
        if (ovn.isPresent() && userNamespace) {
            throw new CommandFailed(
                    "--ovn needs root: Open vSwitch makes its ports by /dev/net/tun",
                    "Run it as root, or without --ovn.");
        }
        Path folder = Path.of(base, name);
        PrintStream out = output.isPresent() ? System.err : System.out;
        try (Screen screen = new Screen(out, terminal(output.isPresent()));
                FileChannel file = lockFile(folder);
                FileLock _ = lock(file)) {
            Commands commands = new Commands(Map.of());
            clearLeftOvers(folder, commands, screen);
            if (down) {
                return 0;
            }
            Topology topology =
                    Topology.of(nodes, families.stream().distinct().sorted().toList());
            Lab lab = new Lab(
                    name, topology, folder, launcher, userNamespace, commands, node -> agentOptions(folder, node));
            Files.createDirectories(folder);
            return run(lab, screen, folder);
        } catch (IOException e) {
            throw new CommandFailed(
                    "cannot use " + folder + ": " + FileFault.of(folder, e), "Remove it, or make it writable.", e);
        } catch (StepFailure failure) {
            throw new CommandFailed(failure.seen(), "Logs are in " + folder + ".", failure);
        }
    }

    /// In local gateway mode the kernel forwards, for which an agent needs to know nothing of OVN.
    private List<String> agentOptions(Path folder, Node node) {
        if (cluster) {
            return ClusterLab.agentOptions(folder, node);
        }
        List<String> options = new ArrayList<>(Lab.manifestOptions(folder, node));
        ovn.map(mode -> switch (mode) {
                    case SHARED ->
                        List.of(
                                "--ovn-nb",
                                "unix:" + OvnZone.northbound(folder, node),
                                "--ovn-import",
                                "--ovn-snat=shared");
                    case LOCAL -> List.of("--ovn-snat=local");
                })
                .ifPresent(options::addAll);
        return options;
    }

    private void requireAlone() {
        if (ovn.isPresent()) {
            throw wrong("--cluster and --ovn: one of the two");
        }
        if (spec.commandLine().getParseResult().hasMatchedOption("--families")
                && !families.equals(List.of(Family.IPV4))) {
            throw wrong("--cluster lays out IPv4 alone: leave out --families, or say --families=ipv4");
        }
    }

    /// `./barewire` makes the namespace that the API server is in, and says where its programs are.
    private static ClusterLab clusterLab(Lab lab, Path folder) {
        String programs = System.getenv().getOrDefault(KUBE_PROGRAMS, "");
        if (programs.isEmpty() || System.getenv(NETWORK_NAMESPACE) == null) {
            throw new CommandFailed("the demo was started without what --cluster needs", "Run it as ./barewire demo.");
        }
        Path deploy = Path.of(System.getProperty(LAUNCHER, "")).resolveSibling("deploy");
        return new ClusterLab(lab, folder, deploy, KubePrograms.in(Path.of(programs)));
    }

    private int run(Lab lab, Screen screen, Path folder) throws IOException {
        screen.say("Barewire demo: %d nodes, %s, no overlay%s"
                .formatted(
                        nodes,
                        lab.topology().families().stream().map(Family::toString).collect(Collectors.joining(" and ")),
                        ovn.map(mode -> ", OVN in " + OvnLab.name(mode))
                                .orElse(cluster ? ", on a Kubernetes API server" : "")));
        Optional<OvnLab> withOvn = ovn.map(mode -> new OvnLab(lab, mode, folder));
        Optional<ClusterLab> withCluster = cluster ? Optional.of(clusterLab(lab, folder)) : Optional.empty();
        List<Step> steps = new ArrayList<>(withOvn.map(zones -> new OvnStory(zones, folder, screen).steps())
                .or(() -> withCluster.map(kube -> new ClusterStory(kube, folder, screen).steps()))
                .orElseGet(() -> new Story(lab, screen).steps()));
        if (!keep) {
            steps.add(Step.always("Take everything down", () -> {
                lab.takeDown(screen);
                List<String> remains = lab.remains();
                if (!remains.isEmpty()) {
                    throw new StepFailure("still there: " + String.join(", ", remains));
                }
                return "no process and no namespace is left";
            }));
        }
        CountDownLatch told = new CountDownLatch(1);
        interruptOnSignal(told, screen);
        try {
            Summary summary = new Summary(Steps.run(steps, screen));
            boolean stopped = Thread.interrupted();
            if (stopped) {
                // Whatever step the signal met, taking down twice does no harm.
                lab.takeDown(screen);
            }
            screen.say("\n" + summary.table());
            if (summary.failed()) {
                screen.say("Logs and manifests are kept in " + folder);
            } else if (stopped || !keep) {
                clear(folder);
            }
            if (keep && !stopped) {
                screen.say(new LookAround(lab, withOvn, withCluster, name, System.getProperty(LAUNCHER, "./barewire"))
                        .text());
            }
            if (output.isPresent()) {
                System.out.println(summary.json());
            }
            return summary.held() ? 0 : 1;
        } catch (InterruptedException again) {
            throw new StepFailure("stopped before the lab was down; ./barewire demo --down tries again", again);
        } finally {
            told.countDown();
        }
    }

    /// Ctrl-C and SIGTERM interrupt the steps, and the machine is left only when all is down and told.
    private static void interruptOnSignal(CountDownLatch told, Screen screen) {
        Thread teller = Thread.currentThread();
        Thread onSignal = Thread.ofPlatform().unstarted(() -> {
            teller.interrupt();
            try {
                if (!told.await(Waiting.patiently(TAKE_DOWN).toMillis(), TimeUnit.MILLISECONDS)) {
                    screen.say("the lab is not down yet; ./barewire demo --down tries again");
                }
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /// Takes away what an earlier demo of this name has left, crashed or kept.
    private static void clearLeftOvers(Path folder, Commands commands, Screen screen)
            throws IOException, InterruptedException {
        Optional<LabState> left = LabState.read(Lab.stateFile(folder));
        if (left.isPresent()) {
            screen.say("taking down what an earlier demo has left …");
            Lab.takeDown(left.get(), commands, screen);
        }
        clear(folder);
    }

    static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static FileChannel lockFile(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolveSibling(folder.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    private FileLock lock(FileChannel file) throws IOException {
        FileLock lock = file.tryLock();
        if (lock == null) {
            throw new CommandFailed(
                    "another demo named " + name + " is running",
                    "Wait for it, or give this one a name of its own: --name NAME.");
        }
        return lock;
    }

    private static boolean terminal(boolean onStandardError) {
        return !onStandardError
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
