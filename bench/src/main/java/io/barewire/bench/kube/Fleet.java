package io.barewire.bench.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The objects of a cluster of many nodes, as kubelets, OVN-Kubernetes and agents write them: a Node with addresses,
/// conditions and the fifty images that a kubelet lists, 13 KB, and per node two FRRConfigurations, one for the
/// default network and one for a user-defined one. Node 0 is the one whose agent is measured.
final class Fleet {
    static final String NAMESPACE = "frr-k8s-system";
    static final long AS = 64_512;

    /// What every node may announce to others: the default network's subnets.
    private static final String POD_SUBNETS = "10.128.0.0/11";

    /// Those of the user-defined network.
    private static final String USER_SUBNETS = "10.160.0.0/11";

    static final Resource FRR_NODE_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrnodestates", "FRRNodeState", false);

    private static final int IMAGES = 50;
    private static final JsonMapper JSON = new JsonMapper();

    private Fleet() {}

    static String name(int node) {
        return "worker-%04d".formatted(node);
    }

    /// Of a Node; the first one's is [Rack#NODE], where its agent runs.
    static IpAddress address(int node) {
        return node == 0 ? Rack.NODE : IpAddress.ipv4(Rack.FIRST_NODE.ipv4Bits() + node);
    }

    /// The default network's part of a node.
    static Prefix subnet(int node) {
        return part(POD_SUBNETS, node);
    }

    private static Prefix part(String network, int number) {
        return Prefix.of(IpAddress.ipv4(Prefix.parse(network).network().ipv4Bits() + number * 256), 24);
    }

    /// One that no node has, for a change.
    static Prefix another(int number) {
        return part("10.192.0.0/11", number);
    }

    static ObjectNode node(int node) {
        ObjectNode object = parse("""
                {"metadata": {"name": "%1$s",
                  "labels": {"kubernetes.io/hostname": "%1$s", "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", "beta.kubernetes.io/arch": "amd64",
                    "node-role.kubernetes.io/worker": "", "topology.kubernetes.io/zone": "zone-%4$d",
                    "topology.kubernetes.io/region": "region-1", "node.openshift.io/os_id": "rhel"},
                  "annotations": {
                    "k8s.ovn.org/node-subnets": "{\\"default\\":[\\"%3$s\\"]}",
                    "k8s.ovn.org/host-cidrs": "[\\"%2$s/16\\"]",
                    "k8s.ovn.org/node-primary-ifaddr": "{\\"ipv4\\":\\"%2$s/16\\"}",
                    "k8s.ovn.org/node-id": "%5$d",
                    "k8s.ovn.org/zone-name": "%1$s",
                    "k8s.ovn.org/node-chassis-id": "6b29fc40-ca47-1067-b31d-%5$012d",
                    "k8s.ovn.org/l3-gateway-config": "{\\"default\\":{\\"mode\\":\\"shared\\",\
                    \\"bridge-id\\":\\"br-ex\\",\\"interface-id\\":\\"br-ex_%1$s\\",\
                    \\"mac-address\\":\\"02:00:0a:40:00:01\\",\\"ip-addresses\\":[\\"%2$s/16\\"],\
                    \\"next-hops\\":[\\"10.64.0.254\\"],\\"node-port-enable\\":\\"true\\",\\"vlan-id\\":\\"0\\"}}",
                    "volumes.kubernetes.io/controller-managed-attach-detach": "true"}},
                 "spec": {"podCIDRs": ["%3$s"], "podCIDR": "%3$s", "providerID": "metal://rack-%4$d/%1$s"},
                 "status": {
                  "addresses": [{"type": "InternalIP", "address": "%2$s"}, {"type": "Hostname", "address": "%1$s"}],
                  "capacity": {"cpu": "64", "memory": "527951840Ki", "pods": "250", "ephemeral-storage": "937140Mi",
                    "hugepages-1Gi": "0", "hugepages-2Mi": "0"},
                  "allocatable": {"cpu": "63500m", "memory": "526800864Ki", "pods": "250",
                    "ephemeral-storage": "862790Mi", "hugepages-1Gi": "0", "hugepages-2Mi": "0"},
                  "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
                  "nodeInfo": {"machineID": "%5$032x", "systemUUID": "4c4c4544-0046-3510-8052-%5$012d",
                    "bootID": "2d8ea2f4-52b4-4f5b-9d0e-%5$012d", "kernelVersion": "6.12.0-100.el10.x86_64",
                    "osImage": "Linux 10", "containerRuntimeVersion": "cri-o://1.34.0", "kubeletVersion": "v1.34.1",
                    "kubeProxyVersion": "v1.34.1", "operatingSystem": "linux", "architecture": "amd64"}}}
                """.formatted(name(node), address(node), subnet(node), node % 40, node));
        ObjectNode status = (ObjectNode) object.path("status");
        ArrayNode conditions = status.putArray("conditions");
        for (String type : List.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")) {
            conditions
                    .addObject()
                    .put("type", type)
                    .put("status", type.equals("Ready") ? "True" : "False")
                    .put("reason", "KubeletHas" + type)
                    .put("message", "kubelet has said so of " + type)
                    .put("lastHeartbeatTime", "2026-11-01T00:00:00Z")
                    .put("lastTransitionTime", "2026-11-01T00:00:00Z");
        }
        ArrayNode images = status.putArray("images");
        for (int image = 0; image < IMAGES; image++) {
            ObjectNode one = images.addObject().put("sizeBytes", 100_000_000 + image);
            one.putArray("names")
                    .add("registry.example.net/platform/component-%02d@sha256:%064x".formatted(image, image))
                    .add("registry.example.net/platform/component-%02d:v4.20.%d".formatted(image, image));
        }
        return object;
    }

