package io.barewire.daemon.agent;

import io.barewire.kubernetes.Access;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import java.nio.file.Path;

/// Where the Kubernetes objects come from that say what the node should do.
public sealed interface Source {
    /// A folder of manifests.
    record Folder(Path folder) implements Source {
        @Override
        public String toString() {
            return folder.toString();
        }
    }

    /// An API server.
    record Cluster(Access access, ClusterSourceConfig objects) implements Source {
        @Override
        public String toString() {
            String where = switch (access) {
                case Access.InPod pod -> pod.server().toString();
                case Access.Kubeconfig kubeconfig -> "the cluster of " + kubeconfig.file();
            };
            return "namespace " + objects.namespace() + " of " + where;
        }
    }
}
