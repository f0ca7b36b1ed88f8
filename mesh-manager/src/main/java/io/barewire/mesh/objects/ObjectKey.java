package io.barewire.mesh.objects;

import java.util.Comparator;

/// Names an object among those of its kind.
///
/// @param namespace empty for a cluster-wide kind
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    /// By namespace, then name: the order in which objects are merged.
    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /// `namespace/name`, or just the name.
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
