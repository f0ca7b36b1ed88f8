package io.barewire.ovn.snat;

import static io.barewire.testkit.acceptance.Criterion.OVN_S7;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Namespace;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Rules in a real kernel, where the stage `ovn` has installed nftables.
@Timeout(300)
class NftTest {
    private static SnatWish wish(int otherNodes, boolean snat) {
        PodNetwork network = new PodNetwork(
                PodNetwork.DEFAULT,
                List.of(Prefix.parse("10.244.0.0/16"), Prefix.parse("fd01::/48")),
                List.of(Prefix.parse("10.244.0.0/24"), Prefix.parse("fd01::/64")),
                snat);
        Set<IpAddress> others = IntStream.range(0, otherNodes)
                .mapToObj(i -> IpAddress.parse("172.18." + (i >> 8) + "." + (i & 0xFF)))
                .collect(Collectors.toSet());
        return new SnatWish(
                "n1",
                GatewayMode.LOCAL,
                Set.of(IpAddress.parse("192.0.2.2"), IpAddress.parse("fc00::2")),
                others,
                List.of(),
                List.of(network));
    }

    @Test
    @Tag("root")
    @Tag("ovn")
    @Acceptance(OVN_S7)
    void theTableIsReplacedPutRightAndTakenAway() throws Exception {
        Namespace.inNewNamespace(() -> {
            Nft nft = new Nft();
            nft.run("add table inet ovn-kubernetes; add chain inet ovn-kubernetes theirs");
            String theirs = nft.table("ovn-kubernetes");
            assertEquals("", nft.table(NftTable.NAME));
            try (OutboundSnat snat = OutboundSnat.start(
                    new SnatConfig(List.of(), Optional.empty(), Optional.of(nft)), Duration.ofMillis(100))) {
                snat.want(wish(0, true));
                await().until(() -> snat.status().kernelRules() == 2);
                String table = nft.table(NftTable.NAME);
                assertTrue(
                        table.contains("ip saddr 10.244.0.0/24 ip daddr { 10.244.0.0/16, 192.0.2.2 } return"), table);
                assertTrue(table.contains("ip6 saddr fd01::/64 masquerade"), table);

                nft.run("flush table inet barewire");
                await().until(() -> snat.status().repaired() == 1);
                assertEquals(table, nft.table(NftTable.NAME));
                nft.run("delete table inet barewire");
                await().until(() -> snat.status().repaired() == 2);
                assertEquals(table, nft.table(NftTable.NAME));

                snat.want(wish(1_000, false));
                await().until(() -> nft.table(NftTable.NAME).contains("172.18.3.231"));
                assertFalse(nft.table(NftTable.NAME).contains("return"));
                snat.want(new SnatWish("n1", GatewayMode.LOCAL, Set.of(), Set.of(), List.of(), List.of()));
                await().until(() -> nft.table(NftTable.NAME).isEmpty());
            }
            assertEquals(theirs, nft.table("ovn-kubernetes"));
        });
    }

    /// Which only the database tells; it is asked in vain here.
    @Test
    @Tag("root")
    @Tag("ovn")
    void theDefaultNetworksChainIsReplacedBesideThatOfNetworksWhoseAddressesAreNotKnown() throws Exception {
        Namespace.inNewNamespace(() -> {
            Nft nft = new Nft();
            Masquerade blue = new Masquerade(
                    "cluster_udn_blue", Prefix.parse("169.254.0.12/32"), NatRule.Use.EXEMPTED, List.of());
            Masquerade before =
                    new Masquerade(PodNetwork.DEFAULT, Prefix.parse("10.244.9.0/24"), NatRule.Use.EXEMPTED, List.of());
            Masquerade now =
                    new Masquerade(PodNetwork.DEFAULT, Prefix.parse("10.244.0.0/24"), NatRule.Use.EXEMPTED, List.of());
            nft.run(new NftTable(List.of(now, blue), true).commands(""));
            String whole = nft.table(NftTable.NAME);

            nft.run(new NftTable(List.of(before, blue), true).commands(""));
            assertNotEquals(whole, nft.table(NftTable.NAME));
            nft.run(new NftTable(List.of(now), false).commands(""));
            assertEquals(whole, nft.table(NftTable.NAME));

            nft.run("delete table inet barewire");
            nft.run(new NftTable(List.of(now), false).commands(""));
            assertEquals(
                    whole.substring(whole.indexOf("chain outbound")),
                    nft.table(NftTable.NAME).substring(nft.table(NftTable.NAME).indexOf("chain outbound")));
            nft.run(new NftTable(List.of(now), false).commands(whole));
            assertEquals(whole, nft.table(NftTable.NAME));
        });
    }

    @Test
    @Tag("root")
    @Tag("ovn")
    void whatTheKernelRefusesChangesNothingAndSaysWhy() throws Exception {
        Namespace.inNewNamespace(() -> {
            Nft nft = new Nft();
            nft.run("add table inet barewire");
            IOException refused = assertThrows(
                    IOException.class, () -> nft.run("delete table inet barewire\ndelete table inet missing\n"));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("nft: "), refused::toString);
            assertFalse(nft.table(NftTable.NAME).isEmpty());
        });
    }

    @Test
    void withoutTheProgramItSaysWhatIsNeeded() {
        Nft missing = new Nft(List.of("/nonexistent/nft"));
        IOException refused = assertThrows(IOException.class, () -> missing.run(""));
        assertTrue(String.valueOf(refused.getMessage()).contains("install nftables"), refused::toString);
        try (OutboundSnat snat =
                OutboundSnat.start(new SnatConfig(List.of(), Optional.empty(), Optional.of(missing)))) {
            snat.want(wish(0, true));
            await().until(() -> snat.status().networks().stream()
                    .flatMap(network -> network.why().stream())
                    .anyMatch(why -> why.contains("install nftables")));
        }
    }
}
