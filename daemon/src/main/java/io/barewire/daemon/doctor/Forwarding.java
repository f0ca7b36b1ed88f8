package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.plan.MeshNode;
import io.barewire.netlink.Link;
import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;

/// Settings of the kernel without which a node does not pass on what is for its pods.
final class Forwarding {
    private static final String STRICT = "1";

    private Forwarding() {}

    static List<Finding> findings(NodeFacts facts, List<MeshNode> others) {
        List<Finding> findings = new ArrayList<>();
        off(facts, AddressFamily.IPV4, "net.ipv4.ip_forward", findings);
        off(facts, AddressFamily.IPV6, "net.ipv6.conf.all.forwarding", findings);
        reversePath(facts, others, findings);
        return findings;
    }

    private static void off(NodeFacts facts, AddressFamily family, String name, List<Finding> findings) {
        if (LocalNetworks.hasFamily(facts, family)
                && facts.setting(name).filter("0"::equals).isPresent()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "forwarding",
                    name,
                    "is 0: packets from other nodes to pods of this one are dropped",
                    "sysctl -w " + name + "=1, and in /etc/sysctl.d"));
        }
    }

    /// The stricter of `all` and the interface's own counts (`ip-sysctl`). With one way out there is no other way in.
    private static void reversePath(NodeFacts facts, List<MeshNode> others, List<Finding> findings) {
        List<Link> uplinks = LocalNetworks.uplinks(facts, others);
        if (uplinks.size() < 2) {
            return;
        }
        String all = facts.setting("net.ipv4.conf.all.rp_filter").orElse("0");
        for (Link link : uplinks) {
            String name = "net.ipv4.conf." + link.name() + ".rp_filter";
            String own = facts.setting(name).orElse("0");
            String effective = all.compareTo(own) > 0 ? all : own;
            if (effective.equals(STRICT)) {
                findings.add(new Finding(
                        Severity.WARNING,
                        "reverse-path",
                        name,
                        "is strict here, and there are " + uplinks.size()
                                + " ways out: packets that come by another one than the answer would take are dropped",
                        "sysctl -w " + name + "=2 (loose)"));
            }
        }
    }
}
