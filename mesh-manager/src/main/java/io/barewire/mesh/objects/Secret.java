package io.barewire.mesh.objects;

import io.barewire.mesh.Origin;
import io.barewire.wire.Octets;
import java.util.Map;

/// A Secret. Its values appear in no text.
///
/// @param type as `kubernetes.io/basic-auth`
/// @param data decoded from base64, `stringData` merged over it
public record Secret(ObjectKey key, Origin origin, String type, Map<String, Octets> data) implements ClusterObject {
    /// Of those with a `password`.
    public static final String BASIC_AUTH = "kubernetes.io/basic-auth";

    public Secret {
        data = Map.copyOf(data);
    }

    /// Keys and sizes without a value.
    @Override
    public String toString() {
        return "Secret[" + key + ", " + type + ", " + data.size() + " values retracted]";
    }
}
