package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;

/// OVN-Kubernetes' flows of the external bridge, as far as one advertised IPv4 network needs them. They let the host
/// and the gateway router share one address and one MAC:
///
/// * ARP for the address reaches both, who answer the same;
/// * what either sends out is noted in connection tracking (mark 1: OVN, 2: host), and answers follow the mark;
/// * what begins outside goes to the node's pods if it is for their subnet, else to the host.
final class BridgeFlows {
    private BridgeFlows() {}

    /// For `ovs-ofctl replace-flows`.
    ///
    /// @param wire number of the port towards the other nodes
    /// @param patch number of the port towards OVN
    static String of(OvnNode node, GatewayMode mode, String wire, String patch) {
        String pods = switch (mode) {
            case SGW -> patch;
            case LGW -> "LOCAL";
        };
        String nodes = Topology.nodeNetwork(Family.IPV4);
        String ofOvn = "ct(commit,zone=64000,exec(set_field:0x1->ct_mark))";
        String ofHost = "ct(commit,zone=64000,exec(set_field:0x2->ct_mark))";
        return """
                table=0,priority=300,in_port=%1$s,ip,nw_dst=%5$s,actions=output:%3$s
                table=0,priority=104,in_port=%3$s,dl_src=%4$s,ip,nw_src=%5$s,actions=output:%1$s
                table=0,priority=102,in_port=%2$s,dl_src=%4$s,ip,nw_dst=%6$s,actions=%8$s,NORMAL
                table=0,priority=102,in_port=LOCAL,dl_src=%4$s,ip,nw_dst=%6$s,actions=%9$s,NORMAL
                table=0,priority=100,in_port=%2$s,dl_src=%4$s,ip,actions=%8$s,output:%1$s
                table=0,priority=100,in_port=LOCAL,ip,actions=%9$s,output:%1$s
                table=0,priority=50,ip,dl_dst=%4$s,actions=ct(zone=64000,nat,table=1)
                table=0,priority=12,arp,arp_op=1,arp_tpa=%7$s,actions=output:%2$s,NORMAL
                table=0,priority=10,dl_dst=%4$s,actions=output:%2$s,NORMAL
                table=0,priority=10,in_port=%2$s,dl_src=%4$s,actions=NORMAL
                table=0,priority=9,in_port=%2$s,actions=drop
                table=0,priority=0,actions=NORMAL
                table=1,priority=100,ip,ct_state=+trk+est,ct_mark=0x1,actions=output:%2$s
                table=1,priority=100,ip,ct_state=+trk+rel,ct_mark=0x1,actions=output:%2$s
                table=1,priority=100,ip,ct_state=+trk+est,ct_mark=0x2,actions=LOCAL
                table=1,priority=100,ip,ct_state=+trk+rel,ct_mark=0x2,actions=LOCAL
                table=1,priority=10,dl_dst=%4$s,actions=LOCAL
                table=1,priority=0,actions=NORMAL
                """.formatted(wire, patch, pods, node.mac(), node.hostSubnet(), nodes, node.address(), ofOvn, ofHost);
    }
}
