package io.barewire.daemon.cli;

import io.barewire.kubernetes.Access;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/// Where the API server is.
final class ApiServerOption {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "how to reach the API server; without it as the pod's ServiceAccount, else by $KUBECONFIG")
    private Optional<Path> kubeconfig = Optional.empty();

    /// Empty when there is none that we were told of.
    Optional<Access> access(Map<String, String> environment) {
        return kubeconfig
                .<Access>map(Access.Kubeconfig::new)
                .or(() -> Access.inPod(environment))
                .or(() -> Access.kubeconfig(environment));
    }
}
