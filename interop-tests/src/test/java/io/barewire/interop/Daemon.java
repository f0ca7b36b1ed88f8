package io.barewire.interop;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// Another BGP daemon in a container. A test gives it a [DaemonConfig] and asks it what it heard; each kind says and
/// reads that in its own language. Every [#configure] starts the daemon anew, because one that was reconfigured
/// remembers.
abstract sealed class Daemon implements AutoCloseable permits Frr, Bird, GoBgp, OpenBgpd {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIGURATION = "/tmp/daemon.conf";

    private final DaemonKind kind;
    private final Optional<Bridge> bridge;
    private final GenericContainer<?> container;
    private String lastConfiguration = "";

    /// @param bridge the network to be on; without one there is nothing but a loopback interface
    Daemon(DaemonKind kind, Optional<Bridge> bridge) {
        this.kind = kind;
        this.bridge = bridge;
        container = new GenericContainer<>(DockerImageName.parse(image(kind)))
                .withImagePullPolicy(_ -> false)
                .withLabels(labels())
                .withNetworkMode(bridge.map(Bridge::name).orElse("none"))
                .withCreateContainerCmdModifier(create -> requireNonNull(create.getHostConfig())
                        .withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW, Capability.SYS_ADMIN)
                        .withSysctls(sysctls(bridge.isPresent())))
                .waitingFor(Wait.forLogMessage(".*the peer is ready.*", 1).withStartupTimeout(Waiting.PATIENCE));
        try {
            container.start();
        } catch (RuntimeException failure) {
            container.stop();
            throw failure;
        }
    }

    /// The engine turns IPv6 off where its own network has none, though a link may come later. On the bridge, router
    /// advertisements of one daemon must not give the others further addresses, which would become next hops.
    private static Map<String, String> sysctls(boolean bridged) {
        Map<String, String> sysctls = new HashMap<>();
        sysctls.put("net.ipv6.conf.all.disable_ipv6", "0");
        sysctls.put("net.ipv6.conf.default.disable_ipv6", "0");
        if (bridged) {
            sysctls.put("net.ipv6.conf.eth0.accept_ra", "0");
        }
        return sysctls;
    }

    /// Starts the daemon anew with this configuration and nothing else.
    ///
    /// @throws AssertionError when it does not understand a line
    abstract void configure(DaemonConfig config);

    /// The session with a neighbor as the daemon sees it.
    abstract Session session(IpAddress neighbor);

    /// Every path to a prefix that it learned by BGP.
    abstract List<HeardRoute> routes(String prefix);

    /// Originates a prefix, in place.
    abstract void announce(String prefix);

    /// Ends what [#announce] or the configuration began, in place.
    abstract void withdraw(String prefix);

    /// Asks the neighbor for its routes again (RFC 2918).
    abstract void refresh(IpAddress neighbor, AddressFamily family);

    /// Takes the session down with Cease 6/2 and this message (RFC 9003); an empty one is not sent.
    abstract void shutDown(IpAddress neighbor, String message);

    /// Allows the session again after [#shutDown].
    abstract void enable(IpAddress neighbor);

    /// @param holdTimeSeconds the agreed one; 0 where there is none or no session
    record Session(boolean established, int holdTimeSeconds, String identifier) {}

    DaemonKind kind() {
        return kind;
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

    IpAddress address(AddressFamily family) {
        return family == AddressFamily.IPV4 ? address() : addressV6();
    }

    /// Our address on the bridge.
    IpAddress gateway() {
        return address(network().getGateway());
    }

    IpAddress gatewayV6() {
        return address(network().getIpV6Gateway());
    }

    IpAddress gateway(AddressFamily family) {
        return family == AddressFamily.IPV4 ? gateway() : gatewayV6();
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

    /// The container's first process, whose network namespace is the daemon's.
    long processId() {
        return requireNonNull(container.getCurrentContainerInfo().getState().getPidLong());
    }

    Session waitForEstablished(IpAddress neighbor) {
        return Waiting.waitFor(
                kind.label() + " to have an Established session with " + neighbor,
                () -> session(neighbor),
                Session::established);
    }

    /// Waits until it has a path for `prefix`, and returns the first of them.
    HeardRoute waitForRoute(String prefix) {
        return waitForRoute(prefix, "a path", _ -> true);
    }

    HeardRoute waitForRoute(String prefix, String wanted, Predicate<HeardRoute> condition) {
        return Waiting.waitFor(
                        wanted + " for " + prefix + " in " + kind.label(),
                        () -> routes(prefix),
                        routes -> !routes.isEmpty() && condition.test(routes.getFirst()))
                .getFirst();
    }

    void waitForNoRoute(String prefix) {
        Waiting.waitFor("no path for " + prefix + " in " + kind.label(), () -> routes(prefix), List::isEmpty);
    }

    /// Waits until it has logged a line with this text since the last [#configure].
    void waitForLog(String text) {
        Waiting.waitFor("\"" + text + "\" in the log of " + kind.label(), this::log, log -> log.contains(text));
    }

    /// What it has logged since the last [#configure].
    String log() {
        try {
            return run("cat", "/var/log/peer/daemon.log");
        } catch (RuntimeException | AssertionError gone) {
            return "no log: " + gone.getMessage() + "\n";
        }
    }

    /// Freezes every process of the container, as a machine that hangs does: its TCP stack goes on answering.
    void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    /// Stops and starts the whole container, with its addresses kept; the daemon is then to be configured.
    void restart() {
        docker().restartContainerCmd(container.getContainerId()).withTimeout(2).exec();
        Waiting.waitFor(
                kind.label() + " after its restart",
                () -> container.getLogs().split("the peer is ready", -1).length,
                times -> times > 2);
    }

    /// The text that it was last configured with, for a failing test.
    String lastConfiguration() {
        return lastConfiguration;
    }

    /// Starts the daemon anew with this text.
    void startWith(String text) {
        lastConfiguration = text;
        copy(text, CONFIGURATION);
        run("fresh", CONFIGURATION);
    }

    /// Ends the daemon without a word; its container stays.
    void end() {
        run("end-daemon");
    }

    void copy(String text, String path) {
        container.copyFileToContainer(Transferable.of(text.getBytes(StandardCharsets.UTF_8)), path);
    }

    JsonNode jsonOf(String... command) {
        String answer = run(command);
        try {
            return JSON.readTree(answer);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(Arrays.toString(command) + " did not answer in JSON: " + answer, notJson);
        }
    }

    /// Runs a program in the container and returns its standard output.
    ///
    /// @throws AssertionError when it does not exit with 0
    String run(String... command) {
        try {
            ExecResult result = container.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new AssertionError("in the container of " + kind.label() + " " + Arrays.toString(command)
                        + " exited with " + result.getExitCode() + ": " + result.getStdout() + result.getStderr());
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
    public void close() {
        container.stop();
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

    private static String image(DaemonKind kind) {
        String tag = System.getProperty("barewire.interop.tag");
        if (tag == null) {
            throw new IllegalStateException(
                    "barewire.interop.tag is not set; run these tests with ./dev interop [DAEMON] [TEST]");
        }
        return "barewire-interop/" + kind.id() + ":" + tag;
    }
}
