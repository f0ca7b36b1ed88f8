package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.time.Duration;
import java.util.List;

/// What OVN-Kubernetes does on a node with `outbound-snat = enabled`: pods are seen outside as their node, and among
/// themselves as they are.
final class OutboundSnat {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String PODS = Family.IPV4.clusterNetwork();
    private static final String EXEMPT = "no_overlay_snat_exemption";
    private static final String TABLE = "ovn-kubernetes";

    private final OvnLab ovn;

    OutboundSnat(OvnLab ovn) {
        this.ovn = ovn;
    }

    void begin(Node on) throws InterruptedException {
        OvnNode node = new OvnNode(on);
        switch (ovn.mode()) {
            case SGW ->
                ovn.zone(on)
                        .nbctl(
                                "--wait=hv",
                                "--id=@exempt",
                                "create",
                                "Address_Set",
                                "name=" + EXEMPT,
                                "addresses=\"" + PODS + "\",\"" + node.address() + "\"",
                                "--",
                                "--id=@nat",
                                "create",
                                "NAT",
                                "type=snat",
                                "external_ip=\"" + node.address() + "\"",
                                "logical_ip=\"" + PODS + "\"",
                                "exempted_ext_ips=@exempt",
                                "--",
                                "add",
                                "Logical_Router",
                                node.gatewayRouter(),
                                "nat",
                                "@nat");
            case LGW ->
                nft(
                        on,
                        "add table inet %1$s; add chain inet %1$s postrouting { type nat hook postrouting priority 101; };"
                                        .formatted(TABLE)
                                + " add rule inet %1$s postrouting ip saddr %2$s ip daddr { %3$s, %4$s } return;"
                                        .formatted(TABLE, node.hostSubnet(), PODS, node.address())
                                + " add rule inet %1$s postrouting ip saddr %2$s masquerade"
                                        .formatted(TABLE, node.hostSubnet()));
        }
    }

    void end(Node on) throws InterruptedException {
        switch (ovn.mode()) {
            case SGW -> {
                // Not both at once: the set may not go before the row that refers to it.
                ovn.zone(on).nbctl("lr-nat-del", new OvnNode(on).gatewayRouter(), "snat", PODS);
                ovn.zone(on).nbctl("--wait=hv", "destroy", "Address_Set", EXEMPT);
            }
            case LGW -> nft(on, "delete table inet " + TABLE);
        }
    }

    private void nft(Node on, String commands) throws InterruptedException {
        Lab lab = ovn.lab();
        lab.commands().require(LIMIT, lab.node(on).inside(List.of("nft", commands)));
    }
}
