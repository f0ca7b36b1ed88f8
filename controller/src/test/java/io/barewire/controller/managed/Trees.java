package io.barewire.controller.managed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/// Objects for tests, from YAML.
final class Trees {
    static final String MANAGED = """
            [default]
            transport = no-overlay
            cluster-subnets = 10.128.0.0/16/24
            [no-overlay]
            routing = managed
            outbound-snat = enable
            [bgp.managed]
            as-number = 64514
            topology = full-mesh
            """;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Resource> RESOURCES = Stream.of(
                    Resource.NODES,
                    Resource.CONFIG_MAPS,
                    Resource.FRR_CONFIGURATIONS,
                    Resource.CLUSTER_USER_DEFINED_NETWORKS,
                    Resource.ROUTE_ADVERTISEMENTS,
                    Resource.NAMESPACES,
                    Resource.EGRESS_IPS,
                    UnsupportedFeatures.EGRESS_SERVICES,
                    UnsupportedFeatures.DAEMON_SETS)
            .collect(Collectors.toMap(Resource::kind, resource -> resource));

    private Trees() {}

    static ObjectNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    }

    static void assertSame(String yaml, JsonNode object) {
        assertTrue(Specs.same(tree(yaml), object), () -> "not as wanted: " + object);
    }

    static ManagedCluster cluster(ObjectNode... objects) {
        ManagedCluster cluster = new ManagedCluster();
        for (ObjectNode object : objects) {
            put(cluster, object);
        }
        return cluster;
    }

    static void put(ManagedCluster cluster, ObjectNode object) {
        cluster.put(resource(object), Step.key(object), object);
    }

    static Resource resource(ObjectNode object) {
        return some(RESOURCES, object.path("kind").asText());
    }

    static <T> T some(Map<String, T> map, String key) {
        return Optional.ofNullable(map.get(key)).orElseThrow();
    }

    static ObjectNode conf(String text) {
        ObjectNode map = tree("{apiVersion: v1, kind: ConfigMap, metadata: {name: ovnkube-config, namespace: x}}");
        map.putObject("data").put("ovnkube.conf", text);
        return map;
    }

    static ObjectNode node(String name, String... addresses) {
        ObjectNode node = tree("{apiVersion: v1, kind: Node, metadata: {name: " + name + "}}");
        var list = node.putObject("status").putArray("addresses");
        for (String address : addresses) {
            list.addObject().put("type", "InternalIP").put("address", address);
        }
        return node;
    }

    static ObjectNode network(String name, String options) {
        return tree("""
                apiVersion: k8s.ovn.org/v1
                kind: ClusterUserDefinedNetwork
                metadata: {name: %s, uid: %s-1, labels: {network: %s}}
                spec:
                  namespaceSelector: {matchLabels: {network: %s}}
                  network:
                    topology: Layer3
                    layer3: {role: Primary, subnets: [{cidr: 10.10.0.0/16, hostSubnet: 24}]}
                    transport: NoOverlay
                    %s
                """.formatted(name, name, name, name, options));
    }
}
