package io.barewire.mesh.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.manifests.Manifests;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.NoOverlay;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterNetworkTest {
    private static ClusterSnapshot network(String spec) {
        return Manifests.yaml("""
                apiVersion: k8s.ovn.org/v1
                kind: ClusterUserDefinedNetwork
                metadata: {name: blue}
                spec: {network: {%s}}
                """.formatted(spec));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            noOverlay: {routing: Managed, outboundSNAT: Enabled}
            noOverlayOptions: {routing: Managed, outboundSNAT: Enable}""")
    void bothSpellingsOfTheOptionsMeanTheSame(String options) {
        ClusterSnapshot snapshot = network("topology: Layer3, transport: NoOverlay, " + options
                + ", layer3: {role: Primary, mtu: 1500,"
                + " subnets: [{cidr: 10.10.0.0/16, hostSubnet: 25}, {cidr: 'fd10::/48'}]}");
        assertEquals(List.of(), snapshot.problems());
        ClusterUserDefinedNetwork blue = snapshot.clusterNetworks().firstEntry().getValue();
        assertEquals(Optional.of(new NoOverlay(Routing.MANAGED, true)), blue.noOverlay());
        assertEquals(
                List.of(
                        new ClusterSubnet(Prefix.parse("10.10.0.0/16"), 25),
                        new ClusterSubnet(Prefix.parse("fd10::/48"), 64)),
                blue.subnets());
        assertEquals("cluster_udn_blue", blue.networkName());
        assertTrue(blue.managedMesh());
    }

    @Test
    void anyOtherNetworkIsReadAndTakesNoPart() {
        ClusterSnapshot snapshot = network("topology: Layer2, layer2: {role: Primary, subnets: [10.20.0.0/16]}");
        assertEquals(List.of(), snapshot.problems());
        assertEquals(
                Optional.empty(),
                snapshot.clusterNetworks().firstEntry().getValue().noOverlay());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            transport: Carrier                                       | "Carrier" is not known here
            transport: NoOverlay                                     | noOverlay
            transport: NoOverlay, noOverlay: {routing: Managed}      | outboundSNAT: missing
            transport: NoOverlay, noOverlay: {routing: Some, outboundSNAT: Enabled}    | "Some" is not known here
            transport: NoOverlay, noOverlay: {routing: Managed, outboundSNAT: Enabled} | only supported for Layer3
            layer3: {subnets: [{cidr: 10.10.0.0/28}]}                | smaller than the usual /24
            layer3: {subnets: [{cidr: 10.10.0.0/16, hostSubnet: 8}]} | 16 to 32 is needed
            layer3: {subnets: [{}]}                                  | cidr: missing""")
    void whatIsWrongIsToldAtItsField(String spec, String said) {
        ClusterSnapshot snapshot = network(spec);
        assertTrue(snapshot.clusterNetworks().isEmpty());
        assertTrue(
                Manifests.errors(snapshot.problems()).anyMatch(error -> error.contains(said)),
                () -> snapshot.problems().toString());
    }
}
