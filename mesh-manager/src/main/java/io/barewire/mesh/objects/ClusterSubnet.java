package io.barewire.mesh.objects;

import io.barewire.wire.Prefix;

/// A block of pod addresses and the length of each node's piece of it.
public record ClusterSubnet(Prefix prefix, int hostSubnetLength) {
    public ClusterSubnet {
        if (hostSubnetLength < prefix.length()
                || hostSubnetLength > prefix.family().bits()) {
            throw new IllegalArgumentException("host subnet length " + hostSubnetLength + " is not within "
                    + prefix.length() + " to " + prefix.family().bits() + " for " + prefix);
        }
    }

    /// `10.244.0.0/16/24`, as it is written.
    @Override
    public String toString() {
        return prefix + "/" + hostSubnetLength;
    }
}
