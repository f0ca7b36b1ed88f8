package io.barewire.daemon.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.LinkNeighbour;
import io.barewire.netlink.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was seen of one node, its cluster and its agent. What could not be seen is empty, and named in `unseen`.
///
/// @param node its name
/// @param routes of table `main`
/// @param settings below `/proc/sys`, as `net.ipv4.ip_forward`
/// @param listeners of TCP port 179
/// @param firewall the lines of `iptables -S` and `ip6tables -S`
/// @param cluster the objects; empty when no folder was named
/// @param agent its answers
public record NodeFacts(
        String node,
        Interfaces interfaces,
        List<Route> routes,
        List<LinkNeighbour> neighbours,
        Map<String, String> settings,
        List<Listener> listeners,
        List<String> firewall,
        Optional<ClusterSnapshot> cluster,
        Optional<Agent> agent,
        List<Finding> unseen) {
    /// Who holds a port.
    ///
    /// @param address as `0.0.0.0:179`
    /// @param process its name and number; empty when it belongs to somebody else
    public record Listener(String address, Optional<String> process) {}

    /// The documents of `barewire show`, in JSON.
    public record Agent(JsonNode summary, JsonNode neighbors, JsonNode problems, JsonNode fib) {}

    public NodeFacts {
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        settings = Map.copyOf(settings);
        listeners = List.copyOf(listeners);
        firewall = List.copyOf(firewall);
        unseen = List.copyOf(unseen);
    }

    Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
