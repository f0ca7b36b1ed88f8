package io.barewire.kubernetes;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Where the API server is, and who we are to it.
public sealed interface Access {
    /// Where kubelet mounts the token of a pod's ServiceAccount.
    Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /// Beside the token: who vouches for the API server.
    String AUTHORITIES = "ca.crt";

    /// As the ServiceAccount of a pod.
    ///
    /// @param folder with `token`, `ca.crt` and `namespace`; kubelet writes a new token before the old one ends
    ///     and other certificates when the cluster's authority changes
    record InPod(URI server, Path folder) implements Access {
        @Override
        public Optional<String> namespace() {
            try {
                return Optional.of(Files.readString(folder.resolve("namespace")).strip())
                        .filter(name -> !name.isEmpty());
            } catch (IOException _) {
                return Optional.empty();
            }
        }
    }

    /// As a kubeconfig file says, in its current context.
    record Kubeconfig(Path file) implements Access {
        @Override
        public Optional<String> namespace() {
            try {
                return Optional.ofNullable(FabricConfig.of(this).getNamespace()).filter(name -> !name.isEmpty());
            } catch (AccessException _) {
                return Optional.empty();
            }
        }
    }

    /// That of this pod; empty when this is not one.
    ///
    /// @param environment in which kubelet says where the API server is
    static Optional<Access> inPod(Map<String, String> environment) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        if (host.isEmpty() || !Files.exists(SERVICE_ACCOUNT.resolve("token"))) {
            return Optional.empty();
        }
        String authority = host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        return Optional.of(new InPod(URI.create("https://" + authority), SERVICE_ACCOUNT));
    }

    /// The first file of `KUBECONFIG` that exists.
    static Optional<Access> kubeconfig(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .map(Kubeconfig::new);
    }

    /// The namespace that this is the access of; empty when it names none.
    Optional<String> namespace();
}
