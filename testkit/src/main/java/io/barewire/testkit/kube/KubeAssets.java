package io.barewire.testkit.kube;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The programs of a test cluster.
///
/// @param crdServer serves CustomResourceDefinitions where kube-apiserver is too old to know all of their schema
record KubeAssets(Path etcd, Path apiServer, Optional<Path> crdServer) {
    /// In the folder that `KUBEBUILDER_ASSETS` names, else where scripts/kube.sh puts them; empty when they are not
    /// there, or not yet unpacked.
    static Optional<KubeAssets> find() {
        return Stream.concat(
                        Optional.ofNullable(System.getenv("KUBEBUILDER_ASSETS")).map(Path::of).stream(),
                        Stream.of(cache()))
                .flatMap(folder -> in(folder).stream())
                .findFirst();
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("barewire/kube");
    }

    private static Optional<KubeAssets> in(Path folder) {
        Path etcd = folder.resolve("etcd");
        Path apiServer = folder.resolve("kube-apiserver");
        if (!Files.isExecutable(etcd) || !Files.isExecutable(apiServer)) {
            return Optional.empty();
        }
        Optional<Path> crdServer =
                Optional.of(folder.resolve("apiextensions-apiserver")).filter(Files::isExecutable);
        return Optional.of(new KubeAssets(etcd, apiServer, crdServer));
    }
}
