package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.demo.Topology.Family;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.AccessException;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A Kubernetes API server with its etcd, in the network namespace that the demo is in, at the address that nodes call
/// outside. No controllers, no scheduler and no kubelet: nothing happens but what the demo and Barewire do.
///
/// Where kube-apiserver is an old one, a newer apiextensions-apiserver stands behind its aggregator and serves custom
/// resources.
final class ControlPlane {
    static final String ADDRESS = Topology.outside(Family.IPV4);

    /// Its process.
    static final String SERVER = "kube-apiserver";

    private static final int PORT = 6443;
    private static final int CRD_PORT = 6444;
    private static final String ANYWHERE = "0.0.0.0";
    private static final String ETCD = "http://127.0.0.1:2379";
    private static final String ETCD_PEERS = "http://127.0.0.1:2380";
    private static final String CRD_SERVER = "crd-server";
    private static final String ADMIN = "admin";
    private static final Duration START = Duration.ofMinutes(4);

    private static final Resource CRDS =
            new Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);
    private static final Resource API_SERVICES =
            new Resource("apiregistration.k8s.io", "v1", "apiservices", "APIService", false);

    private final Lab lab;
    private final Path folder;
    private final KubePrograms programs;
    private final ControlPlaneKeys keys;
    private final ApiObjects objects;
    private final ApiObjects crds;

    private ControlPlane(
            Lab lab, Path folder, KubePrograms programs, ControlPlaneKeys keys, ApiObjects objects, ApiObjects crds) {
        this.lab = lab;
        this.folder = folder;
        this.programs = programs;
        this.keys = keys;
        this.objects = objects;
        this.crds = crds;
    }

    /// Starts nothing yet.
    ///
    /// @param folder of the lab; what is written here goes into one below it
    static ControlPlane prepare(Lab lab, Path folder, KubePrograms programs) {
        Path own = ownFolder(folder);
        try {
            Files.createDirectories(own);
            ControlPlaneKeys keys = ControlPlaneKeys.make(
                    own,
                    List.of("localhost", "kubernetes.default.svc", CRD_SERVER + ".kube-system.svc"),
                    List.of("127.0.0.1", ADDRESS));
            String token = keys.addAdmin();
            Path admin = keys.kubeconfig(ADMIN, server(PORT), token);
            Path crds = programs.crdServer().isPresent() ? keys.kubeconfig("crds", server(CRD_PORT), token) : admin;
            return new ControlPlane(
                    lab,
                    own,
                    programs,
                    keys,
                    new ApiObjects(ApiServer.of(new Access.Kubeconfig(admin))),
                    new ApiObjects(ApiServer.of(new Access.Kubeconfig(crds))));
        } catch (IOException e) {
            throw new StepFailure("cannot make " + own + ": " + FileFault.of(own, e), e);
        } catch (AccessException impossible) {
            throw new StepFailure(String.valueOf(impossible.getMessage()), impossible);
        }
    }

    private static String server(int port) {
        return "https://" + ADDRESS + ":" + port;
    }

    /// As one who may do everything.
    ApiObjects objects() {
        return objects;
    }

    /// Of one who may do everything.
    Path kubeconfig() {
        return ControlPlaneKeys.kubeconfig(folder, ADMIN);
    }

    /// Writes the kubeconfig file of a ServiceAccount, which may do what its roles allow. Before [#start], which reads
    /// who there is.
    void addAccount(String namespace, String name) {
        keys.kubeconfig(name, server(PORT), keys.addServiceAccount(namespace, name));
    }

    /// What [#addAccount] writes.
    ///
    /// @param folder of the lab
    static Path kubeconfig(Path folder, String account) {
        return ControlPlaneKeys.kubeconfig(ownFolder(folder), account);
    }

    private static Path ownFolder(Path folder) {
        return folder.resolve("control-plane");
    }

    /// Returns once objects can be kept.
    ///
    /// @param webhook the name by which it asks for the admission webhook, which is on this machine
    void start(String webhook, Screen screen) throws InterruptedException {
        hosts(webhook);
        lab.watch("etcd", server("etcd", programs.etcd(), folder.resolve("etcd").toString(), ETCD, ETCD_PEERS));
        ProcessIdentity server = lab.watch(SERVER, withHosts(apiServer()));
        await(
                server,
                () -> objects.get(ApiObjects.NAMESPACES, "", "kube-system").isPresent(),
                screen);
        if (programs.crdServer().isPresent()) {
            ProcessIdentity crdServer = lab.watch(
                    CRD_SERVER, withHosts(crdServer(programs.crdServer().get())));
            await(crdServer, () -> crds.serves(CRDS), screen);
            objects.apply("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: %s, namespace: kube-system}
                    spec: {type: ExternalName, externalName: localhost, ports: [{protocol: TCP, port: %d}]}
                    """.formatted(CRD_SERVER, CRD_PORT));
        }
    }

    private void await(ProcessIdentity server, BooleanSupplier ready, Screen screen) throws InterruptedException {
        Waiting.until(START, screen, () -> {
            if (!server.alive()) {
                throw new StepFailure(server.what() + " has ended; see " + lab.log(server.what()));
            }
            return ready.getAsBoolean() ? Optional.empty() : Optional.of(server.what() + " is not ready");
        });
    }

    /// A name that a cluster's DNS would know.
    private void hosts(String webhook) {
        try {
            Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost " + webhook + "\n");
        } catch (IOException e) {
            throw new StepFailure("cannot write " + folder.resolve("hosts") + ": " + FileFault.of(folder, e), e);
        }
    }

    private List<String> withHosts(List<String> command) {
        List<String> script = List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/hosts && exec \"$@\"",
                folder.resolve("hosts").toString());
        return Stream.concat(script.stream(), command.stream()).toList();
    }

    private List<String> apiServer() {
        return server("api", programs.apiServer(), folder.toString(), ETCD, ANYWHERE, "" + PORT, ADDRESS);
    }

    private List<String> crdServer(Path program) {
        return server(
                "crds",
                program,
                folder.toString(),
                ETCD,
                ANYWHERE,
                "" + CRD_PORT,
                kubeconfig().toString());
    }

    /// By `scripts/kube-server.sh`, which is beside `./barewire`.
    private List<String> server(String what, Path program, String... words) {
        String script =
                Path.of(lab.launcher()).resolveSibling("scripts/kube-server.sh").toString();
        return Stream.concat(Stream.of(script, what, program.toString()), Stream.of(words))
                .toList();
    }

    /// Installs the CustomResourceDefinitions of a folder; returns once their objects can be kept.
    ///
    /// @return how many there are
    int install(Path from, Screen screen) throws InterruptedException {
        List<Path> files;
        try (Stream<Path> found = Files.list(from)) {
            files = found.filter(name -> name.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StepFailure("cannot read " + from + ": " + FileFault.of(from, e), e);
        }
        for (Path file : files) {
            for (ObjectNode definition : ApiObjects.parse(ApiObjects.read(file))) {
                screen.doing("the CustomResourceDefinition "
                        + definition.at("/metadata/name").asText());
                crds.apply(CRDS, definition);
                awaitServed(definition, screen);
            }
        }
        return files.size();
    }

    private void awaitServed(ObjectNode definition, Screen screen) throws InterruptedException {
        String name = definition.at("/metadata/name").asText();
        Waiting.until(
                START,
                screen,
                () -> crds.get(CRDS, "", name)
                                .flatMap(found -> Condition.of(found, "Established"))
                                .filter(Condition::isTrue)
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of(name + " is not established"));
        JsonNode spec = definition.path("spec");
        for (JsonNode version : spec.path("versions")) {
            Resource resource = new Resource(
                    spec.path("group").asText(),
                    version.path("name").asText(),
                    spec.at("/names/plural").asText(),
                    spec.at("/names/kind").asText(),
                    spec.path("scope").asText().equals("Namespaced"));
            if (programs.crdServer().isPresent()) {
                // an aggregator that is old does not know server-side apply
                objects.create(API_SERVICES, apiService(resource));
            }
            // the aggregator says that it is available some time before it is
            Waiting.until(
                    START,
                    screen,
                    () -> objects.serves(resource) ? Optional.empty() : Optional.of(name + " is not served"));
        }
    }

    private ObjectNode apiService(Resource resource) {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.putObject("metadata").put("name", resource.version() + "." + resource.group());
        ObjectNode spec = service.putObject("spec");
        spec.put("group", resource.group()).put("version", resource.version());
        spec.put("groupPriorityMinimum", 1000).put("versionPriority", 15);
        spec.put(
                "caBundle",
                Base64.getEncoder()
                        .encodeToString(ApiObjects.read(keys.file("ca.crt")).getBytes(StandardCharsets.US_ASCII)));
        spec.putObject("service")
                .put("namespace", "kube-system")
                .put("name", CRD_SERVER)
                .put("port", CRD_PORT);
        return service;
    }
}
