package io.barewire.mesh.plan;

import io.barewire.mesh.objects.Node;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Optional;

/// The two addresses between which two nodes have a session.
record Peering(IpAddress local, IpAddress remote) {
    /// Their first InternalIPs, unless these are on different networks and another pair is on one. Both nodes come to
    /// the same pair.
    ///
    /// @param addresses what each node may be reached at
    static Optional<Peering> between(
            Node one, List<IpAddress> addresses, Node other, List<IpAddress> otherAddresses, AddressFamily family) {
        List<IpAddress> ours = of(family, addresses);
        List<IpAddress> theirs = of(family, otherAddresses);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        Peering first = new Peering(ours.getFirst(), theirs.getFirst());
        if (ours.size() * theirs.size() == 1 || first.isOnOneNetwork(one, other)) {
            return Optional.of(first);
        }
        if (one.name().compareTo(other.name()) > 0) {
            return between(other, theirs, one, ours, family).map(Peering::fromTheOtherEnd);
        }
        return Optional.of(ours.stream()
                .flatMap(local -> theirs.stream().map(remote -> new Peering(local, remote)))
                .filter(pair -> pair.isOnOneNetwork(one, other))
                .findFirst()
                .orElse(first));
    }

    private Peering fromTheOtherEnd() {
        IpAddress theirs = local;
        return new Peering(remote, theirs);
    }

    private static List<IpAddress> of(AddressFamily family, List<IpAddress> addresses) {
        return addresses.stream().filter(address -> address.family() == family).toList();
    }

    private boolean isOnOneNetwork(Node one, Node other) {
        Prefix network = one.hostNetworks().get(local);
        return network != null && network.equals(other.hostNetworks().get(remote));
    }
}
