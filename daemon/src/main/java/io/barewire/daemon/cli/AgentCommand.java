package io.barewire.daemon.cli;

import io.barewire.daemon.agent.Agent;
import io.barewire.daemon.agent.AgentConfig;
import io.barewire.daemon.agent.FirstRest;
import io.barewire.daemon.agent.Source;
import io.barewire.daemon.agent.StartFailed;
import io.barewire.daemon.agent.ThreadFailures;
import io.barewire.daemon.control.SocketPath;
import io.barewire.daemon.log.LogFormat;
import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.Logging;
import io.barewire.daemon.status.SessionStatus;
import io.barewire.daemon.status.StatusConfig;
import io.barewire.fib.FibConfig;
import io.barewire.fib.FibRehearsal;
import io.barewire.kubernetes.Access;
import io.barewire.netlink.NetlinkException;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "agent",
        description = {
            "Runs a node's agent until it is told to stop (SIGTERM, SIGINT).",
            "Routes stay in the kernel when it ends, and are taken over when it comes back."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  barewire agent --manifests /etc/barewire --node worker-1",
            "  barewire agent --manifests . --node a --no-fib --listen 127.0.0.2:1790",
            "  barewire agent --kubeconfig ~/.kube/config --namespace frr-k8s-system --node worker-1",
            ""
        })
