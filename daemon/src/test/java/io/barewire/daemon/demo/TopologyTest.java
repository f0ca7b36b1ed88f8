package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopologyTest {
    private static final List<Family> BOTH = List.of(Family.values());

    @Test
    void everyAddressOfTheLargestLabIsWrittenAsTheKernelWritesItAndIsOfOneNodeOnly() {
        Topology topology = Topology.of(Topology.LARGEST, BOTH);
        Set<String> seen = new HashSet<>();
        for (Node node : topology.nodes()) {
            for (Family family : BOTH) {
                for (String address : List.of(
                        node.address(family),
                        node.gateway(family),
                        node.managementAddress(family),
                        node.podAddress(family))) {
                    assertEquals(address, IpAddress.parse(address).toString());
                    assertTrue(seen.add(address), address);
                }
                for (String prefix :
                        List.of(node.hostSubnet(family), node.stolenHalf(family), family.foreignPrefix())) {
                    assertEquals(prefix, Prefix.parse(prefix).toString());
                }
                assertTrue(Prefix.parse(node.hostSubnet(family)).contains(Prefix.parse(node.stolenHalf(family))));
                assertFalse(Prefix.parse(node.hostSubnet(family)).contains(Prefix.parse(family.foreignPrefix())));
            }
        }
    }

    @Test
    void aMeshNeedsTwoNodes() {
        assertThrows(IllegalArgumentException.class, () -> Topology.of(1, BOTH));
        assertThrows(IllegalArgumentException.class, () -> Topology.of(Topology.LARGEST + 1, BOTH));
    }
}
