package io.barewire.daemon.agent;

import io.barewire.daemon.http.TlsOptions;
import io.barewire.kubernetes.Access;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// Metrics over TLS, where frr-k8s serves them, for those whom Kubernetes lets `get /metrics`.
///
/// @param access to the API server that says who they are and what they may
/// @param agent where `/metrics` of the agent, its configuration and its process is served; empty: nowhere
/// @param sessions where `/metrics` of sessions, routes and the kernel is served, and `/livez` to anybody; empty:
///     nowhere
/// @param certificate a folder with `tls.crt` and `tls.key`; empty: a self-made one
public record SecurePages(
        Access access,
        Optional<InetSocketAddress> agent,
        Optional<InetSocketAddress> sessions,
        Optional<Path> certificate,
        TlsOptions tls) {}
