package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;

/// Any object that takes part in the configuration of a node.
public sealed interface ClusterObject
        permits Node,
                FrrConfiguration,
                FrrK8sConfiguration,
                RoutingPolicy,
                Secret,
                OvnKubeConfig,
                ClusterUserDefinedNetwork,
                KubeOvnSubnet,
                KubeOvnPod,
                KubeOvnService {
    Origin origin();
}
