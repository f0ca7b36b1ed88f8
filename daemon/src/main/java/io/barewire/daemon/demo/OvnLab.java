package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.snat.GatewayMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A lab whose nodes forward their pods' packets through an OVN each, laid out as OVN-Kubernetes does without an
/// overlay. IPv4, or IPv4 and IPv6.
///
/// ```
///   fabric:  br0 172.18.0.1 ── node1 ── node2 …
///   node1:   eth0 ── breth0 (the host, 172.18.0.11) ── OVN: GR_node1 (172.18.0.11 too) … node1 ── pod, ovn-k8s-mp0
/// ```
final class OvnLab {
    private static final Duration LIMIT = Waiting.LIMIT;
    /// OVN-Kubernetes' own routes in a kernel.
    static final int ROUTE_PROTOCOL = 85;

    private final Lab lab;
    private final GatewayMode mode;
    private final Map<Node, OvnZone> zones = new HashMap<>();

    /// @param folder of the lab
    OvnLab(Lab lab, GatewayMode mode, Path folder) {
        this.lab = lab;
        this.mode = mode;
        lab.topology().nodes().forEach(node -> zones.put(node, new OvnZone(lab, folder, node)));
    }

    Lab lab() {
        return lab;
    }

    GatewayMode mode() {
        return mode;
    }

    /// In words.
    static String name(GatewayMode mode) {
        return switch (mode) {
            case SHARED -> "shared gateway mode";
            case LOCAL -> "local gateway mode";
        };
    }

    /// How many routers, OVN's and kernels, an answer crosses on the way between pods of two nodes.
    int routersBetweenPods(PodNetwork network) {
        return switch (mode) {
            case SHARED -> 4;
            // A kernel is a neighbor of the default network's pods, and has a router before those of others.
            case LOCAL -> network == PodNetwork.DEFAULT ? 3 : 4;
        };
    }

    OvnZone zone(Node node) {
        OvnZone zone = zones.get(node);
        if (zone == null) {
            throw new IllegalArgumentException(node.name() + " is not in this lab");
        }
        return zone;
    }

    /// Namespaces, links, addresses, and OVN; returns once OVN forwards.
    void layOut(Screen screen) throws InterruptedException {
        lab.begin();
        Namespace fabric = lab.fabric();
        // Somebody outside who is no router: he knows the nodes, and no pod.
        fabric.set("net/ipv4/ip_forward=0", "net/ipv6/conf/all/forwarding=0");
        for (Family family : lab.topology().families()) {
            fabric.ip("addr add " + Topology.outside(family) + "/" + family.nodeNetworkLength() + " dev br0");
        }
        for (Node node : lab.topology().nodes()) {
            screen.doing("OVN on " + node.name());
            layOut(new OvnNode(node), zone(node), screen);
        }
        for (Node node : lab.topology().nodes()) {
            screen.doing("OVN's flows on " + node.name());
            zone(node).nbctl("--wait=hv", "sync");
        }
    }

    private void layOut(OvnNode node, OvnZone zone, Screen screen) throws InterruptedException {
        wire(node);
        zone.start(screen);
        host(node);
        join(node.network(PodNetwork.DEFAULT), "pod");
        zone.shareExternalBridge(mode, List.of(node.network(PodNetwork.DEFAULT)), screen);
    }

    /// A network beside the default one, with routers of its own on every node and a pod on each, and neither's
    /// pods let out to the other's. Once. In local gateway mode every node's kernel has its [NetworkVrf]
    /// already.
    void add(PodNetwork network, Screen screen) throws InterruptedException {
        List<PodNetwork> all = List.of(PodNetwork.DEFAULT, network);
        for (Node node : lab.topology().nodes()) {
            screen.doing(network.pod(node) + " on " + node.name());
            OvnNode here = new OvnNode(node);
            lab.add(network.pod(node));
            join(here.network(network), network.pod(node));
            if (mode == GatewayMode.LOCAL) {
                addManagementPort(here.network(network));
                new NetworkVrf(lab, here.network(network)).addManagementPort();
            }
            for (PodNetwork each : all) {
                nbctl(
                        node,
                        LogicalTopology.isolation(
                                here.network(each), all, lab.topology().families()));
            }
            zone(node).shareExternalBridge(mode, all.stream().map(here::network).toList(), screen);
        }
        sync();
    }

    /// Waits until what is in the databases is in Open vSwitch.
    void sync() throws InterruptedException {
        for (Node node : lab.topology().nodes()) {
            zone(node).nbctl("--wait=hv", "sync");
        }
    }

    /// The network in OVN, with a pod.
    ///
    /// @param port of the pod, at the node
    private void join(OvnNetwork network, String port) throws InterruptedException {
        pod(network, port);
        nbctl(
                network.node().node(),
                LogicalTopology.commands(network, mode, lab.topology().families()));
    }

    private void nbctl(Node node, List<String> words) throws InterruptedException {
        zone(node).nbctl(words.toArray(String[]::new));
    }

