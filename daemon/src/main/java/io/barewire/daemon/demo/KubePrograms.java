package io.barewire.daemon.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The programs of a Kubernetes API server.
///
/// @param crdServer serves CustomResourceDefinitions where kube-apiserver is too old to know all of their schema
record KubePrograms(Path etcd, Path apiServer, Optional<Path> crdServer) {
    /// @throws StepFailure when they are not in that folder
    static KubePrograms in(Path folder) {
        Path etcd = folder.resolve("etcd");
        Path apiServer = folder.resolve("kube-apiserver");
        if (!Files.isExecutable(etcd) || !Files.isExecutable(apiServer)) {
            throw new StepFailure("no etcd and kube-apiserver in " + folder);
        }
        Path crdServer = folder.resolve("apiextensions-apiserver");
        return new KubePrograms(etcd, apiServer, Optional.of(crdServer).filter(Files::isExecutable));
    }
}
