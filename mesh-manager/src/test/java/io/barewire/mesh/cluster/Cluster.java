package io.barewire.mesh.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.Secret;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A namespace and a node of a test cluster, and the objects that a test puts there.
final class Cluster implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Resource ROLES =
            new Resource("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false);
    private static final Resource BINDINGS =
            new Resource("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false);

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
                node,
                namespace,
                Optional.of(new ObjectKey(namespace, "ovnkube-config")),
                ClusterSourceConfig.MESH_KEY_SECRET);
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
        secret(name, Secret.BASIC_AUTH, Map.of("password", password));
    }

    void secret(String name, String type, Map<String, String> values) throws Exception {
        ObjectNode object = named(name, namespace);
        object.put("type", type);
        ObjectNode data = object.putObject("data");
        values.forEach((field, value) ->
                data.put(field, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        server.apply(Resource.SECRETS, object, "test");
    }

    /// Of an object that is in no namespace, and has a name like the node's.
    void clusterWide(Resource resource, String rest) throws Exception {
        ObjectNode object = named(node, "");
        object.setAll(parse(rest));
        server.apply(resource, object, "test");
    }

    /// Gives the ServiceAccount of this name these rights and no others.
    void role(String account, String rules) throws Exception {
        ObjectNode role = named(namespace + "-" + account, "");
        role.set("rules", JSON.readTree(rules));
        server.apply(ROLES, role, "test");
        ObjectNode binding = named(namespace + "-" + account, "");
        binding.set("roleRef", parse("""
                {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "%s-%s"}""".formatted(namespace, account)));
        binding.set("subjects", JSON.readTree("""
                [{"kind": "ServiceAccount", "name": "%s", "namespace": "%s"}]""".formatted(account, namespace)));
        server.apply(BINDINGS, binding, "test");
    }

    void ovnKubeConfig(String text) throws Exception {
        ObjectNode object = named("ovnkube-config", namespace);
        object.putObject("data").put("ovnkube.conf", text);
        server.apply(Resource.CONFIG_MAPS, object, "test");
    }

    /// Its Node would be in the meshes of tests to come.
    @Override
    public void close() throws ApiFailure {
        server.delete(Resource.NODES, "", node, Optional.empty());
        server.close();
    }
}
