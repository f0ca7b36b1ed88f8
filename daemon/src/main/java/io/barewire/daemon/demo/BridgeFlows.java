package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import java.util.List;

/// OVN-Kubernetes' flows of the external bridge, as far as one advertised network needs them. They let the
/// host and the gateway router share one address of each family and one MAC:
///
/// * ARP for the address reaches both, who answer the same; so do solicitations of neighbors, which are
///   multicast;
/// * what either sends out is noted in connection tracking (mark 1: OVN, 2: host), and answers follow the
///   mark;
/// * what begins outside goes to the node's pods if it is for their subnet, else to the host;
/// * advertisements of neighbors, which connection tracking knows nothing of, reach both.
final class BridgeFlows {
    private static final String OF_OVN = "ct(commit,zone=64000,exec(set_field:0x1->ct_mark))";
    private static final String OF_HOST = "ct(commit,zone=64000,exec(set_field:0x2->ct_mark))";

    private BridgeFlows() {}

    /// For `ovs-ofctl replace-flows`.
    ///
    /// @param wire number of the port towards the other nodes
    /// @param patch number of the port towards OVN
    static String of(OvnNode node, GatewayMode mode, List<Family> families, String wire, String patch) {
        String pods = switch (mode) {
            case SGW -> patch;
            case LGW -> "LOCAL";
        };
        StringBuilder flows = new StringBuilder("""
                table=0,priority=12,arp,arp_op=1,arp_tpa=%4$s,actions=output:%2$s,NORMAL
                table=0,priority=10,dl_dst=%3$s,actions=output:%2$s,NORMAL
                table=0,priority=10,in_port=%2$s,dl_src=%3$s,actions=NORMAL
                table=0,priority=9,in_port=%2$s,actions=drop
                table=0,priority=0,actions=NORMAL
                table=1,priority=10,dl_dst=%3$s,actions=LOCAL
                table=1,priority=0,actions=NORMAL
                """.formatted(wire, patch, node.mac(), node.address()));
        for (Family family : families) {
            String ip = family == Family.IPV4 ? "ip" : "ipv6";
            String from = family == Family.IPV4 ? "nw_src" : "ipv6_src";
            String to = family == Family.IPV4 ? "nw_dst" : "ipv6_dst";
            String pod = node.node().hostSubnet(family);
            flows.append("""
                    table=0,priority=300,in_port=%1$s,%5$s,%7$s=%8$s,actions=output:%3$s
                    table=0,priority=104,in_port=%3$s,dl_src=%4$s,%5$s,%6$s=%8$s,actions=output:%1$s
                    table=0,priority=102,in_port=%2$s,dl_src=%4$s,%5$s,%7$s=%9$s,actions=%10$s,NORMAL
                    table=0,priority=102,in_port=LOCAL,dl_src=%4$s,%5$s,%7$s=%9$s,actions=%11$s,NORMAL
                    table=0,priority=100,in_port=%2$s,dl_src=%4$s,%5$s,actions=%10$s,output:%1$s
                    table=0,priority=100,in_port=LOCAL,%5$s,actions=%11$s,output:%1$s
                    table=0,priority=50,%5$s,dl_dst=%4$s,actions=ct(zone=64000,nat,table=1)
                    table=1,priority=100,%5$s,ct_state=+trk+est,ct_mark=0x1,actions=output:%2$s
                    table=1,priority=100,%5$s,ct_state=+trk+rel,ct_mark=0x1,actions=output:%2$s
                    table=1,priority=100,%5$s,ct_state=+trk+est,ct_mark=0x2,actions=LOCAL
                    table=1,priority=100,%5$s,ct_state=+trk+rel,ct_mark=0x2,actions=LOCAL
                    """.formatted(
                    wire, patch, pods, node.mac(), ip, from, to, pod, Topology.nodeNetwork(family), OF_OVN, OF_HOST));
        }
        if (families.contains(Family.IPV6)) {
            flows.append("table=1,priority=14,icmp6,icmpv6_type=136,actions=output:%s,LOCAL\n".formatted(patch));
        }
        return flows.toString();
    }
}
