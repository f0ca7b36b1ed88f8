package io.barewire.daemon.agent;

import io.barewire.daemon.status.StatusConfig;
import io.barewire.fib.FibConfig;
import io.barewire.kubernetes.Access;
import io.barewire.ovn.OvnConfig;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the command line says. What the node should do is not here but in the manifests.
///
/// @param source the Kubernetes objects
/// @param node the name of this node's Node object
/// @param socket the control socket
/// @param listen where BGP peers connect to; empty: only connect
/// @param http where metrics and health are served; empty: nowhere
/// @param fib how routes go into the kernel; empty: they do not
/// @param convergenceLimit in place of the manifests' own
/// @param status what the API server is told; empty: nothing
/// @param securePages metrics over TLS; empty: none
/// @param alwaysBlock networks of which nothing is taken from any peer
/// @param ovn the northbound database whose gateway routers get routes, or are watched; empty: there is none
/// @param snat who pods are outside; empty: that is left to others
public record AgentConfig(
        Source source,
        String node,
        Path socket,
        Optional<InetSocketAddress> listen,
        Optional<InetSocketAddress> http,
        Optional<FibConfig> fib,
        Optional<Duration> convergenceLimit,
        Optional<StatusConfig> status,
        Optional<SecurePages> securePages,
        List<Prefix> alwaysBlock,
        Optional<OvnConfig> ovn,
        Optional<SnatMode> snat) {
    public AgentConfig {
        alwaysBlock = List.copyOf(alwaysBlock);
        if (node.isBlank()) {
            throw new IllegalArgumentException("the node's name is empty");
        }
    }

    /// To the API server, when there is one.
    Optional<Access> access() {
        return source instanceof Source.Cluster cluster
                ? Optional.of(cluster.access())
                : status.map(StatusConfig::access).or(() -> securePages.map(SecurePages::access));
    }
}
