package io.barewire.controller.advertise;

import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;

/// Makes an API server know NetworkAttachmentDefinitions, which come with Multus or OVN-Kubernetes.
final class OvnKinds {
    private static final Resource DEFINITIONS =
            new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private OvnKinds() {}

    static void install(ApiServer api) throws ApiFailure {
        Resource kind = Resource.NETWORK_ATTACHMENT_DEFINITIONS;
        api.apply(DEFINITIONS, Cluster.tree("""
                metadata: {name: %s}
                spec:
                  group: %s
                  scope: Namespaced
                  names: {plural: %s, kind: %s}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(kind, kind.group(), kind.plural(), kind.kind())), "test");
    }
}
