package io.barewire.daemon.cli;

import io.barewire.daemon.agent.Agent;
import io.barewire.daemon.agent.AgentConfig;
import io.barewire.daemon.agent.StartFailed;
import io.barewire.daemon.agent.ThreadFailures;
import io.barewire.daemon.control.SocketPath;
import io.barewire.daemon.log.LogFormat;
import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.Logging;
import io.barewire.daemon.status.SessionStatus;
import io.barewire.daemon.status.StatusConfig;
import io.barewire.fib.FibConfig;
import io.barewire.kubernetes.Access;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
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
            ""
        })
final class AgentCommand implements Callable<Integer> {
    private static final String DEFAULT_HTTP = "127.0.0.1:7473";
    private static final String DEFAULT_LISTEN = ":179";

    /// Where frr-k8s is, unless told otherwise.
    private static final String DEFAULT_NAMESPACE = "frr-k8s-system";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--manifests",
            required = true,
            paramLabel = "DIR",
            description = "folder of YAML files with Nodes, FRRConfigurations, Secrets and ovnkube.conf; watched")
    @SuppressWarnings("NullAway.Init") // required
    private Path manifests;

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

    @Option(
            names = "--convergence-limit",
            paramLabel = "TIME",
            showDefaultValue = Visibility.NEVER,
            converter = SecondsConverter.class,
            description = "how long to wait after the start for all peers' routes before stale routes are removed,"
                    + " as 60s or 5m; without it 2m")
    private Optional<Duration> convergenceLimit = Optional.empty();

    @Option(
            names = "--session-status",
            paramLabel = "WHICH",
            showDefaultValue = Visibility.NEVER,
            description = "tells an API server of this node and of its sessions: all, not-established (ones only) or"
                    + " none; without it nothing is told")
    private Optional<SessionStatus> sessionStatus = Optional.empty();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "how to reach the API server; without it as the pod's ServiceAccount, else by $KUBECONFIG")
    private Optional<Path> kubeconfig = Optional.empty();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "where BGPSessionStates are; without it $NAMESPACE, else the pod's or the kubeconfig's")
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--pod-name",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "this agent's pod, which owns its BGPSessionStates; without it $POD_NAME")
    private Optional<String> podName = Optional.empty();

    @Option(names = "--log-level", defaultValue = "info", description = "error, warn, info, debug or trace")
    private LogLevel logLevel = LogLevel.INFO;

    @Option(names = "--log-format", defaultValue = "text", description = "text or json, to standard error")
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
        // A signal is an orderly end with exit status 0; the JVM by itself would exit with 143.
        Thread onSignal = new Thread(() -> endOnSignal(agent), "on-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        StartFailed failure = agent.failed().join();
        Runtime.getRuntime().removeShutdownHook(onSignal);
        agent.close();
        Logging.flush();
        throw new CommandFailed(failure.what(), failure.remedy(), failure);
    }

    private static void endOnSignal(Agent agent) {
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
            return new AgentConfig(
                    manifests,
                    name,
                    socket.isPresent() ? socket.get() : SocketPath.choose(name, SocketPath.folders(environment)),
                    noListen ? Optional.empty() : Optional.of(listen),
                    noHttp ? Optional.empty() : Optional.of(http),
                    noFib ? Optional.empty() : Optional.of(fib()),
                    convergenceLimit,
                    sessionStatus.map(which -> status(which, environment)));
        } catch (IOException nowhere) {
            throw new CommandFailed(
                    "no place for the control socket: " + nowhere.getMessage(), "Name one with --socket.", nowhere);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private StatusConfig status(SessionStatus which, Map<String, String> environment) {
        Access access = kubeconfig
                .<Access>map(Access.Kubeconfig::new)
                .or(() -> Access.inPod(environment))
                .or(() -> Access.kubeconfig(environment))
                .orElseThrow(() -> new CommandFailed(
                        "--session-status needs an API server, and this is no pod", "Name a --kubeconfig FILE."));
        String where = namespace
                .or(() -> given(environment, "NAMESPACE"))
                .or(access::namespace)
                .orElse(DEFAULT_NAMESPACE);
        return new StatusConfig(access, where, podName.or(() -> given(environment, "POD_NAME")), which);
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
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
