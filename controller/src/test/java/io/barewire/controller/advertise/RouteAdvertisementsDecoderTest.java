package io.barewire.controller.advertise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.advertise.RouteAdvertisements.Advertisement;
import io.barewire.controller.advertise.RouteAdvertisements.Condition;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class RouteAdvertisementsDecoderTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static RouteAdvertisements decode(String yaml) {
        return RouteAdvertisementsDecoder.decode(
                JSON.<ObjectNode>valueToTree(new Yaml().<Map<String, Object>>load(yaml)));
    }

    private static ClusterUserDefinedNetwork network(String name, Map<String, String> labels) {
        return new ClusterUserDefinedNetwork(
                name, Origin.NONE, labels, Topology.LAYER3, true, false, Optional.empty(), List.of());
    }

    /// In the singular in OVN-Kubernetes' enhancement proposal, in the plural in its API.
    @ParameterizedTest
    @ValueSource(strings = {"ClusterUserDefinedNetwork", "ClusterUserDefinedNetworks"})
    void networksAreSelectedByTheirLabels(String type) {
        RouteAdvertisements blue = decode("""
                metadata: {name: blue, generation: 2, creationTimestamp: '2026-01-01T00:00:00Z'}
                spec:
                  advertisements: [PodNetwork]
                  nodeSelector: {}
                  frrConfigurationSelector: {matchLabels: {network: blue}}
                  networkSelectors:
                  - networkSelectionType: %s
                    clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {network: blue}}}
                """.formatted(type));
        assertEquals(Optional.empty(), blue.flaw());
        assertEquals(new TargetVrf.Named(""), blue.target());
        assertEquals(Set.of(Advertisement.PodNetwork), blue.advertisements());
        assertTrue(blue.selects(network("a", Map.of("network", "blue"))));
        assertFalse(blue.selects(network("b", Map.of("network", "red"))));
        assertFalse(blue.selectsDefaultNetwork());
        assertFalse(blue.accepted());
    }

    @Test
    void whatIsAcceptedIsItsPresentGeneration() {
        String yaml = """
                metadata: {name: default, generation: %d}
                spec: {targetVRF: auto, networkSelectors: [{networkSelectionType: DefaultNetwork}]}
                status:
                  status: Accepted
                  conditions:
                  - {type: Accepted, status: 'True', reason: Accepted, message: m, observedGeneration: 3,
                     lastTransitionTime: '2026-01-01T00:00:00Z'}
                """;
        RouteAdvertisements current = decode(yaml.formatted(3));
        assertEquals(Optional.of(new Condition(true, "Accepted", "m", 3, "2026-01-01T00:00:00Z")), current.condition());
        assertTrue(current.accepted());
        assertTrue(current.selectsDefaultNetwork());
        assertEquals(TargetVrf.Auto.AUTO, current.target());
        assertFalse(decode(yaml.formatted(4)).accepted());
    }

    @Test
    void aBrokenOneIsReadAndSelectsNothing() {
        RouteAdvertisements broken = decode("""
                metadata: {name: x}
                spec: {nodeSelector: {matchLabels: {a: 'b c'}}, networkSelectors: [{networkSelectionType: DefaultNetwork}]}
                """);
        assertTrue(
                broken.flaw().orElseThrow().contains("nodeSelector"),
                () -> broken.flaw().orElseThrow());
        assertFalse(broken.selectsDefaultNetwork());
    }

    @ParameterizedTest
    @CsvSource({
        "blue,, blue",
        "a-name-longer-than-15,, -",
        "a-name-longer-than-15, 7, mp7-udn-vrf",
        "default, 3, mp3-udn-vrf"
    })
    void aLongNameNeedsOvnKubernetesNumberForItsVrf(String name, Integer id, String vrf) {
        Optional<Network> network = Network.of(
                network(name, Map.of()), Network.Traits.NONE, id == null ? OptionalInt.empty() : OptionalInt.of(id));
        assertEquals(vrf, network.map(Network::vrf).orElse("-"));
    }
}
