package io.barewire.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// Our [Access] as fabric8 has it, which then carries out what a kubeconfig asks for, such as a command that prints a
/// token.
final class FabricConfig {
    private FabricConfig() {}

    static Config of(Access access) throws AccessException {
        Config config = switch (access) {
            case Access.InPod(URI server, Path folder) -> ofPod(server, folder);
            case Access.Kubeconfig(Path file) -> ofFile(file);
        };
        config.setRequestRetryBackoffLimit(0);
        config.setHttp2Disable(true);
        config.setUserAgent("barewire");
        return config;
    }

    private static Config ofPod(URI server, Path folder) throws AccessException {
        Path token = folder.resolve("token");
        Path authority = folder.resolve(Access.AUTHORITIES);
        if (!Files.isReadable(token) || !Files.isReadable(authority)) {
            throw new AccessException(
                    "no readable token and " + Access.AUTHORITIES + " in " + folder,
                    "mount the ServiceAccount's token (automountServiceAccountToken)",
                    null);
        }
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.toString())
                .withOauthTokenProvider(() -> read(token))
                .build();
    }

    private static Config ofFile(Path file) throws AccessException {
        if (!Files.isReadable(file)) {
            throw new AccessException(
                    "kubeconfig " + file + " cannot be read", "name a kubeconfig file that this user may read", null);
        }
        try {
            return Config.fromKubeconfig(file.toFile());
        } catch (RuntimeException wrong) {
            throw new AccessException(
                    "kubeconfig " + file + " is not one: " + wrong.getMessage(),
                    "kubectl config view --kubeconfig " + file + " should show it",
                    wrong);
        }
    }

    /// At each request: it is a file in memory, and the token in it is a new one every hour or so.
    private static String read(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException _) {
            return ""; // the server's 401 tells it
        }
    }
}
