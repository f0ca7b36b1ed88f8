package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import java.time.Duration;
import java.util.List;

/// What a node's kernel has of a network that is not the default one: the VRF device that OVN-Kubernetes
/// makes for it. In local gateway mode, where the kernel forwards what pods send, there is the network's
/// management port in it, with OVN-Kubernetes' routes and rules.
final class NetworkVrf {
    static final int TABLE = 1001;

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int RULE_PRIORITY = 2000;
    private static final long LAST_METRIC = 4278198272L;
    private static final String DEVICE = "blue";

    private final OvnNetwork network;
    private final Namespace host;
    private final List<Family> families;

    NetworkVrf(Lab lab, OvnNetwork network) {
        this.network = network;
        this.host = lab.node(network.node().node());
        this.families = lab.topology().families();
    }

    /// Whether this machine's kernel has such devices, of which it makes none.
    static boolean isPossible(Commands commands) throws InterruptedException {
        return commands.run(
                        LIMIT, List.of("unshare", "--net", "ip", "link", "add", DEVICE, "type", "vrf", "table", "1"))
                .succeeded();
    }

    /// What BGP has put into the devices' table of a node's kernel.
    static BgpRoutes bgpRoutes(Namespace host) throws InterruptedException {
        return BgpRoutes.ofKernel(
                host.ipJson("-4 route show table " + TABLE + " proto bgp"),
                host.ipJson("-6 route show table " + TABLE + " proto bgp"));
    }

    void add() throws InterruptedException {
        host.ip("link add " + DEVICE + " type vrf table " + TABLE);
        host.ip("link set " + DEVICE + " up");
    }

    /// The port is there already, and a port of Open vSwitch.
    void addManagementPort() throws InterruptedException {
        String port = network.managementPort();
        host.ip("link set " + port + " master " + DEVICE);
        host.ip("link set " + port + " up");
        for (Family family : families) {
            String router = network.router(family);
            // All but the router itself is behind the router, which translates sources back.
            host.ip("addr add " + network.managementAddress(family) + "/" + family.hostSubnetLength() + " dev " + port
                    + " noprefixroute");
            route(family, router + " dev " + port + " scope link");
            route(family, network.hostSubnet(family) + " via " + router + " dev " + port);
            route(family, OvnNetwork.managementMasquerade(family) + " dev " + port);
            route(family, "default via " + Topology.outside(family) + " dev " + OvnNode.EXTERNAL_BRIDGE);
            host.ip(family.flag() + " route add table " + TABLE + " unreachable default metric " + LAST_METRIC);
            rule(family, network.network().clusterNetwork(family));
            rule(family, OvnNetwork.managementMasquerade(family));
        }
    }

    private void route(Family family, String words) throws InterruptedException {
        host.ip(family.flag() + " route add table " + TABLE + " " + words + " proto " + OvnLab.ROUTE_PROTOCOL);
    }

    private void rule(Family family, String to) throws InterruptedException {
        host.ip(family.flag() + " rule add priority " + RULE_PRIORITY + " to " + to + " lookup " + TABLE);
    }
}
