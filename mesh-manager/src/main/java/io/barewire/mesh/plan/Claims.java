package io.barewire.mesh.plan;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.Node;
import io.barewire.wire.Prefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which host subnets of which nodes can be routed to. One that overlaps another's is nobody's: whoever were preferred
/// might be the wrong one, and its neighbour's pods would answer in the name of others. Every node comes to the same
/// answer.
///
/// A subnet that no node would accept, because it is not cut from the network as its others are, disputes nothing: a
/// slip in one annotation must not take the routes of all nodes away.
final class Claims {
    /// What one node says is its own.
    ///
    /// @param acceptable whether other nodes would accept it
    private record Claim(Prefix prefix, String node, String network, boolean acceptable) {
        Claim(Prefix prefix, Node node, MeshNetwork network) {
            this(prefix, node.name(), network.name(), network.accepts(prefix));
        }

        private String owner() {
            return "node " + node + (network.equals(Node.DEFAULT_NETWORK) ? "" : " in network " + network);
        }
    }

    /// Who stands in the way of whom.
    private final Map<Claim, Claim> disputes = new HashMap<>();

    Claims(Collection<Node> nodes, List<MeshNetwork> networks) {
        List<Claim> claims = new ArrayList<>();
        for (Node node : nodes) {
            for (MeshNetwork network : networks) {
                node.subnets(network.name()).forEach(prefix -> claims.add(new Claim(prefix, node, network)));
            }
        }
        // In their order a prefix comes right before what lies in it.
        claims.sort(Comparator.comparing(Claim::prefix));
        Deque<Claim> around = new ArrayDeque<>();
        for (Claim claim : claims) {
            while (!around.isEmpty() && !around.peek().prefix().contains(claim.prefix())) {
                around.pop();
            }
            for (Claim other : around) {
                dispute(claim, other);
                dispute(other, claim);
            }
            around.push(claim);
        }
    }

    private void dispute(Claim claim, Claim other) {
        if (other.acceptable() || !claim.acceptable()) {
            disputes.putIfAbsent(claim, other);
        }
    }

    /// Of one node's subnets in a network those that it may announce, and that others may accept from it.
    List<Prefix> undisputed(Node node, MeshNetwork network) {
        return node.subnets(network.name()).stream()
                .filter(prefix -> !disputes.containsKey(new Claim(prefix, node, network)))
                .toList();
    }

    /// What is wrong with a node's subnets in a network.
    List<Problem> problems(Node node, MeshNetwork network) {
        List<Problem> problems = new ArrayList<>();
        for (Prefix prefix : node.subnets(network.name())) {
            Claim claim = new Claim(prefix, node, network);
            Claim other = disputes.get(claim);
            if (other != null) {
                problems.add(problem(
                        Severity.ERROR,
                        node,
                        "host subnet " + prefix + " overlaps " + other.prefix() + " of " + other.owner(),
                        (claim.acceptable() ? "neither is announced or accepted" : prefix + " is not announced")
                                + "; give each its own subnet"));
            } else if (!claim.acceptable()) {
                problems.add(problem(
                        Severity.WARNING,
                        node,
                        "host subnet " + prefix + " is not in the cluster subnets " + network.subnets() + " of network "
                                + network.name() + ": no other node will accept it",
                        "let the network's subnets cover it, with its length"));
            }
        }
        return problems;
    }

    private static Problem problem(Severity severity, Node node, String reason, String remedy) {
        return new Problem(
                severity,
                node.origin(),
                "Node " + node.name(),
                "metadata.annotations[k8s.ovn.org/node-subnets]",
                reason,
                remedy);
    }
}
