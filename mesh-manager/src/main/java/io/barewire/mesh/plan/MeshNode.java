package io.barewire.mesh.plan;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;

/// A node of the managed mesh, seen from another.
///
/// @param addresses where that one reaches it, one of each family
/// @param prefixes what that one accepts from it
public record MeshNode(String name, List<IpAddress> addresses, List<Prefix> prefixes) {
    public MeshNode {
        addresses = List.copyOf(addresses);
        prefixes = List.copyOf(prefixes);
    }
}
