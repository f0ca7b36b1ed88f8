package io.barewire.mesh.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// A namespace and a node of a test cluster, and the objects that a test puts there.
final class Cluster implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final ApiServer server;
    final String namespace;
    final String node;

    Cluster(KubeTestServer cluster) throws Exception {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        namespace = "ns-" + unique;
        node = "node-" + unique;
        server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
        cluster.namespace(namespace);
    }

    ClusterSourceConfig config() {
        return new ClusterSourceConfig(
                node, namespace, Optional.of(new io.barewire.mesh.objects.ObjectKey(namespace, "ovnkube-config")));
    }

    static ObjectNode parse(String text) throws Exception {
        return (ObjectNode) JSON.readTree(text);
    }

    private ObjectNode named(String name, String namespace) {
        ObjectNode object = JSON.createObjectNode();
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    void node(String labels) throws Exception {
        ObjectNode object = named(node, "");
        ((ObjectNode) object.path("metadata")).set("labels", parse(labels));
        server.apply(Resource.NODES, object, "test");
    }

    /// With one neighbor, of this address.
    ObjectNode configuration(String name, String selector, String neighbor) throws Exception {
        ObjectNode object = named(name, namespace);
        object.set("spec", parse("""
                {"nodeSelector": %s, "bgp": {"routers": [{"asn": 64512, "neighbors": [%s]}]}}""".formatted(selector, neighbor)));
        return object;
    }

    void apply(ObjectNode configuration) throws Exception {
        server.apply(Resource.FRR_CONFIGURATIONS, configuration, "test");
    }

    void delete(String name) throws Exception {
        server.delete(Resource.FRR_CONFIGURATIONS, namespace, name, Optional.empty());
    }

    void secret(String name, String password) throws Exception {
        ObjectNode object = named(name, namespace);
        object.put("type", "kubernetes.io/basic-auth");
        object.putObject("data")
                .put("password", Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)));
        server.apply(Resource.SECRETS, object, "test");
    }

    void ovnKubeConfig(String text) throws Exception {
        ObjectNode object = named("ovnkube-config", namespace);
        object.putObject("data").put("ovnkube.conf", text);
        server.apply(Resource.CONFIG_MAPS, object, "test");
    }

    @Override
    public void close() {
        server.close();
    }
}
