package io.barewire.ovn.snat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Local gateway mode with a second network, whose address in the kernel's rules only the database tells, and a
/// database that is not there.
@Timeout(60)
class KernelWithoutDatabaseTest {
    private static final String RULES = """
                    add chain inet barewire outbound { type nat hook postrouting priority srcnat + 1; policy accept; }
                    flush chain inet barewire outbound
                    add rule inet barewire outbound ip saddr 10.244.0.0/24 ip daddr { 10.244.0.0/16, 172.18.0.2 } return
                    add rule inet barewire outbound ip saddr 10.244.0.0/24 masquerade
                    """;

    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private volatile String table = "";
    private volatile boolean broken;

    private static PodNetwork network(String name, String subnet, String hostSubnet) {
        return new PodNetwork(name, List.of(Prefix.parse(subnet)), List.of(Prefix.parse(hostSubnet)), true);
    }

    private OutboundSnat start() {
        PacketFilter kernel = new PacketFilter() {
            @Override
            public void run(String command) {
                if (broken) {
                    throw new IllegalStateException("a defect");
                }
                commands.add(command);
                table = "now\n";
            }

            @Override
            public String table(String name) {
                return table;
            }
        };
        OutboundSnat snat = OutboundSnat.start(
                new SnatConfig(
                        List.of(Endpoint.parse("unix:/nonexistent/nb.sock")), Optional.empty(), Optional.of(kernel)),
                Duration.ofMillis(50));
        snat.want(new SnatWish(
                "n1",
                GatewayMode.LOCAL,
                Set.of(IpAddress.parse("172.18.0.2")),
                Set.of(),
                List.of(),
                List.of(
                        network(PodNetwork.DEFAULT, "10.244.0.0/16", "10.244.0.0/24"),
                        network("cluster_udn_blue", "10.20.0.0/16", "10.20.0.0/24"))));
        return snat;
    }

    /// What an earlier run has put there for the other network stays, in a chain of its own.
    @Test
    void theDefaultNetworksRulesDoNotWaitForIt() {
        try (OutboundSnat _ = start()) {
            await().until(() -> !commands.isEmpty());
            assertEquals("add table inet barewire\n" + RULES, commands.element());
        }
    }

    /// Also what has been there for the other network.
    @Test
    void whatSomebodyChangesIsPutBackAsItWas() {
        try (OutboundSnat snat = start()) {
            await().until(() -> snat.status().kernelRules() == 1);
            table = "changed";
            await().until(() -> snat.status().repaired() == 1);
            assertEquals(
                    List.of(
                            "add table inet barewire\n" + RULES,
                            "add table inet barewire\ndelete table inet barewire\nnow\n" + RULES),
                    List.copyOf(commands));
        }
    }

    @Test
    void aDefectIsToldAndWhatIsWantedIsTriedAgain() {
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, defect) -> told.add(defect));
        broken = true;
        try (OutboundSnat snat = start()) {
            await().dontCatchUncaughtExceptions()
                    .until(() -> told.stream().anyMatch(defect -> "a defect".equals(defect.getMessage())));
            broken = false;
            await().dontCatchUncaughtExceptions().until(() -> snat.status().kernelRules() == 1);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