    private void wire(OvnNode node) throws InterruptedException {
        Namespace host = lab.node(node.node());
        quiet(host);
        host.set(
                "net/ipv4/ip_forward=1",
                "net/ipv4/conf/all/rp_filter=0",
                "net/ipv4/conf/default/rp_filter=0",
                "net/ipv6/conf/all/forwarding=1");
        lab.fabric()
                .ip("link add %s type veth peer name eth0 address %s netns %s"
                        .formatted(node.name(), node.mac(), host.name()));
        lab.fabric().ip("link set " + node.name() + " master br0 up");
        leaveTo(host, "eth0");
        host.ip("link set eth0 up");
        fillInChecksums(lab.fabric(), node.name());
    }

    private void host(OvnNode node) throws InterruptedException {
        Namespace host = lab.node(node.node());
        speaksIpv6(host, "lo", OvnNode.EXTERNAL_BRIDGE);
        if (isDualStack()) {
            // A link-local address that can be told in advance, and no other.
            host.set("net/ipv6/conf/" + OvnNode.EXTERNAL_BRIDGE + "/addr_gen_mode=1");
            host.ip("addr add " + node.node().nextHop(Family.IPV6) + "/64 dev " + OvnNode.EXTERNAL_BRIDGE);
        }
        host.ip("link set " + OvnNode.EXTERNAL_BRIDGE + " up");
        OvnNetwork network = node.network(PodNetwork.DEFAULT);
        addManagementPort(network);
        host.ip("link set " + network.managementPort() + " up");
        for (Family family : lab.topology().families()) {
            String add = family.flag() + " route add ";
            host.ip("addr add " + node.node().address(family) + "/" + family.nodeNetworkLength() + " dev "
                    + OvnNode.EXTERNAL_BRIDGE);
            host.ip(add + "default via " + Topology.outside(family));
            host.ip("addr add " + network.managementAddress(family) + "/" + family.hostSubnetLength() + " dev "
                    + network.managementPort());
            host.ip(add + family.clusterNetwork() + " via " + network.router(family) + " dev "
                    + network.managementPort() + " proto " + ROUTE_PROTOCOL);
        }
    }

    private void addManagementPort(OvnNetwork network) throws InterruptedException {
        Node node = network.node().node();
        zone(node)
                .vsctl(
                        "add-port br-int %1$s -- set Interface %1$s type=internal mac=\"%2$s\" external_ids:iface-id=%3$s"
                                .formatted(
                                        network.managementPort(),
                                        OvnNode.mac(network.managementAddress(Family.IPV4)),
                                        network.managementSwitchPort()));
        speaksIpv6(lab.node(node), network.managementPort());
    }

    private void pod(OvnNetwork network, String port) throws InterruptedException {
        Node node = network.node().node();
        Namespace host = lab.node(node);
        Namespace pod = lab.pod(network.network(), node);
        quiet(pod);
        host.ip("link add %s type veth peer name eth0 address %s netns %s"
                .formatted(port, OvnNode.mac(network.podAddress(Family.IPV4)), pod.name()));
        speaksIpv6(pod, "lo", "eth0");
        pod.ip("link set eth0 up");
        for (Family family : lab.topology().families()) {
            pod.ip("addr add " + network.podAddress(family) + "/" + family.hostSubnetLength() + " dev eth0");
            pod.ip(family.flag() + " route add default via " + network.router(family));
        }
        fillInChecksums(pod, "eth0");
        leaveTo(host, port);
        host.ip("link set " + port + " up");
        zone(node)
                .vsctl("add-port br-int %1$s -- set Interface %1$s external_ids:iface-id=%2$s"
                        .formatted(port, network.podPort()));
    }

    private boolean isDualStack() {
        return lab.topology().families().contains(Family.IPV6);
    }

    /// What [#quiet] has forbidden to all.
    private void speaksIpv6(Namespace namespace, String... devices) throws InterruptedException {
        if (isDualStack()) {
            for (String device : devices) {
                namespace.set("net/ipv6/conf/" + device + "/disable_ipv6=0");
            }
        }
    }

    /// What OVN-Kubernetes itself has put into the node's kernel.
    String ownRoutes(Node node) throws InterruptedException {
        StringBuilder routes = new StringBuilder();
        for (Family family : lab.topology().families()) {
            routes.append(lab.node(node).ip(family.flag() + " route show proto " + ROUTE_PROTOCOL));
        }
        return routes.toString().strip();
    }

    /// Ports of Open vSwitch have nothing to say themselves.
    private static void quiet(Namespace namespace) throws InterruptedException {
        namespace.set("net/ipv6/conf/all/disable_ipv6=1", "net/ipv6/conf/default/disable_ipv6=1");
    }

    /// An interface that is a port of a userspace bridge stays one of the kernel, which would answer and forward
    /// every frame a second time: pods would be reached behind OVN's back. The socket that Open vSwitch reads comes
    /// before this hook.
    private void leaveTo(Namespace host, String port) throws InterruptedException {
        String rules = "add table netdev " + port + "; add chain netdev " + port
                + " ingress { type filter hook ingress device \"" + port + "\" priority 0; policy drop; }";
        lab.commands().require(LIMIT, host.inside(List.of("nft", rules)));
    }

    /// What a sender leaves for hardware to fill in, nobody does on the way to Open vSwitch's socket.
    private void fillInChecksums(Namespace namespace, String device) throws InterruptedException {
        lab.commands().require(LIMIT, namespace.inside(List.of("ethtool", "-K", device, "tx", "off")));
    }
}