final class AgentCommand implements Callable<Integer> {
    private static final String DEFAULT_HTTP = "127.0.0.1:7473";
    private static final String DEFAULT_LISTEN = ":179";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description =
                    "folder of YAML files with Nodes, FRRConfigurations, RoutingPolicies, Secrets and ovnkube.conf; watched")
    private Optional<Path> manifests = Optional.empty();

    @Mixin
    private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(
            names = "--node",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "this node's Node object; without it $NODE_NAME, else the host's name")
    private Optional<String> node = Optional.empty();

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            showDefaultValue = Visibility.NEVER,
            description = "control socket; without it /run/barewire/NODE.sock, or in a folder of the user's own")
    private Optional<Path> socket = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = DEFAULT_LISTEN,
            converter = SocketAddressConverter.class,
            description = "where BGP peers connect to")
    @SuppressWarnings("NullAway.Init") // has a default value
    private InetSocketAddress listen;

    @Option(names = "--no-listen", description = "only connect to peers, never accept")
    private boolean noListen;

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            defaultValue = DEFAULT_HTTP,
            converter = SocketAddressConverter.class,
            description = "where /metrics, /livez and /readyz are served")
    @SuppressWarnings("NullAway.Init") // has a default value
    private InetSocketAddress http;

    @Option(names = "--no-http", description = "serve no HTTP")
    private boolean noHttp;

    @Option(names = "--table", paramLabel = "N", defaultValue = "254", description = "kernel routing table")
    private int table;

    @Option(names = "--metric", paramLabel = "N", defaultValue = "20", description = "metric of kernel routes")
    private long metric;

    @Option(names = "--no-fib", description = "leave the kernel's routes alone; needs no privilege")
    private boolean noFib;

    @Mixin
    private final OvnOptions ovn = new OvnOptions();

    @Option(
            names = "--convergence-limit",
            paramLabel = "TIME",
            showDefaultValue = Visibility.NEVER,
            converter = SecondsConverter.class,
            description = "how long to wait after the start for all peers' routes before stale routes are removed,"
                    + " as 60s or 5m; without it 2m")
    private Optional<Duration> convergenceLimit = Optional.empty();

    @Option(
            names = "--rehearse",
            description =
                    "once nothing happens after the start, play sessions and tables on loopback addresses, so that"
                            + " code is compiled before it is needed; takes 10 MB")
    private boolean rehearse;

    @Option(
            names = "--session-status",
            paramLabel = "WHICH",
            showDefaultValue = Visibility.NEVER,
            description = "tells an API server of this node and of its sessions: all, not-established (ones only) or"
                    + " none; without it all of them when objects come from it, else nothing")
    private Optional<SessionStatus> sessionStatus = Optional.empty();

    @Option(
            names = "--pod-name",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "this agent's pod, which owns its BGPSessionStates; without it $POD_NAME")
    private Optional<String> podName = Optional.empty();

    @Mixin
    private final SecureMetricsOptions secureMetrics = new SecureMetricsOptions();

    @Option(
            names = "--always-block",
            paramLabel = "CIDR",
            split = ",",
            converter = PrefixConverter.class,
            showDefaultValue = Visibility.NEVER,
            description = "takes no route within these networks from any peer, whatever filters say")
    private List<Prefix> alwaysBlock = List.of();

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            converter = LogLevelConverter.class,
            description =
                    "error (or none), warn, info, debug, trace (or all), unless an FRRK8sConfiguration says another one")
    private LogLevel logLevel = LogLevel.INFO;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json, to standard error")
    private LogFormat logFormat = LogFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        AgentConfig config = config(System.getenv());
        Logging.configure(logLevel, logFormat);
        ThreadFailures threadFailures = new ThreadFailures();
        Thread.setDefaultUncaughtExceptionHandler(threadFailures);
        Agent agent;
        try {
            agent = Agent.start(config, InstantSource.system(), threadFailures);
        } catch (StartFailed failure) {
            Logging.flush();
            throw new CommandFailed(failure.what(), failure.remedy(), failure);
        }
        Optional<Thread> rehearsal = rehearse
                ? Optional.of(FirstRest.await(agent, List.of(BgpSpeaker::rehearse, this::rehearseKernel)))
                : Optional.empty();
        // A signal is an orderly end with exit status 0; the JVM by itself would exit with 143.
        Thread onSignal = new Thread(() -> endOnSignal(agent, rehearsal), "on-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        StartFailed failure = agent.failed().join();
        Runtime.getRuntime().removeShutdownHook(onSignal);
        agent.close();
        Logging.flush();
        throw new CommandFailed(failure.what(), failure.remedy(), failure);
    }

    private void rehearseKernel() {
        try {
            if (!noFib) {
                FibRehearsal.play();
            }
        } catch (NetlinkException refused) {
            LoggerFactory.getLogger(AgentCommand.class).debug("no rehearsal of kernel routes", refused);
        }
    }

    private static void endOnSignal(Agent agent, Optional<Thread> rehearsal) {
        rehearsal.ifPresent(Thread::interrupt);
        LoggerFactory.getLogger(AgentCommand.class).info("told to stop; routes stay in the kernel");
        agent.close();
        Logging.flush();
        Runtime.getRuntime().halt(0);
    }

    static String nodeName(Optional<String> option, Map<String, String> environment) {
        return option.or(() -> Optional.ofNullable(environment.get("NODE_NAME")))
                .filter(given -> !given.isBlank())
                .orElseGet(AgentCommand::hostName);
    }

    private AgentConfig config(Map<String, String> environment) {
        String name = nodeName(node, environment);
        if (name.isBlank() || name.contains("/")) {
            throw new ParameterException(spec.commandLine(), "--node '" + name + "' is not a node's name");
        }
        try {
            Source source = source(name, environment);
            return new AgentConfig(
                    source,
                    name,
                    socket.isPresent() ? socket.get() : SocketPath.choose(name, SocketPath.folders(environment)),
                    noListen ? Optional.empty() : Optional.of(listen),
                    noHttp ? Optional.empty() : Optional.of(http),
                    noFib ? Optional.empty() : Optional.of(fib()),
                    convergenceLimit,
                    status(source, environment),
                    secureMetrics.pages(() -> kubernetes.access(environment)),
                    alwaysBlock,
                    ovn.config(),
                    ovn.snat(!noFib));
        } catch (IOException nowhere) {
            throw new CommandFailed(
                    "no place for the control socket: " + nowhere.getMessage(), "Name one with --socket.", nowhere);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private Source source(String name, Map<String, String> environment) {
        if (manifests.isPresent() && kubernetes.asked()) {
            throw new ParameterException(
                    spec.commandLine(), "--manifests and --kubernetes: objects come from one of the two");
        }
        if (manifests.isPresent()) {
            return new Source.Folder(manifests.get());
        }
        Access access = kubernetes
                .access(environment)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "where do the manifests come from? --manifests DIR, or an API server: --kubeconfig FILE,"
                                + " $KUBECONFIG, or in a pod its own"));
        return new Source.Cluster(access, kubernetes.objects(access, name, ovn.concernsOtherNodes(), environment));
    }

    /// frr-k8s tells all of its sessions, so whoever takes its place does.
    private Optional<StatusConfig> status(Source source, Map<String, String> environment) {
        Optional<SessionStatus> which = switch (source) {
            case Source.Folder _ -> sessionStatus;
            case Source.Cluster _ -> sessionStatus.or(() -> Optional.of(SessionStatus.ALL));
        };
        return which.map(sessions -> {
            Access access = kubernetes
                    .access(environment)
                    .orElseThrow(() -> new CommandFailed(
                            "--session-status needs an API server, and this is no pod", "Name a --kubeconfig FILE."));
            Optional<String> pod = podName.or(() -> KubernetesOptions.given(environment, "POD_NAME"));
            return new StatusConfig(access, kubernetes.namespace(access, environment), pod, sessions);
        });
    }

    private FibConfig fib() {
        return FibConfig.DEFAULT
                .withTable(table)
                .withNextHopTable(FibConfig.MAIN_TABLE)
                .withMetric(metric);
    }

    /// As Kubernetes names nodes: the kernel's host name in lower case.
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException unresolvable) {
            return "";
        }
    }
}
