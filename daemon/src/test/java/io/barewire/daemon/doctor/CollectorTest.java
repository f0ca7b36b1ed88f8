package io.barewire.daemon.doctor;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.testkit.Namespace.Story;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The doctor in a network namespace of its own, where what it is to find was made.
@Tag("root")
class CollectorTest {
    @TempDir
    Path folder;

    @BeforeEach
    void twoNodes() throws IOException {
        Files.writeString(folder.resolve("ovnkube.conf"), """
                [default]
                transport = no-overlay
                cluster-subnets = 10.244.0.0/16/24
                [no-overlay]
                outbound-snat = enabled
                routing = managed
                [bgp-managed]
                topology = full-mesh
                """);
        StringBuilder nodes = new StringBuilder();
        for (int i = 1; i <= 2; i++) {
            nodes.append("""
                    apiVersion: v1
                    kind: Node
                    metadata: {name: n%d, annotations: {k8s.ovn.org/node-subnets: '{"default":["10.244.%d.0/24"]}'}}
                    status: {addresses: [{type: InternalIP, address: 192.0.2.%d}]}
                    ---
                    """.formatted(i, i, i));
        }
        Files.writeString(folder.resolve("nodes.yaml"), nodes);
    }

    private static void withUplink(Story story) throws Exception {
        inNewNamespace(() -> {
            ip("link add eth0 type veth peer name far");
            ip("address add 192.0.2.1/24 dev eth0");
            ip("link set far up");
            ip("link set eth0 up");
            story.run();
        });
    }

    private Diagnosis look() {
        ClusterSnapshot cluster = ManifestFolder.read(folder);
        return Diagnosis.of(Collector.collect("n1", Optional.of(cluster), Optional.empty(), "no agent runs here"));
    }

    private void finds(Severity severity, String check, String place, String what) {
        List<Finding> findings = look().findings();
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.severity() == severity
                                && finding.check().equals(check)
                                && finding.place().contains(place)
                                && finding.what().contains(what)),
                findings::toString);
    }

    @Test
    void forwardingAndTheReversePathFilterAreReadInThisNamespace() throws Exception {
        withUplink(() -> {
            run("sysctl -qw net.ipv4.ip_forward=0");
            finds(Severity.ERROR, "forwarding", "net.ipv4.ip_forward", "is 0");
            run("sysctl -qw net.ipv4.ip_forward=1");
            ip("link add eth1 type veth peer name far1");
            ip("address add 198.51.100.1/24 dev eth1");
            ip("link set far1 up");
            ip("link set eth1 up");
            ip("route add default via 198.51.100.254");
            run("sysctl -qw net.ipv4.conf.all.rp_filter=1");
            finds(Severity.WARNING, "reverse-path", "net.ipv4.conf.eth1.rp_filter", "strict");
        });
    }

    @Test
    void anOverlayAndAnMtuThatDoesNotFitAreSeen() throws Exception {
        withUplink(() -> {
            ip("link add flannel.1 type vxlan id 1 dstport 8472 dev eth0");
            ip("link set flannel.1 up");
            assertTrue(look().mode().startsWith("overlay: VXLAN (flannel.1)"), look().mode());
            ip("link add pod mtu 9000 type veth peer name pod-far mtu 9000");
            ip("link set pod up");
            finds(Severity.ERROR, "mtu", "pod", "eth0 of 1500");
        });
    }

    @Test
    void whoListensOnTheBgpPortIsFoundWithItsProcess() throws Exception {
        withUplink(() -> {
            try (ServerSocket daemon = new ServerSocket()) {
                daemon.bind(new InetSocketAddress("192.0.2.1", 179));
                finds(
                        Severity.WARNING,
                        "daemons",
                        "192.0.2.1:179",
                        "(process " + ProcessHandle.current().pid() + ")");
            }
        });
    }

    @Test
    void theRouteToTheOtherNodeAndItsAnswerAreLookedFor() throws Exception {
        withUplink(() -> {
            finds(Severity.ERROR, "routes", "node n2", "10.244.2.0/24");
            ip("route add 10.244.2.0/24 via 192.0.2.2 proto bgp metric 20");
            assertEquals(
                    List.of(),
                    look().findings().stream()
                            .filter(one -> one.check().equals("routes"))
                            .toList());
            finds(Severity.INFO, "daemons", "routing table main", "1 routes of protocol bgp");
            ip("neigh add 192.0.2.2 dev eth0 nud failed");
            finds(Severity.ERROR, "next-hops", "192.0.2.2 of node n2", "on eth0");
        });
    }

    @Test
    void nodesThatAreElsewhereAreNamed() throws Exception {
        inNewNamespace(() -> {
            ip("link add eth0 type veth peer name far");
            ip("address add 203.0.113.1/24 dev eth0");
            ip("link set far up");
            ip("link set eth0 up");
            finds(Severity.WARNING, "objects", "Node n1", "not on a network of this node: n2 at 192.0.2.2");
        });
    }

    @Test
    void aFirewallThatForwardsNothingIsHintedAt() throws Exception {
        withUplink(() -> {
            run("iptables -P FORWARD DROP");
            finds(Severity.WARNING, "firewall", "iptables chain FORWARD", "drops");
        });
    }

    @Test
    void whatCannotBeSeenIsSaid() throws Exception {
        withUplink(() -> {
            finds(Severity.UNSEEN, "agent", "sessions", "no agent runs here");
            finds(Severity.UNSEEN, "settings", "net.ipv4.neigh.default.gc_thresh3", "cannot be read here");
        });
    }
}
