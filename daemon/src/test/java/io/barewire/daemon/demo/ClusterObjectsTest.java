package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.demo.Topology.Node;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterObjectsTest {
    private static ObjectNode only(String yaml) {
        return ApiObjects.parse(yaml).getFirst();
    }

    @Test
    void aNodeHasAPieceOfEachNetworkAndItsOwnAddress() throws IOException {
        JsonNode annotations = only(ClusterObjects.node(new Node(2))).at("/metadata/annotations");
        JsonNode subnets = new ObjectMapper()
                .readTree(annotations.path("k8s.ovn.org/node-subnets").asText());
        assertEquals("10.244.2.0/24", subnets.at("/default/0").asText());
        assertEquals("10.10.2.0/24", subnets.at("/cluster_udn_blue/0").asText());
        assertEquals(
                "{\"ipv4\":\"172.18.0.12/24\"}",
                annotations.path("k8s.ovn.org/node-primary-ifaddr").asText());
    }

    @Test
    void aConfigurationFileGoesIntoItsConfigMapAsItIs() {
        String conf = "[default]\ntransport = no-overlay\n\n[no-overlay]\nrouting = managed\n";
        assertEquals(
                conf,
                only(ClusterObjects.ovnKubeConfig(conf))
                        .at("/data/ovnkube.conf")
                        .asText());
    }

    @Test
    void aConditionIsFoundByItsType() {
        ObjectNode object = only("""
                status:
                  conditions:
                  - {type: Other, status: "True", reason: Fine, message: ""}
                  - {type: Accepted, status: "False", reason: ConfigurationPending, message: nothing is selected}
                """);
        Condition accepted = Condition.of(object, "Accepted").orElseThrow();
        assertFalse(accepted.isTrue());
        assertEquals("Accepted=False (ConfigurationPending): nothing is selected", accepted.toString());
        assertEquals(Optional.empty(), Condition.of(object, "TransportAccepted"));
    }
}
