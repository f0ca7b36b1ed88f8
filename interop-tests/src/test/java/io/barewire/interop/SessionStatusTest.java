package io.barewire.interop;

import static io.barewire.testkit.acceptance.Criterion.*;
import static java.util.stream.Collectors.joining;

import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// BGPSessionStates of sessions with FRR on a real API server, from the first attempt to the end. The agent is in this
/// machine's network, where the API server is, and leaves the kernel's routes alone.
@Tag("container")
class SessionStatusTest {
    private static final Resource SESSION_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "bgpsessionstates", "BGPSessionState", true);

    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @TempDir
    Path folder = Path.of("never used: JUnit sets it");

    private final String namespace = "bss-" + UUID.randomUUID().toString().substring(0, 8);

    private void apply(String selected, List<AddressFamily> families, String fields) {
        String neighbors = families.stream()
                .map(family -> "{address: '%s', asn: 65001, connectTime: 1s%s}".formatted(frr.address(family), fields))
                .collect(joining(", "));
        try {
            Files.createDirectories(folder.resolve("manifests"));
            Path draft = Files.writeString(folder.resolve("draft"), """
                    apiVersion: v1
                    kind: Node
                    metadata: {name: node1, labels: {kubernetes.io/hostname: node1}}
                    status: {addresses: [{type: InternalIP, address: %s}]}
                    ---
                    apiVersion: frrk8s.metallb.io/v1beta1
                    kind: FRRConfiguration
                    metadata: {name: test, namespace: frr-k8s-system}
                    spec:
                      nodeSelector: {matchLabels: {kubernetes.io/hostname: %s}}
                      bgp:
                        bfdProfiles: [{name: simple}]
                        routers: [{asn: 64512, neighbors: [%s]}]
                    """.formatted(frr.gateway(), selected, neighbors));
            Files.move(
                    draft,
                    folder.resolve("manifests/test.yaml"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void configureFrr(List<AddressFamily> families, String... options) {
        FrrConfig text = FrrConfig.as(65001);
        for (AddressFamily family : families) {
            text.neighbor(frr.gateway(family), 64512, options).activate(family, frr.gateway(family));
        }
        frr.configure(text);
    }

    private void waitForStates(ApiServer api, List<AddressFamily> families, String state) {
        TreeSet<String> wanted = new TreeSet<>();
        families.forEach(family -> wanted.add(frr.address(family) + " " + state));
        Waiting.waitFor("BGPSessionStates " + wanted, () -> states(api), wanted::equals);
    }

    private Set<String> states(ApiServer api) {
        try {
            TreeSet<String> states = new TreeSet<>();
            api.list(Selection.in(SESSION_STATES, namespace)).forEach(session -> {
                if (!session.at("/status/peer").isTextual()) {
                    states.add("no status yet");
                    return;
                }
                String bgp = session.at("/status/bgpStatus").asText();
                // an IPv6 address stands in full there, as in its label
                states.add(IpAddress.parse(session.at("/status/peer").asText().replace('-', ':')) + " "
                        + (List.of("Idle", "Connect", "Active").contains(bgp) ? "trying" : bgp) + " "
                        + session.at("/status/bfdStatus").asText());
            });
            return states;
        } catch (ApiFailure failure) {
            throw new AssertionError(failure);
        }
    }

    @Acceptance({BSS_2, BSS_3, BSS_4})
    @ParameterizedTest(name = "{0}")
    @CsvSource({"BSS-2, IPV4", "BSS-3, IPV6", "BSS-4, IPV4 IPV6"})
    void statesFollowSessionsAndTheirBfd(String id, String names) throws Exception {
        KubeTestServer cluster = KubeTestServer.shared();
        cluster.namespace(namespace);
        List<AddressFamily> families =
                Stream.of(names.split(" ", -1)).map(AddressFamily::valueOf).toList();
        configureFrr(List.of());
        apply("node1", families, "");
        List<String> options = new ArrayList<>(List.of("--no-fib", "--no-http", "--no-listen"));
        options.addAll(List.of("--kubeconfig", cluster.kubeconfig().toString(), "--namespace", namespace));
        options.addAll(List.of("--session-status", "all"));
        try (ApiServer api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                AgentProcess _ = AgentProcess.start(folder, options.toArray(String[]::new))) {
            waitForStates(api, families, "trying N/A");
            configureFrr(families);
            waitForStates(api, families, "Established N/A");
            apply("node1", families, ", bfdProfile: simple");
            waitForStates(api, families, "Established Down");
            for (AddressFamily family : families) {
                frr.change("router bgp 65001\n neighbor " + frr.gateway(family) + " bfd\n");
            }
            waitForStates(api, families, "Established Up");
            configureFrr(List.of());
            waitForStates(api, families, "trying Down");
            apply("node2", families, "");
            waitForStates(api, List.of(), "");
        }
    }
}
