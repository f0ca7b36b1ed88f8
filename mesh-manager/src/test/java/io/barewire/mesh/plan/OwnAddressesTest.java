package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.wire.IpAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A node that is listed as its own neighbor: 192.0.2.9 is its InternalIP, .1 an address in no VRF, .2 one in `red`.
class OwnAddressesTest {
    private static final LocalFacts FACTS = new LocalFacts(
            "n",
            Map.of(
                    Router.DEFAULT_VRF,
                    Set.of(IpAddress.parse("192.0.2.1")),
                    "red",
                    Set.of(IpAddress.parse("192.0.2.2"))),
            Optional.empty());

    /// VRFs may have the same addresses, and be joined by a cable.
    @ParameterizedTest(name = "VRF {0}")
    @CsvSource(delimiter = '|', textBlock = """
            default | [192.0.2.2, 192.0.2.3]
            red     | [192.0.2.1, 192.0.2.3, 192.0.2.9]""")
    void ourselvesAreWhoHasTheAddressInTheVrfOfTheNeighbor(String vrf, String peers) {
        String router = vrf.equals(InstancePlan.DEFAULT) ? "" : "vrf: " + vrf + ", ";
        NodePlan plan = Planner.plan(yaml(node("n", 9) + """
                        apiVersion: frrk8s.metallb.io/v1beta1
                        kind: FRRConfiguration
                        metadata: {name: a}
                        spec: {bgp: {routers: [{%sasn: 64512, neighbors: [
                          {address: 192.0.2.1, asn: 64512}, {address: 192.0.2.2, asn: 64512},
                          {address: 192.0.2.3, asn: 64512}, {address: 192.0.2.9, asn: 64512}]}]}}
                        """.formatted(router)), "n", FACTS);
        assertEquals(
                peers,
                plan.instance(vrf).orElseThrow().speaker().peers().stream()
                        .map(peer -> peer.endpoint().text())
                        .toList()
                        .toString());
    }
}
