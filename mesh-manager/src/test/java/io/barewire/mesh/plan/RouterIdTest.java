package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterIdTest {
    /// The first row is the check value of CRC-32/IEEE, cbf43926; the others were computed with zlib.
    @ParameterizedTest
    @CsvSource({"123456789, 38.57.244.203", "a, 67.190.183.232", "'', 0.0.0.1"})
    void theNameGivesAnIdentifierLowOctetFirst(String name, String id) {
        assertEquals(id, RouterId.ofHostName(name).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1 10.9.9.9 10.9.9.10 | 192.0.2.1 203.0.113.5  | 10.9.9.10
            127.0.0.1 ::1                | 192.0.2.1 203.0.113.5  | 203.0.113.5
            127.0.0.1                    | 9.0.0.1 fd00::1 200.0.0.1 | 200.0.0.1
            127.0.0.1                    | fd00::1                | none""")
    void aLoopbackAddressBeatsAnyOtherAndTheHighestBeatsTheLower(String loopback, String others, String id) {
        assertEquals(
                id,
                RouterId.ofInterfaces(addresses(loopback), addresses(others))
                        .map(IpAddress::toString)
                        .orElse("none"));
    }

    private static List<IpAddress> addresses(String text) {
        return Arrays.stream(text.split(" ")).map(IpAddress::parse).toList();
    }

    @Test
    void theExplicitIdThenTheNodesAddressThenTheMachinesThenTheNames() {
        String v6only = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n---\n";
        String node = """
                apiVersion: v1
                kind: Node
                metadata: {name: a}
                status: {addresses: [{type: InternalIP, address: 192.0.2.8}]}
                ---
                """;
        String router = neighbor("x", "  address: 192.0.2.1", "  asn: 64512");
        String withId = router.replace("- asn: 64512", "- asn: 64512\n      id: 198.51.100.1");
        Optional<IpAddress> machine = Optional.of(IpAddress.parse("203.0.113.1"));
        assertEquals("198.51.100.1", id(node + withId, machine));
        assertEquals("192.0.2.8", id(node + router, machine));
        assertEquals("203.0.113.1", id(v6only + router, machine));
        assertEquals(RouterId.ofHostName("host").toString(), id(v6only + router, Optional.empty()));
    }

    private static String id(String text, Optional<IpAddress> machine) {
        return Planner.plan(yaml(text), "a", new LocalFacts("host", Map.of(), machine))
                .speaker()
                .orElseThrow()
                .bgpIdentifier()
                .toString();
    }
}
