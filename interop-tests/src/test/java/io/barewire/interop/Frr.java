package io.barewire.interop;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// A real FRR in a container: configuration text in, `vtysh` answers out.
///
/// One container serves all tests of a class, `@AutoClose @RegisterExtension static final Frr frr = Frr.onBridge()`;
/// each test calls [#configure], which starts from a fresh bgpd. What FRR logged is printed when a test fails.
final class Frr implements AfterTestExecutionCallback, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GenericContainer<?> container;
    private final Optional<Bridge> bridge;

    private Frr(Optional<Bridge> bridge) {
        this.bridge = bridge;
        container = new GenericContainer<>(DockerImageName.parse(image()))
                .withImagePullPolicy(_ -> false)
                .withLabels(labels())
                .withNetworkMode(bridge.map(Bridge::name).orElse("none"))
                .withCreateContainerCmdModifier(create -> requireNonNull(create.getHostConfig())
                        .withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW, Capability.SYS_ADMIN)
                        // the engine turns IPv6 off where its own network has none, though a link may come later
                        .withSysctls(Map.of(
                                "net.ipv6.conf.all.disable_ipv6", "0", "net.ipv6.conf.default.disable_ipv6", "0")))
                .waitingFor(Wait.forLogMessage(".*FRR is ready.*", 1).withStartupTimeout(Waiting.PATIENCE));
        try {
            container.start();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /// FRR on a bridge of its own, with IPv4 and IPv6. This JVM is reached at [#gateway] and [#gatewayV6].
    static Frr onBridge() {
        return on(Bridge.create());
    }

    /// FRR on a bridge that another one made.
    static Frr on(Bridge bridge) {
        return new Frr(Optional.of(bridge));
    }

    /// FRR with nothing but a loopback interface: the test moves a link into its namespace, see [#processId].
    static Frr withoutNetwork() {
        return new Frr(Optional.empty());
    }

    Bridge bridge() {
        return bridge.orElseThrow();
    }

    IpAddress address() {
        return address(network().getIpAddress());
    }

    IpAddress addressV6() {
        return address(network().getGlobalIPv6Address());
    }

    /// Our address on the bridge.
    IpAddress gateway() {
        return address(network().getGateway());
    }

    IpAddress gatewayV6() {
        return address(network().getIpV6Gateway());
    }

    private static IpAddress address(@Nullable String text) {
        return IpAddress.parse(requireNonNull(text, "the engine gave the container no such address"));
    }

    private ContainerNetwork network() {
        return container
                .getContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next();
    }

    /// The container's first process, whose network namespace is FRR's.
    long processId() {
        return requireNonNull(container.getCurrentContainerInfo().getState().getPidLong());
    }

    /// Starts a fresh bgpd with this configuration, a [FrrConfig] or text; the other daemons have none.
    ///
    /// @throws AssertionError when FRR does not understand a line
    void configure(Object configuration) {
        copy(configuration.toString(), "/tmp/bgpd.conf");
        run("bgpd-fresh", "/tmp/bgpd.conf");
    }

    /// Adds these lines to the running configuration, in place.
    ///
    /// @throws AssertionError when FRR refuses a line
    void change(String configuration) {
        copy(configuration, "/tmp/change.conf");
        run("vtysh", "-d", "bgpd", "-f", "/tmp/change.conf");
    }

    private void copy(String text, String path) {
        container.copyFileToContainer(Transferable.of(text.getBytes(StandardCharsets.UTF_8)), path);
    }

    /// What `vtysh -c COMMAND …` prints.
    String vtysh(String... commands) {
        List<String> words = new ArrayList<>(List.of("vtysh"));
        for (String command : commands) {
            words.add("-c");
            words.add(command);
        }
        return run(words.toArray(String[]::new));
    }

    /// The answer to a `show … json`.
    JsonNode json(String command) {
        String answer = vtysh(command);
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(command + " did not answer in JSON: " + answer, notJson);
        }
    }

    /// Waits until the answer to `command` is as wanted.
    JsonNode waitFor(String command, String wanted, Predicate<JsonNode> condition) {
        return Waiting.waitFor(wanted + " in FRR's `" + command + "`", () -> json(command), condition);
    }

    /// FRR's view of a neighbor.
    JsonNode neighbor(IpAddress address) {
        return json("show bgp neighbors " + address + " json").path(address.toString());
    }

    /// Waits until FRR calls the session with `address` Established.
    JsonNode waitForEstablished(IpAddress address) {
        return waitForNeighbor(
                address,
                "an Established session with " + address,
                neighbor -> neighbor.path("bgpState").asText().equals("Established"));
    }

    JsonNode waitForNeighbor(IpAddress address, String wanted, Predicate<JsonNode> condition) {
        return waitFor(
                        "show bgp neighbors " + address + " json",
                        wanted,
                        answer -> condition.test(answer.path(address.toString())))
                .path(address.toString());
    }

    /// Waits until FRR has a path for `prefix`, and returns the first of them with its attributes.
    JsonNode waitForRoute(String family, String prefix) {
        return waitFor(
                        "show bgp " + family + " unicast " + prefix + " json",
                        "a path for " + prefix,
                        answer -> answer.path("paths").path(0).has("valid"))
                .path("paths")
                .path(0);
    }

    void waitForNoRoute(String family, String prefix) {
        waitFor(
                "show bgp " + family + " unicast " + prefix + " json",
                "no path for " + prefix,
                answer -> !answer.has("paths"));
    }

    /// Freezes every process of FRR, as a machine that hangs does: its TCP stack goes on answering.
    void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    /// Stops and starts the whole container, with its addresses kept; bgpd comes up without configuration.
    void restart() {
        docker().restartContainerCmd(container.getContainerId()).withTimeout(2).exec();
        Waiting.waitFor("FRR after its restart", this::answers, answers -> answers);
    }

    private boolean answers() {
        try {
            return !vtysh("show bgp summary json").isEmpty();
        } catch (RuntimeException | AssertionError notYet) {
            return false;
        }
    }

    /// What bgpd has logged since the last [#configure].
    String log() {
        try {
            return run("cat", "/var/log/frr/bgpd.log");
        } catch (RuntimeException | AssertionError gone) {
            return "no log: " + gone.getMessage() + "\n";
        }
    }

    /// Waits until bgpd has logged a line with this text since the last [#configure].
    void waitForLog(String text) {
        Waiting.waitFor("\"" + text + "\" in bgpd's log", this::log, log -> log.contains(text));
    }

    /// Runs a program in the container and returns its standard output.
    ///
    /// @throws AssertionError when it does not exit with 0
    String run(String... command) {
        try {
            ExecResult result = container.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new AssertionError("in FRR's container " + Arrays.toString(command) + " exited with "
                        + result.getExitCode() + ": " + result.getStdout() + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + Arrays.toString(command), interrupted);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.out.println("==== bgpd's log of \"" + context.getDisplayName() + "\"\n" + log() + "====");
        }
    }

    @Override
    public void close() {
        container.stop();
        bridge.ifPresent(Bridge::close);
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    /// By these labels scripts/interop.sh finds what an interrupted run has left behind.
    static Map<String, String> labels() {
        return Map.of("io.barewire.run", runName());
    }

    /// Names this run of the tests.
    static String runName() {
        return System.getProperty("barewire.run", "by-hand");
    }

    private static String image() {
        String image = System.getProperty("barewire.frr.image");
        if (image == null) {
            throw new IllegalStateException("barewire.frr.image is not set; run these tests with ./dev interop [TEST]");
        }
        return image;
    }
}