    /// As OVN-Kubernetes generates it from RouteAdvertisements of the default network.
    static ObjectNode configuration(int node) {
        return generated(node, "default", POD_SUBNETS, List.of(subnet(node)));
    }

    /// The same for the user-defined network.
    static ObjectNode userConfiguration(int node) {
        return generated(node, "blue", USER_SUBNETS, List.of(part(USER_SUBNETS, node)));
    }

    private static ObjectNode generated(int node, String network, String accepted, List<Prefix> prefixes) {
        ObjectNode object = parse("""
                {"metadata": {"name": "ovnk-generated-%2$s-%1$s", "namespace": "%3$s",
                  "labels": {"k8s.ovn.org/route-advertisements": "%2$s"},
                  "annotations": {"k8s.ovn.org/route-advertisements": "%2$s/routers/%1$s"}},
                 "spec": {"nodeSelector": {"matchLabels": {"kubernetes.io/hostname": "%1$s"}},
                  "bgp": {"routers": [{"asn": %4$d, "neighbors": []}]},
                  "raw": {"priority": 10, "rawConfig": "%5$s"}}}
                """.formatted(name(node), network, NAMESPACE, AS, raw()));
        ArrayNode neighbors = (ArrayNode)
                object.path("spec").path("bgp").path("routers").path(0).path("neighbors");
        for (IpAddress router : Rack.ROUTERS) {
            neighbors.add(parse("""
                    {"address": "%s", "asn": %d, "disableMP": false, "toAdvertise": {"allowed": {"mode": "filtered"}},
                     "toReceive": {"allowed": {"mode": "filtered", "prefixes": [{"prefix": "%s", "ge": 24, "le": 24}]}}}
                    """.formatted(router, Rack.ROUTER_AS, accepted)));
        }
        announce(object, prefixes);
        return object;
    }

    private static String raw() {
        return Rack.ROUTERS.stream()
                .map(router -> "  neighbor " + router + " allowas-in origin\\n")
                .collect(Collectors.joining(
                        "",
                        "router bgp " + AS + "\\n address-family ipv4 unicast\\n",
                        " exit-address-family\\nexit\\n!\\n"));
    }

    /// Makes an FRRConfiguration announce these and nothing else.
    static void announce(ObjectNode configuration, List<Prefix> prefixes) {
        List<String> texts = prefixes.stream().map(Prefix::toString).toList();
        ObjectNode router = (ObjectNode)
                configuration.path("spec").path("bgp").path("routers").path(0);
        texts.forEach(router.putArray("prefixes")::add);
        router.path("neighbors")
                .forEach(neighbor -> texts.forEach(
                        ((ObjectNode) neighbor.path("toAdvertise").path("allowed")).putArray("prefixes")::add));
    }

    /// A person's, which every node merges with its own: a third router.
    static ObjectNode forEveryNode(int number) {
        return parse("""
                {"metadata": {"name": "every-%d", "namespace": "%s"},
                 "spec": {"nodeSelector": {}, "bgp": {"routers": [{"asn": %d,
                  "neighbors": [{"address": "10.64.129.3", "asn": %d}]}]}}}
                """.formatted(number, NAMESPACE, AS, Rack.ROUTER_AS));
    }

    /// What switches the managed mesh on.
    static ObjectNode ovnKubeConfig() {
        ObjectNode object = parse("""
                {"metadata": {"name": "ovnkube-config", "namespace": "ovn-kubernetes"}}""");
        object.putObject("data").put("ovnkube.conf", """
                [default]
                cluster-subnets=%s/24
                transport=no-overlay
                [no-overlay]
                outbound-snat=enabled
                routing=managed
                [bgp-managed]
                topology=full-mesh
                as-number=%d
                frr-namespace=%s
                """.formatted(POD_SUBNETS, AS, NAMESPACE));
        return object;
    }

    /// An agent's, as the DaemonSet makes it; it goes at once when it is deleted.
    static ObjectNode agentPod(int node) {
        return parse("""
                {"metadata": {"name": "barewire-%1$s", "namespace": "%2$s",
                  "labels": {"app": "frr-k8s", "app.kubernetes.io/name": "barewire",
                    "app.kubernetes.io/component": "frr-k8s"}},
                 "spec": {"nodeName": "%1$s", "hostNetwork": true, "terminationGracePeriodSeconds": 0,
                  "containers": [{"name": "frr", "image": "barewire", "args": ["agent", "--session-status=all"]}]}}
                """.formatted(name(node), NAMESPACE));
    }

    static ObjectNode nodeState(int node) {
        return parse("{\"metadata\": {\"name\": \"%s\"}}".formatted(name(node)));
    }

    /// All numbers but 0, which is the measured node's.
    static IntStream others(int nodes) {
        return IntStream.range(1, nodes);
    }

    static ObjectNode parse(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException defect) {
            throw new IllegalArgumentException(text, defect);
        }
    }
}
