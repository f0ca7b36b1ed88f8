package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.kubernetes.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A lab whose nodes are those of a Kubernetes cluster: an API server and `barewire controller` outside, agents that
/// have their objects from there, and on each node a pod of the default network and one of a network of users. IPv4.
///
/// ```
///   the demo's own namespace:   eth0 172.18.0.1: API server, etcd, controller
///   fabric:                     br0 ── outside ── node1 ── node2 … ── routers of the story
///   node1:                      eth0 172.18.0.11 ── pod (10.244.1.0/24), blue (10.10.1.0/24)
/// ```
final class ClusterLab {
    /// Of the agents and their objects.
    static final String NAMESPACE = "frr-k8s-system";

    /// Of `ovnkube.conf`.
    static final String OVN_NAMESPACE = "ovn-kubernetes";

    private static final String AGENT = "barewire";
    private static final String CONTROLLER = "barewire-controller";
    private static final String WEBHOOK = "frr-k8s-webhook-service." + NAMESPACE + ".svc";
    private static final int WEBHOOK_PORT = 19443;
    private static final Duration LIMIT = Waiting.LIMIT;
    private static final Duration START = Duration.ofMinutes(2);

    /// Of deploy/base: what there is no kubelet to run, and no network of Services to reach, is left out.
    private static final Set<String> APPLIED = Set.of(
            "Namespace",
            "ServiceAccount",
            "Secret",
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "ValidatingWebhookConfiguration");

    private static final Resource WEBHOOKS = new Resource(
            "admissionregistration.k8s.io",
            "v1",
            "validatingwebhookconfigurations",
            "ValidatingWebhookConfiguration",
            false);

    private final Lab lab;
    private final Path folder;
    private final Path deploy;
    private final ControlPlane control;

    /// @param folder of the lab
    /// @param deploy what a cluster is given: `base`, `crds`
    ClusterLab(Lab lab, Path folder, Path deploy, KubePrograms programs) {
        if (!Files.isDirectory(deploy)) {
            throw new StepFailure("there is no " + deploy + ", which the cluster is made from");
        }
        this.lab = lab;
        this.folder = folder;
        this.deploy = deploy;
        this.control = ControlPlane.prepare(lab, folder, programs);
    }

    /// What tells a node's agent where its objects are.
    ///
    /// @param folder of the lab
    static List<String> agentOptions(Path folder, Node node) {
        return List.of(
                "--kubeconfig",
                ControlPlane.kubeconfig(folder, AGENT).toString(),
                "--namespace",
                NAMESPACE,
                "--pod-name",
                agentPod(node));
    }

    private static String agentPod(Node node) {
        return AGENT + "-" + node.name();
    }

    Lab lab() {
        return lab;
    }

    /// As one who may do everything.
    ApiObjects objects() {
        return control.objects();
    }

    Path adminKubeconfig() {
        return control.kubeconfig();
    }

    /// Where objects can be looked at while the lab is up.
    ///
    /// @param enter what leads into a lab in a user namespace
    String lookAround(String enter) {
        String there = enter.isEmpty()
                ? lab.process(ControlPlane.SERVER)
                        .map(server -> "nsenter --net --target " + server.pid() + " ")
                        .orElse("")
                : enter;
        return "The objects are on the API server:\n  " + there + "kubectl --kubeconfig " + adminKubeconfig()
                + " get routeadvertisements,frrconfigurations -A";
    }

    /// Namespaces, links and addresses.
    void layOut(Screen screen) throws InterruptedException {
        lab.layOut(screen);
        lab.addPods(PodNetwork.BLUE);
        ip("link add eth0 type veth peer name outside netns " + lab.fabric().name());
        lab.fabric().ip("link set outside master br0 up");
        ip("addr add " + ControlPlane.ADDRESS + "/" + Family.IPV4.nodeNetworkLength() + " dev eth0");
        ip("link set eth0 up");
    }

    private void ip(String words) throws InterruptedException {
        lab.commands().require(LIMIT, List.of(("ip " + words).split(" ", -1)));
    }

    /// Starts the API server and gives it what a cluster has before anything runs in it.
    ///
    /// @return what there is now
    String startControlPlane(Screen screen) throws InterruptedException {
        control.addAccount(NAMESPACE, AGENT);
        control.addAccount(NAMESPACE, CONTROLLER);
        control.start(WEBHOOK, screen);
        int crds = control.install(deploy.resolve("crds"), screen)
                + control.install(deploy.resolve("crds/ovn-kubernetes"), screen);
        int applied = 0;
        for (String file : List.of("namespace.yaml", "barewire.yaml")) {
            for (ObjectNode object :
                    ApiObjects.parse(ApiObjects.read(deploy.resolve("base").resolve(file)))) {
                if (APPLIED.contains(object.path("kind").asText())) {
                    objects().apply(reachable(object));
                    applied++;
                }
            }
        }
        for (String name : List.of(OVN_NAMESPACE, "ns1", "ns2")) {
            objects().apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + name + "}}");
        }
        for (Node node : lab.topology().nodes()) {
            objects().apply(ClusterObjects.node(node));
            ApiObjects.parse(ClusterObjects.nodeStatus(node)).forEach(objects()::applyStatus);
            objects().apply(ClusterObjects.agentPod(agentPod(node), node));
            ApiObjects.parse(ClusterObjects.agentPodStatus(agentPod(node))).forEach(objects()::applyStatus);
        }
        return crds + " CustomResourceDefinitions, " + applied + " objects of deploy/base, "
                + lab.topology().nodes().size() + " Nodes";
    }

    /// Services lead nowhere here: the webhook is asked at its port on this machine, by the name that its certificate
    /// has.
    private static ObjectNode reachable(ObjectNode object) {
        object.path("webhooks").forEach(webhook -> {
            ObjectNode client = (ObjectNode) webhook.path("clientConfig");
            String path = client.at("/service/path").asText();
            client.remove("service");
            client.put("url", "https://" + WEBHOOK + ":" + WEBHOOK_PORT + path);
        });
        return object;
    }

    /// With the rights of its ServiceAccount.
    List<String> controllerCommand() {
        return List.of(
                lab.launcher(),
                "controller",
                "--kubeconfig",
                ControlPlane.kubeconfig(folder, CONTROLLER).toString(),
                "--namespace",
                NAMESPACE,
                "--webhook-port",
                Integer.toString(WEBHOOK_PORT));
    }

    /// Returns once the API server knows whom to trust as webhook, without which it takes no FRRConfiguration.
    void startController(Screen screen) throws InterruptedException {
        ProcessIdentity controller = lab.watch("controller", controllerCommand());
        Waiting.until(START, screen, () -> {
            if (!controller.alive()) {
                throw new StepFailure("the controller has ended; see " + lab.log("controller"));
            }
            return objects()
                            .get(WEBHOOKS, "", "frr-k8s-validating-webhook-configuration")
                            .filter(found -> found.at("/webhooks/0/clientConfig/caBundle")
                                    .isTextual())
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of("the controller does not lead yet");
        });
    }
}
