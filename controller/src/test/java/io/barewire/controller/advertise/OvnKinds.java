package io.barewire.controller.advertise;

import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;

/// Makes an API server know NetworkAttachmentDefinitions, which are not OVN-Kubernetes' own.
final class OvnKinds {
    private static final Resource DEFINITIONS =
            new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private OvnKinds() {}

    static void install(ApiServer api) throws ApiFailure {
        install(api, Resource.NETWORK_ATTACHMENT_DEFINITIONS);
    }

    private static void install(ApiServer api, Resource kind) throws ApiFailure {
        api.apply(
                DEFINITIONS,
                Cluster.tree("""
                metadata: {name: %s}
                spec:
                  group: %s
                  scope: %s
                  names: {plural: %s, kind: %s}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        x-kubernetes-preserve-unknown-fields: true
                        properties:
                          status:
                            type: object
                            x-kubernetes-preserve-unknown-fields: true
                            properties:
                              conditions:
                                type: array
                                x-kubernetes-list-type: map
                                x-kubernetes-list-map-keys: [type]
                                items:
                                  type: object
                                  x-kubernetes-preserve-unknown-fields: true
                                  required: [type]
                                  properties: {type: {type: string}}
                """.formatted(
                        kind, kind.group(), kind.namespaced() ? "Namespaced" : "Cluster", kind.plural(), kind.kind())),
                "test");
    }
}
