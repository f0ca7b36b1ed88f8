package io.barewire.mesh.objects;

import java.util.Comparator;

/// Names an object among all.
///
/// @param kind as Kubernetes writes it
public record ObjectId(String kind, ObjectKey key) implements Comparable<ObjectId> {
    private static final Comparator<ObjectId> ORDER =
            Comparator.comparing(ObjectId::kind).thenComparing(ObjectId::key);

    @Override
    public int compareTo(ObjectId other) {
        return ORDER.compare(this, other);
    }

    /// `FRRConfiguration frr-k8s-system/tor`.
    @Override
    public String toString() {
        return kind + " " + key;
    }
}
