package io.barewire.controller;

import io.barewire.controller.owner.Functions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// What a [Controller] is told.
///
/// @param namespace of the agents, of the Secret with the certificate and of the Lease
/// @param identity differs from that of every other replica
/// @param webhook where the API server's questions are served
/// @param names by which the API server asks for the server, at least one
/// @param agentSelector labels of the agents' Pods, as `app.kubernetes.io/component=frr-k8s`
/// @param certificates a folder with `tls.crt` and `tls.key` that somebody else keeps; empty: the certificate is made
///     and renewed here
/// @param functions what is done of that which OVN-Kubernetes' cluster manager may do as well
/// @param overlayStatus whether ClusterUserDefinedNetworks with an overlay have the condition `TransportAccepted`, too
/// @param tls protocols, suites and curves for connections of the context
public record ControllerConfig(
        String namespace,
        String identity,
        InetSocketAddress webhook,
        List<String> names,
        String agentSelector,
        Optional<Path> certificates,
        Functions functions,
        boolean overlayStatus,
        Function<SSLContext, SSLParameters> tls) {
    public ControllerConfig {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("the server needs a name");
        }
    }
}
