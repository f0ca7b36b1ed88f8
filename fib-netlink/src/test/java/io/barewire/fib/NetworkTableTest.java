package io.barewire.fib;

import static io.barewire.fib.KernelFibTest.route;
import static io.barewire.fib.KernelFibTest.settled;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The table that OVN-Kubernetes makes for a network of users in local gateway mode, with what is learned put between
/// its routes. A policy rule leads to it, where a cluster has a VRF device.
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

    private static void layOut() throws Exception {
        ip("link add breth0 type veth peer name fabric");
        ip("link add ovn-k8s-mp7 type veth peer name patch");
        for (String link : List.of("breth0", "fabric", "ovn-k8s-mp7", "patch")) {
            ip("link set " + link + " up");
        }
        ip("address add 172.18.0.11/24 dev breth0");
        ip("address add 10.245.1.2/24 dev ovn-k8s-mp7 noprefixroute");
        ip("rule add priority 2000 fwmark 0x1003 lookup " + TABLE);
        String into = " proto 85 table " + TABLE;
        ip("route add 10.245.1.1 dev ovn-k8s-mp7 scope link" + into);
        ip("route add 10.245.1.0/24 via 10.245.1.1 dev ovn-k8s-mp7 onlink" + into);
        ip("route add 169.254.0.12 dev ovn-k8s-mp7" + into);
        ip("route add 10.96.0.0/16 via 169.254.0.4 dev breth0 onlink" + into);
        ip("route add unreachable default metric " + LAST_METRIC + into);
    }

    private static String ofOvnKubernetes() throws Exception {
        return ip("-4 route show table all proto 85").lines().sorted().collect(Collectors.joining("\n"));
    }

    private static void assertWay(String destination, String way) throws Exception {
        String shown = ip("route get " + destination + " mark 0x1003");
        assertTrue(shown.contains(way + " table " + TABLE), shown);
    }
}
