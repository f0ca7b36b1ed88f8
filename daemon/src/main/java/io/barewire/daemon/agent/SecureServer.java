package io.barewire.daemon.agent;

import io.barewire.daemon.http.HttpEndpoints;
import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.daemon.http.Request;
import io.barewire.daemon.http.ServingCertificate;
import io.barewire.daemon.http.TokenGuard;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.tls.CertificateFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What [SecurePages] asks for, served.
final class SecureServer implements AutoCloseable {
    private final ServingCertificate certificate;
    private final List<HttpEndpoints> endpoints = new ArrayList<>();

    private SecureServer(ServingCertificate certificate) {
        this.certificate = certificate;
    }

    static SecureServer start(SecurePages config, String node, Pages pages, ApiServer server, InstantSource clock)
            throws StartFailed {
        TokenGuard guard = new TokenGuard(server::create, System::nanoTime);
        SecureServer started = new SecureServer(certificate(config, node, clock));
        try {
            started.serve(config.agent(), pages.ofAgent(guard), config);
            started.serve(config.sessions(), pages.ofSessions(guard), config);
            return started;
        } catch (StartFailed failure) {
            started.close();
            throw failure;
        }
    }

    private static ServingCertificate certificate(SecurePages config, String node, InstantSource clock)
            throws StartFailed {
        if (config.certificate().isEmpty()) {
            return ServingCertificate.selfMade(List.of(node), clock);
        }
        try {
            return ServingCertificate.mounted(config.certificate().get());
        } catch (CertificateFault fault) {
            throw new StartFailed(
                    "metrics cannot be served over TLS: " + fault.getMessage(),
                    "Mount a Secret of type kubernetes.io/tls there, or leave --metrics-cert-dir out for a self-made"
                            + " certificate.",
                    fault);
        }
    }

    private void serve(Optional<InetSocketAddress> address, Map<String, Function<Request, Page>> pages, SecurePages how)
            throws StartFailed {
        if (address.isEmpty()) {
            return;
        }
        try {
            endpoints.add(HttpEndpoints.start(address.get(), pages, certificate.context(), how.tls()));
        } catch (IOException failure) {
            throw new StartFailed(
                    "cannot serve HTTPS on " + Pages.authority(address.get()) + ": " + failure.getMessage(),
                    "Stop what listens there (frr-k8s?), or choose another ADDRESS:PORT.",
                    failure);
        }
    }

    /// Those of the agent before those of the sessions.
    List<InetSocketAddress> addresses() {
        return endpoints.stream().map(HttpEndpoints::address).toList();
    }

    @Override
    public void close() {
        endpoints.forEach(HttpEndpoints::close);
        certificate.close();
    }
}
