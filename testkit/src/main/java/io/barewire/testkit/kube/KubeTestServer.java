package io.barewire.testkit.kube;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.testkit.FreePort;
import io.barewire.testkit.GuardedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Kubernetes API server with its etcd, on loopback and in a temporary folder: real schema, CEL, RBAC, server-side
/// apply and watches, but no controllers, no scheduler and no kubelet, so nothing happens by itself.
///
/// Where kube-apiserver is an old one, a newer apiextensions-apiserver stands behind its aggregator and serves custom
/// resources; clients do not see a difference, except that CustomResourceDefinitions are not to be read.
///
/// A test class of its own objects takes [#shared]; one that stops the server starts its own.
public final class KubeTestServer implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ADMIN = "admin-token";
    private static final String CRD_SERVER = "crd-server-token";

    private static @Nullable KubeTestServer shared;

    private final KubeAssets assets;
    private final Path folder;
    private final int etcdPort;
    private final int port;
    private final int crdPort;
    private final HttpClient http;
    private final Map<String, GuardedProcess> running = new ConcurrentHashMap<>();

    private KubeTestServer(KubeAssets assets, Path folder) throws IOException, GeneralSecurityException {
        this.assets = assets;
        this.folder = folder;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.etcdPort = FreePort.at(loopback);
        this.port = FreePort.at(loopback);
        this.crdPort = FreePort.at(loopback);
        Certificates.make(folder);
        this.http = HttpClient.newBuilder()
                .sslContext(Certificates.trusting(folder))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        Files.writeString(
                folder.resolve("tokens.csv"),
                ADMIN + ",admin,admin,system:masters\n" + CRD_SERVER + ",crd-server,crd-server,system:masters\n");
        startEtcd(FreePort.at(loopback));
        startServers();
    }

    /// Starts one, with Barewire's CustomResourceDefinitions and those of OVN-Kubernetes' kinds. Skips the test
    /// where its programs are not to be had.
    public static KubeTestServer start() {
        KubeAssets assets = KubeAssets.find().orElse(null);
        if (assets == null) {
            System.out.println("skipped: no kube-apiserver here");
        }
        assumeTrue(assets != null, "no kube-apiserver here: ./dev verify --only kube gets one");
        try {
            Path folder = Files.createTempDirectory("barewire-kube");
            KubeTestServer server = new KubeTestServer(assets, folder);
            try {
                server.installCrds(crds());
                server.installCrds(crds().resolve("ovn-kubernetes"));
            } catch (IOException | RuntimeException failure) {
                server.close();
                throw failure;
            }
            return server;
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError("the test cluster did not start", failure);
        }
    }

    /// One for all tests of this JVM, which ends with it.
    public static synchronized KubeTestServer shared() {
        KubeTestServer server = shared;
        if (server == null) {
            server = start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            shared = server;
        }
        return server;
    }

    private static Path crds() {
        return checkout().resolve("deploy/crds");
    }

    /// A test runs in it, or in its module's folder.
    private static Path checkout() {
        return Stream.of(Path.of("").toAbsolutePath(), Path.of("..").toAbsolutePath())
                .filter(folder -> Files.isDirectory(folder.resolve("deploy/crds")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no deploy/crds beside or above " + Path.of("").toAbsolutePath()));
    }

    /// Of a user who may do everything.
    public Path kubeconfig() {
        return kubeconfig(ADMIN, port);
    }

    /// Of whoever has `token`, with the server behind another port, such as that of a [Gate].
    public Path kubeconfig(String token, int behind) {
        try {
            Path file = Files.createTempFile(folder, "kubeconfig", "");
            Files.writeString(file, """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}}]
                    users: [{name: user, user: {token: %s}}]
                    contexts: [{name: test, context: {cluster: test, user: user}}]
                    current-context: test
                    """.formatted(behind, folder.resolve("ca.crt"), token));
            return file;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /// With [#ADMIN]'s rights, through another port.
    public Path kubeconfig(int behind) {
        return kubeconfig(ADMIN, behind);
    }

    /// What kubelet mounts for a ServiceAccount, which is made if it does not exist: `token`, `ca.crt`, `namespace`.
    public Path serviceAccount(String namespace, String name) throws IOException {
        String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
        if (ask(port, "GET", accounts + "/" + name, "", "").statusCode() == 404) {
            done(ask(port, "POST", accounts, JSON_TYPE, "{\"metadata\":{\"name\":\"" + name + "\"}}"));
        }
        JsonNode answer = JSON.readTree(
                done(
                        ask(
                                port,
                                "POST",
                                accounts + "/" + name + "/token",
                                JSON_TYPE,
                                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\","
                                        + "\"spec\":{\"expirationSeconds\":3600,\"audiences\":[\"https://kubernetes.default.svc\"]}}")));
        Path mounted = Files.createTempDirectory(folder, "serviceaccount");
        Files.writeString(
                mounted.resolve("token"), answer.path("status").path("token").asText());
        Files.copy(folder.resolve("ca.crt"), mounted.resolve("ca.crt"));
        Files.writeString(mounted.resolve("namespace"), namespace);
        return mounted;
    }

    /// Makes a namespace if there is none of this name.
    public void namespace(String name) throws IOException {
        HttpResponse<String> answer =
                ask(port, "POST", "/api/v1/namespaces", JSON_TYPE, "{\"metadata\":{\"name\":\"" + name + "\"}}");
        if (answer.statusCode() != 409) {
            done(answer);
        }
    }

    /// The end of a namespace, as whoever deletes it sees it: nothing new is taken, then it is gone. What is in it, a
    /// controller would delete that is not here; that is the caller's part.
    ///
    /// @param meanwhile between the two
    public void endNamespace(String name, Runnable meanwhile) throws IOException {
        String path = "/api/v1/namespaces/" + name;
        done(ask(port, "DELETE", path, "", ""));
        meanwhile.run();
        done(ask(
                port,
                "PUT",
                path + "/finalize",
                JSON_TYPE,
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"spec\":{\"finalizers\":[]}}"));
        await(
                "namespace " + name + " is gone",
                () -> ask(port, "GET", path, "", "").statusCode() == 404);
    }

    public URI address() {
        return URI.create("https://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    /// Makes etcd forget everything before now, so that an older watch cannot go on once the API server has been
    /// restarted.
    public void compact() throws IOException {
        JsonNode range = JSON.readTree(done(etcd("/v3/kv/range", "{\"key\":\"AA==\"}")));
        String revision = range.path("header").path("revision").asText();
        done(etcd("/v3/kv/compaction", "{\"revision\":\"" + revision + "\",\"physical\":true}"));
    }

    private HttpResponse<String> etcd(String path, String body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(etcd() + path)).POST(BodyPublishers.ofString(body)));
    }

    /// The API server dies at once; etcd and what is in it stays.
    public void kill() throws IOException {
        for (String name : List.of("crd-server", "kube-apiserver")) {
            GuardedProcess process = running.remove(name);
            if (process != null) {
                process.kill();
            }
        }
    }

    /// After [#kill]: at the same address; ready when this returns.
    public void restart() throws IOException {
        startServers();
    }

    /// The API server keeps its connections and says nothing, until [#resume].
    public void pause() throws IOException {
        for (GuardedProcess each : servers()) {
            each.pause();
        }
    }

    public void resume() throws IOException {
        for (GuardedProcess each : servers()) {
            each.resume();
        }
    }

    private List<GuardedProcess> servers() {
        return running.entrySet().stream()
                .filter(each -> !each.getKey().equals("etcd"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void startEtcd(int peerPort) throws IOException {
        start(
                "etcd",
                server(
                        "etcd",
                        assets.etcd(),
                        folder.resolve("etcd").toString(),
                        etcd(),
                        "http://127.0.0.1:" + peerPort));
    }

    private String etcd() {
        return "http://127.0.0.1:" + etcdPort;
    }

    private void startServers() throws IOException {
        start("kube-apiserver", apiServer());
        awaitReady("kube-apiserver", port);
        if (assets.crdServer().isPresent()) {
            start("crd-server", crdServer(assets.crdServer().get()));
            awaitReady("crd-server", crdPort);
            HttpResponse<String> service = ask(
                    port,
                    "POST",
                    "/api/v1/namespaces/kube-system/services",
                    JSON_TYPE,
                    "{\"metadata\":{\"name\":\"crd-server\"},\"spec\":{\"type\":\"ExternalName\","
                            + "\"externalName\":\"localhost\",\"ports\":[{\"port\":" + crdPort + "}]}}");
            if (service.statusCode() != 409) {
                done(service);
            }
        }
    }

    private List<String> apiServer() {
        return server("api", assets.apiServer(), folder.toString(), etcd(), LOOPBACK, "" + port, LOOPBACK);
    }

    private List<String> crdServer(Path program) {
        Path kubeconfig = kubeconfig(CRD_SERVER, port);
        return server("crds", program, folder.toString(), etcd(), LOOPBACK, "" + crdPort, kubeconfig.toString());
    }

    private static List<String> server(String what, Path program, String... words) {
        String script = checkout().resolve("scripts/kube-server.sh").toString();
        return Stream.concat(Stream.of(script, what, program.toString()), Stream.of(words))
                .toList();
    }

    private void start(String name, List<String> command) throws IOException {
        running.put(name, GuardedProcess.start(folder.resolve(name + ".log"), command));
    }

    private void awaitReady(String name, int at) throws IOException {
        await(name + " is ready", () -> {
            GuardedProcess process = running.get(name);
            if (process == null || !process.isAlive()) {
                throw new AssertionError(name + " ended: " + (process == null ? "" : process.lastWords()));
            }
            return ask(at, "GET", "/readyz", "", "").statusCode() == 200;
        });
    }

    private void installCrds(Path from) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                installCrd(file);
            }
        }
    }

    /// @param file one CustomResourceDefinition, whose name it has
    public void installCrd(Path file) throws IOException {
        int at = assets.crdServer().isPresent() ? crdPort : port;
        String name = file.getFileName().toString().replaceFirst("\\.yaml$", "");
        String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name;
        done(ask(
                at,
                "PATCH",
                path + "?fieldManager=test&force=true&fieldValidation=Strict",
                "application/apply-patch+yaml",
                Files.readString(file)));
        await(name + " is established", () -> {
            for (JsonNode condition : JSON.readTree(done(ask(at, "GET", path, "", "")))
                    .path("status")
                    .path("conditions")) {
                if (condition.path("type").asText().equals("Established")
                        && condition.path("status").asText().equals("True")) {
                    return true;
                }
            }
            return false;
        });
        JsonNode spec = JSON.readTree(done(ask(at, "GET", path, "", ""))).path("spec");
        String group = spec.path("group").asText();
        for (JsonNode version : spec.path("versions")) {
            if (assets.crdServer().isPresent()) {
                aggregate(group, version.path("name").asText());
            }
            // the aggregator says that it is available some time before it is
            String list = "/apis/" + group + "/" + version.path("name").asText() + "/"
                    + spec.path("names").path("plural").asText() + "?limit=1";
            await(list + " is served", () -> ask(port, "GET", list, "", "").statusCode() == 200);
        }
    }

    private void aggregate(String group, String version) throws IOException {
        ObjectNode service = JSON.createObjectNode();
        service.putObject("metadata").put("name", version + "." + group);
        ObjectNode spec = service.putObject("spec");
        spec.put("group", group).put("version", version);
        spec.put("groupPriorityMinimum", 1000).put("versionPriority", 15);
        spec.put("caBundle", Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("ca.crt"))));
        spec.putObject("service")
                .put("namespace", "kube-system")
                .put("name", "crd-server")
                .put("port", crdPort);
        HttpResponse<String> answer =
                ask(port, "POST", "/apis/apiregistration.k8s.io/v1/apiservices", JSON_TYPE, service.toString());
        if (answer.statusCode() != 409) {
            done(answer);
        }
    }

    private static final String JSON_TYPE = "application/json";

    private HttpResponse<String> ask(int at, String method, String path, String contentType, String body)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + at + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + ADMIN)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        return send(request);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static String done(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    answer.request().method() + " " + answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        IOException last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException notYet) {
                last = notYet;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            }
        }
        throw new IOException("not so within " + PATIENCE + ": " + what, last);
    }

    /// Ends all of it and removes the folder.
    @Override
    public void close() {
        try {
            for (String name : List.of("crd-server", "kube-apiserver", "etcd")) {
                GuardedProcess process = running.remove(name);
                if (process != null) {
                    process.close();
                }
            }
            http.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
