package io.barewire.fib;

import static io.barewire.fib.KernelFibTest.route;
import static io.barewire.fib.KernelFibTest.settled;
import static io.barewire.testkit.Namespace.awaitRunning;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.RouteChange;
import io.barewire.rib.ScopedNextHop;
import io.barewire.testkit.Namespace;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The table that OVN-Kubernetes makes for a network of users in local gateway mode, with what is learned put between
/// its routes. A policy rule leads to it where the kernel has no VRF device, as a cluster has.
@Tag("root")
class NetworkTableTest {
    private static final int TABLE = 1007;
    /// Longer than all that it has for itself, so that every other default route is better.
    private static final long LAST_METRIC = 4_278_198_272L;

    @Test
    void learnedRoutesForwardBesideThoseOfOvnKubernetesWhichStayAsTheyAre() throws Exception {
        inNewNamespace(() -> {
            layOut();
            String before = ofOvnKubernetes();
            assertEquals(5, before.lines().count());
            FibConfig config = FibConfig.DEFAULT
                    .withTable(TABLE)
                    .withNextHopTable(FibConfig.MAIN_TABLE)
                    .withFlushOnClose();
            try (KernelFib fib = KernelFib.open(config, InstantSource.system())) {
                fib.apply(List.of(route("10.245.2.0/24", "172.18.0.12"), route("0.0.0.0/0", "172.18.0.1")));
                settled(fib);
                assertWay("10.245.2.9", "via 172.18.0.12 dev breth0");
                assertWay("192.0.2.1", "via 172.18.0.1 dev breth0");
                assertWay("10.245.1.9", "via 10.245.1.1 dev ovn-k8s-mp7");
                assertWay("169.254.0.12", "dev ovn-k8s-mp7");
                assertWay("10.96.0.1", "via 169.254.0.4 dev breth0");

                fib.apply(List.of(route("0.0.0.0/0")));
                settled(fib);
                assertEquals(
                        "unreachable default proto 85 metric " + LAST_METRIC,
                        ip("-4 route show table " + TABLE + " default").strip().replaceAll(" +", " "));
                assertEquals(before, ofOvnKubernetes());
            }
            assertEquals(before, ofOvnKubernetes());
            assertEquals("", ip("route show table " + TABLE + " proto bgp"));
        });
    }

    /// Local gateway mode with the network's VRF device: a pod's packets come from OVN by the management port, which
    /// is in the VRF, and leave by the bridge, which is in none; their answers find the table by a policy rule.
    @Tag("vm")
    @Test
    void packetsOfANetworkFollowLearnedRoutesOutOfItsVrfAndBack() throws Exception {
        inNewNamespace(() -> {
            String node = in();
            Namespace.addVrf("blue", TABLE);
            run("sysctl -qw net.ipv4.ip_forward=1");
            try (KernelFib fib = KernelFib.open(FibConfig.DEFAULT.withTable(TABLE), InstantSource.system())) {
                fib.setInstances(Map.of(ScopedNextHop.DEFAULT_INSTANCE, FibConfig.MAIN_TABLE));
                inNewNamespace(() -> {
                    String pod = in();
                    ip("link add patch type veth peer name ovn-k8s-mp7 netns " + id(node));
                    up("", "patch", "10.245.1.1/24");
                    ip("address add 10.245.1.9/32 dev lo");
                    ip("route add default via 10.245.1.2 dev patch src 10.245.1.9");
                    inNewNamespace(() -> {
                        ip("link add fabric type veth peer name breth0 netns " + id(node));
                        up("", "fabric", "172.18.0.12/24");
                        ip("address add 10.245.2.9/32 dev lo");
                        ip("route add 10.245.1.0/24 via 172.18.0.11 src 10.245.2.9");
                        run(node + "ip link set ovn-k8s-mp7 master blue");
                        up(node, "ovn-k8s-mp7", "10.245.1.2/24 noprefixroute");
                        up(node, "breth0", "172.18.0.11/24");
                        run(node + "ip rule add priority 2000 to 10.245.0.0/16 lookup " + TABLE);
                        routesOfOvnKubernetes(node);

                        assertUnreachable(pod + "ping -c 1 -W 5 10.245.2.9");
                        fib.apply(List.of(imported("10.245.2.0/24", "172.18.0.12")));
                        settled(fib);
                        assertEquals(
                                "10.245.2.0/24 via 172.18.0.12 dev breth0 metric 20",
                                run(node + "ip route show table " + TABLE + " proto bgp")
                                        .strip());
                        run(pod + "ping -c 1 -w 30 10.245.2.9");
                        run("ping -c 1 -w 30 10.245.1.9");

                        fib.apply(List.of(route("10.245.2.0/24")));
                        settled(fib);
                        assertUnreachable(pod + "ping -c 1 -W 5 10.245.2.9");
                    });
                });
            }
        });
    }

    /// How to run something in this namespace from another one.
    private static String in() throws IOException {
        return "nsenter --net=/proc/" + Namespace.id() + "/ns/net ";
    }

    private static String id(String in) {
        return in.replaceAll("\\D", "");
    }

    private static void up(String in, String link, String address) throws Exception {
        run(in + "ip address add " + address + " dev " + link);
        run(in + "ip link set " + link + " up");
    }

    private static RouteChange imported(String prefix, String nextHop) {
        NextHop hop = NextHop.of(IpAddress.parse(nextHop));
        return new RouteChange(
                Prefix.parse(prefix), List.of(new ScopedNextHop(hop, 0, ScopedNextHop.DEFAULT_INSTANCE)));
    }

    private static void assertUnreachable(String ping) {
        AssertionError error = assertThrows(AssertionError.class, () -> run(ping));
        assertTrue(error.toString().contains("Destination Host Unreachable"), error::toString);
    }

    private static void layOut() throws Exception {
        ip("link add breth0 type veth peer name fabric");
        ip("link add ovn-k8s-mp7 type veth peer name patch");
        for (String link : List.of("breth0", "fabric", "ovn-k8s-mp7", "patch")) {
            ip("link set " + link + " up");
        }
        ip("address add 172.18.0.11/24 dev breth0");
        ip("address add 10.245.1.2/24 dev ovn-k8s-mp7 noprefixroute");
        ip("rule add priority 2000 fwmark 0x1003 lookup " + TABLE);
        awaitRunning("breth0", "ovn-k8s-mp7");
        routesOfOvnKubernetes("");
    }

    private static void routesOfOvnKubernetes(String in) throws Exception {
        String into = " proto 85 table " + TABLE;
        run(in + "ip route add 10.245.1.1 dev ovn-k8s-mp7 scope link" + into);
        run(in + "ip route add 10.245.1.0/24 via 10.245.1.1 dev ovn-k8s-mp7 onlink" + into);
        run(in + "ip route add 169.254.0.12 dev ovn-k8s-mp7" + into);
        run(in + "ip route add 10.96.0.0/16 via 169.254.0.4 dev breth0 onlink" + into);
        run(in + "ip route add unreachable default metric " + LAST_METRIC + into);
    }

    private static String ofOvnKubernetes() throws Exception {
        return ip("-4 route show table all proto 85").lines().sorted().collect(Collectors.joining("\n"));
    }

    private static void assertWay(String destination, String way) throws Exception {
        String shown = ip("route get " + destination + " mark 0x1003");
        assertTrue(shown.contains(way + " table " + TABLE), shown);
    }
}
