package io.barewire.daemon.cli;

import io.barewire.daemon.agent.SecurePages;
import io.barewire.kubernetes.Access;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Metrics over TLS, by the names that frr-k8s has for them.
final class SecureMetricsOptions {
    @Option(
            names = "--metrics-bind-address",
            paramLabel = "ADDRESS:PORT",
            showDefaultValue = Visibility.NEVER,
            converter = SocketAddressConverter.class,
            description = "where the agent's /metrics are served over TLS to whom the API server lets get /metrics;"
                    + " frr-k8s has :9140")
    private Optional<InetSocketAddress> agent = Optional.empty();

    @Option(
            names = "--session-metrics-bind-address",
            paramLabel = "ADDRESS:PORT",
            showDefaultValue = Visibility.NEVER,
            converter = SocketAddressConverter.class,
            description = "the same for /metrics of sessions and routes, with /livez for anybody; frr-k8s has :9141")
    private Optional<InetSocketAddress> sessions = Optional.empty();

    @Option(
            names = "--metrics-cert-dir",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description = "folder with tls.crt and tls.key for them, watched; without it a self-made certificate")
    private Optional<Path> certificate = Optional.empty();

    @Mixin
    private final TlsFlags tls = new TlsFlags();

    /// Empty when nothing is to be served so.
    ///
    /// @throws IllegalArgumentException when the TLS options mean nothing
    Optional<SecurePages> pages(Supplier<Optional<Access>> access) {
        if (agent.isEmpty() && sessions.isEmpty()) {
            return Optional.empty();
        }
        Access asked = access.get()
                .orElseThrow(() -> new CommandFailed(
                        "metrics over TLS need an API server that says who may see them, and this is no pod",
                        "Name a --kubeconfig FILE, or use --http."));
        return Optional.of(new SecurePages(asked, agent, sessions, certificate, tls.options()));
    }
}
