package io.barewire.daemon.cli;

import io.barewire.controller.Controller;
import io.barewire.controller.ControllerConfig;
import io.barewire.controller.Settings;
import io.barewire.controller.owner.Functions;
import io.barewire.daemon.http.TlsOptions;
import io.barewire.daemon.log.LogFormat;
import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.LogLevelSetting;
import io.barewire.daemon.log.Logging;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.AccessException;
import io.barewire.kubernetes.ApiServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "controller",
        description = {
            "Runs what a cluster needs once, until it is told to stop (SIGTERM, SIGINT).",
            "Refuses FRRConfigurations that no node could use, keeps the certificate for that,",
            "deletes the FRRNodeState of nodes that no agent runs on, and carries out RouteAdvertisements.",
            "Several may run; one of them leads."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
final class ControllerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ApiServerOption apiServer = new ApiServerOption();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "of the agents; without it $NAMESPACE, else that of the pod or the kubeconfig")
    private Optional<String> namespace = Optional.empty();

    @Option(
            names = "--frrk8s-selector",
            paramLabel = "LABELS",
            defaultValue = "app.kubernetes.io/component=frr-k8s",
            description = "labels of the agents' Pods")
    private String agentSelector = "";

    @Option(
            names = "--functions",
            paramLabel = "FUNCTION=MODE,...",
            defaultValue = "all=auto",
            description = {
                "what is done of that which OVN-Kubernetes' cluster manager may do as well:",
                "route-advertisements, managed-routing, network-status, all;",
                "auto: unless it does it; on: whoever else does it; report: only watched; off"
            })
    private String functions = "";

    @Option(
            names = "--overlay-transport-status",
            description = {
                "give ClusterUserDefinedNetworks with an overlay the condition TransportAccepted, too,",
                "as OKEP-5259 has it; OVN-Kubernetes gives them none"
            })
    private boolean overlayStatus;

    @Option(
            names = "--webhook-port",
            paramLabel = "PORT",
            defaultValue = "19443",
            description = "where the API server's questions are answered, and /healthz and /readyz")
    private int port;

    @Option(
            names = "--cert-service-name",
            paramLabel = "NAME",
            defaultValue = "frr-k8s-webhook-service",
            description = "the Service by which the API server reaches the webhook")
    private String service = "";

    @Option(
            names = "--disable-cert-rotation",
            description = "show the certificate in --cert-dir, which somebody else keeps, and leave caBundle alone")
    private boolean keptByOthers;

    @Option(
            names = "--cert-dir",
            paramLabel = "DIR",
            defaultValue = "/tmp/k8s-webhook-server/serving-certs",
            description = "folder with tls.crt and tls.key, for --disable-cert-rotation")
    @SuppressWarnings("NullAway.Init") // has a default value
    private Path certificates;

    @Option(
            names = "--restart-on-rotator-secret-refresh",
            description = "taken for compatibility with frr-k8s: a new certificate needs no restart")
    void restartOnRotatorSecretRefresh(boolean given) {} // nothing to do

    @Mixin
    private final TlsFlags tlsFlags = new TlsFlags();

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
        Map<String, String> environment = System.getenv();
        Access access = access(environment);
        ControllerConfig config = config(environment, access);
        Logging.configure(logLevel, logFormat);
        ApiServer api;
        try {
            api = ApiServer.of(access);
        } catch (AccessException nowhere) {
            throw new CommandFailed(String.valueOf(nowhere.getMessage()), nowhere.remedy(), nowhere);
        }
        Controller controller;
        try {
            controller = Controller.start(config, api, InstantSource.system());
        } catch (IOException taken) {
            api.close();
            Logging.flush();
            throw new CommandFailed(
                    "port " + port + " cannot be used: " + taken.getMessage(),
                    "Name another one with --webhook-port.",
                    taken);
        }
        LogLevelSetting level = new LogLevelSetting(logLevel);
        Settings.follow(api, config.namespace(), level::follow); // ends with the API server's client
        LoggerFactory.getLogger(ControllerCommand.class).info("controller at {}", controller.address());
        // A signal is an orderly end with exit status 0; the JVM by itself would exit with 143.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            controller.close();
                            api.close();
                            Logging.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "on-signal"));
        new CountDownLatch(1).await();
        return 0;
    }

    private Access access(Map<String, String> environment) {
        return apiServer
                .access(environment)
                .orElseThrow(() -> new CommandFailed(
                        "it is not known where the API server is", "Name a kubeconfig file with --kubeconfig."));
    }

    private ControllerConfig config(Map<String, String> environment, Access access) {
        String home = namespace
                .filter(name -> !name.isBlank())
                .or(() -> KubernetesOptions.given(environment, "NAMESPACE"))
                .or(access::namespace)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--namespace is needed, as nothing else says which one"));
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--webhook-port " + port + " is not within 0 to 65535");
        }
        Functions asked;
        try {
            asked = Functions.parse(functions);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--functions: " + wrong.getMessage(), wrong);
        }
        TlsOptions tls;
        try {
            tls = tlsFlags.options();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        return new ControllerConfig(
                home,
                identity(environment),
                new InetSocketAddress(port),
                List.of(service + "." + home + ".svc"),
                agentSelector,
                keptByOthers ? Optional.of(certificates) : Optional.empty(),
                asked,
                overlayStatus,
                tls::parameters);
    }

    /// The Pod's name is what a person looks for; what follows tells it from an earlier process of this Pod.
    private static String identity(Map<String, String> environment) {
        return environment.getOrDefault("POD_NAME", environment.getOrDefault("HOSTNAME", "controller")) + "_"
                + UUID.randomUUID();
    }
}
