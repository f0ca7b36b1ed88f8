package io.barewire.kubernetes;

/// Some of the objects of a resource.
///
/// @param namespace empty: of all namespaces
/// @param labelSelector as `app=frr-k8s,tier!=test`; empty: any
/// @param fieldSelector as `metadata.name=worker-1`; empty: any
public record Selection(Resource resource, String namespace, String labelSelector, String fieldSelector) {
    public Selection {
        if (!resource.namespaced() && !namespace.isEmpty()) {
            throw new IllegalArgumentException(resource + " have no namespace");
        }
    }

    public static Selection all(Resource resource) {
        return new Selection(resource, "", "", "");
    }

    public static Selection in(Resource resource, String namespace) {
        return new Selection(resource, namespace, "", "");
    }

    /// The object of this name; what a role that is limited to this `resourceName` may list and watch.
    public Selection named(String name) {
        return new Selection(resource, namespace, labelSelector, "metadata.name=" + name);
    }

    public Selection labelled(String selector) {
        return new Selection(resource, namespace, selector, fieldSelector);
    }
}
