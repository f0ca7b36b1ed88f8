package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.ovn.snat.GatewayMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// OVN-Kubernetes' flows of the external bridge, as far as advertised networks need them. They let the host and the
/// gateway routers share one address of each family and one MAC:
///
/// * ARP for the address reaches the host and the default network's router, who answer the same; so do solicitations of
///   neighbors, which are multicast; what answers them reaches everybody;
/// * what anyone sends out is noted in connection tracking, with a mark of whoever it is, and answers follow the mark;
/// * what begins outside goes to the pods of the network whose subnet it is for, else to the host;
/// * advertisements of neighbors, which connection tracking knows nothing of, reach everybody.
final class BridgeFlows {
    private static final String OF_HOST = "ct(commit,zone=64000,exec(set_field:0x2->ct_mark))";

    private final OvnNode node;
    private final GatewayMode mode;
    private final String wire;
    private final Map<OvnNetwork, String> patches;
    private final List<String> flows = new ArrayList<>();

    private BridgeFlows(OvnNode node, GatewayMode mode, String wire, Map<OvnNetwork, String> patches) {
        this.node = node;
        this.mode = mode;
        this.wire = wire;
        this.patches = patches;
    }

    /// For `ovs-ofctl replace-flows`.
    ///
    /// @param wire number of the port towards the other nodes
    /// @param patches numbers of the ports towards OVN, the default network's first
    static String of(OvnNode node, GatewayMode mode, Topology topology, String wire, Map<OvnNetwork, String> patches) {
        BridgeFlows bridge = new BridgeFlows(node, mode, wire, new LinkedHashMap<>(patches));
        bridge.everybody(topology.families());
        topology.families().forEach(bridge::host);
        for (Map.Entry<OvnNetwork, String> each : patches.entrySet()) {
            bridge.router(each.getValue());
            topology.families().forEach(family -> bridge.network(each.getKey(), each.getValue(), family));
        }
        return String.join("\n", bridge.flows) + "\n";
    }

    private void everybody(List<Family> families) {
        String first = patches.values().iterator().next();
        String all =
                patches.values().stream().map(port -> "output:" + port + ",").collect(Collectors.joining());
        add(0, 12, "arp,arp_op=1,arp_tpa=" + node.address(), "output:" + first + ",NORMAL");
        add(0, 10, "dl_dst=" + node.mac(), all + "NORMAL");
        add(0, 0, "", "NORMAL");
        add(1, 10, "dl_dst=" + node.mac(), "LOCAL");
        add(1, 0, "", "NORMAL");
        if (families.contains(Family.IPV6)) {
            add(1, 14, "icmp6,icmpv6_type=136", all + "LOCAL");
        }
    }

    private void host(Family family) {
        add(
                0,
                102,
                "in_port=LOCAL," + fromUs(family) + "," + to(family, Topology.nodeNetwork(family)),
                OF_HOST + ",NORMAL");
        add(0, 100, "in_port=LOCAL," + ip(family), OF_HOST + ",output:" + wire);
        add(0, 50, ip(family) + ",dl_dst=" + node.mac(), "ct(zone=64000,nat,table=1)");
        answers(family, "0x2", "LOCAL");
    }

    private void router(String patch) {
        add(0, 10, "in_port=" + patch + ",dl_src=" + node.mac(), "NORMAL");
        add(0, 9, "in_port=" + patch, "drop");
    }

    private void network(OvnNetwork network, String patch, Family family) {
        String pods = network.hostSubnet(family);
        String mark = network.isDefault() ? "0x1" : "0x3";
        String fromRouter = "in_port=" + patch + "," + fromUs(family);
        add(
                0,
                300,
                "in_port=" + wire + "," + ip(family) + "," + to(family, pods),
                switch (mode) {
                    case SHARED -> "output:" + patch;
                    case LOCAL -> "LOCAL";
                });
        add(0, 104, fromRouter + "," + from(family, pods), "output:" + wire);
        if (network.isDefault()) {
            String commit = "ct(commit,zone=64000,exec(set_field:" + mark + "->ct_mark)),";
            add(0, 102, fromRouter + "," + to(family, Topology.nodeNetwork(family)), commit + "NORMAL");
            add(0, 100, fromRouter, commit + "output:" + wire);
        } else {
            String commit = "ct(commit,zone=64000,nat(src=" + node.node().address(family) + "),exec(set_field:" + mark
                    + "->ct_mark)),";
            add(0, 100, fromRouter + "," + from(family, OvnNetwork.masquerade(family)), commit + "output:" + wire);
        }
        answers(family, mark, "output:" + patch);
    }

    private void answers(Family family, String mark, String to) {
        add(1, 100, ip(family) + ",ct_state=+trk+est,ct_mark=" + mark, to);
        add(1, 100, ip(family) + ",ct_state=+trk+rel,ct_mark=" + mark, to);
    }

    private static String ip(Family family) {
        return family == Family.IPV4 ? "ip" : "ipv6";
    }

    private String fromUs(Family family) {
        return "dl_src=" + node.mac() + "," + ip(family);
    }

    private static String from(Family family, String source) {
        return (family == Family.IPV4 ? "nw_src=" : "ipv6_src=") + source;
    }

    private static String to(Family family, String destination) {
        return (family == Family.IPV4 ? "nw_dst=" : "ipv6_dst=") + destination;
    }

    private void add(int table, int priority, String match, String actions) {
        flows.add("table=" + table + ",priority=" + priority + (match.isEmpty() ? "" : "," + match) + ",actions="
                + actions);
    }
}
