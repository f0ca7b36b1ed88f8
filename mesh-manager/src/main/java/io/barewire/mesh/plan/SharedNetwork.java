package io.barewire.mesh.plan;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.Node;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Whether the nodes of the mesh are where its routes work without a router's help: on a network of this node.
final class SharedNetwork {
    private static final int NAMED = 5;

    private SharedNetwork() {}

    /// One problem for all nodes that are elsewhere.
    ///
    /// @param peers their addresses, by node
    /// @param known this machine's networks; empty when they are not known, then the Node's own ones count
    static Optional<Problem> problem(Node self, SortedMap<String, List<IpAddress>> peers, Collection<Prefix> known) {
        Collection<Prefix> networks = known.isEmpty() ? self.hostNetworks().values() : known;
        if (networks.isEmpty()) {
            return Optional.empty();
        }
        List<String> elsewhere = new ArrayList<>();
        for (Map.Entry<String, List<IpAddress>> peer : peers.entrySet()) {
            for (IpAddress address : peer.getValue()) {
                if (networks.stream().noneMatch(network -> network.contains(address))) {
                    elsewhere.add(peer.getKey() + " at " + address);
                }
            }
        }
        if (elsewhere.isEmpty()) {
            return Optional.empty();
        }
        String more = elsewhere.size() > NAMED ? " and " + (elsewhere.size() - NAMED) + " more" : "";
        return Optional.of(new Problem(
                Severity.WARNING,
                self.origin(),
                "Node " + self.name(),
                "status.addresses",
                "not on a network of this node: "
                        + String.join(", ", elsewhere.subList(0, Math.min(NAMED, elsewhere.size()))) + more,
                "packets to their pods go to a router, which has to know the host subnets: peer with it, or put the"
                        + " nodes on one network"));
    }
}
