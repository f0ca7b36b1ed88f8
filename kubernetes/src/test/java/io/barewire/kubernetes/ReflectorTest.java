package io.barewire.kubernetes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.testkit.kube.Gate;
import io.barewire.testkit.kube.KubeTestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a follower lives through when the server and the way to it fail; it has a server of its own for that.
@Tag("kube")
class ReflectorTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Selection MAPS = Selection.in(Resource.CONFIG_MAPS, "faults");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static ObjectNode map(String name) {
        ObjectNode object = JSON.createObjectNode();
        object.putObject("metadata").put("name", name).put("namespace", "faults");
        return object;
    }

    @Test
    void nothingIsMissedWhateverFails() throws Exception {
        try (KubeTestServer cluster = KubeTestServer.start();
                Gate gate = Gate.to(cluster.port());
                ApiServer direct = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                ApiServer server = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig(gate.port())))) {
            cluster.namespace("faults");
            direct.create(Resource.CONFIG_MAPS, map("a"));
            Told told = new Told();
            try (Following _ = server.follow(MAPS, told)) {
                await().until(() -> told.all().contains("listed"));

                // a lost connection: the watch goes on where it was
                told.forget();
                gate.shut();
                direct.create(Resource.CONFIG_MAPS, map("b"));
                await().until(() -> !told.failures().isEmpty());
                gate.open();
                await().atMost(PATIENCE).until(() -> told.all().contains("+b"));
                assertFalse(told.all().contains("listing"), () -> "told: " + told.all());
                assertEquals("resumed", told.all().get(told.all().size() - 2));

                // what happened is forgotten meanwhile (410): everything is listed
                told.forget();
                gate.shut();
                await().until(() -> !told.failures().isEmpty());
                direct.delete(Resource.CONFIG_MAPS, "faults", "a", Optional.empty());
                direct.create(Resource.CONFIG_MAPS, map("c"));
                cluster.kill();
                cluster.compact();
                cluster.restart();
                gate.open();
                await().atMost(PATIENCE).until(() -> told.all().contains("listed"));
                assertEquals(
                        List.of("listing", "+b", "+c", "listed"),
                        told.all().stream()
                                .filter(each -> !each.startsWith("failed") && !each.equals("resumed"))
                                .toList());

                // a server that is away, and back
                told.forget();
                cluster.kill();
                await().until(() -> !told.failures().isEmpty());
                cluster.restart();
                direct.create(Resource.CONFIG_MAPS, map("d"));
                await().atMost(PATIENCE).until(() -> told.all().contains("+d"));
            }
        }
    }

    /// The connection stays, is even accepted anew, and nobody says anything.
    @Test
    void aServerThatSaysNothingIsGivenUpAndAskedAgain() throws Exception {
        Transport.Limits impatient = new Transport.Limits(Duration.ofSeconds(2), Duration.ofSeconds(3));
        KubeTestServer cluster = KubeTestServer.shared();
        cluster.namespace("faults");
        try (Gate gate = Gate.to(cluster.port());
                ApiServer direct = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                ApiServer server = new HttpApiServer(
                        Transport.open(new Access.Kubeconfig(cluster.kubeconfig(gate.port())), impatient))) {
            Told told = new Told();
            try (Following _ = server.follow(MAPS, told)) {
                await().until(() -> told.all().contains("listed"));
                told.forget();
                gate.hold();
                direct.create(Resource.CONFIG_MAPS, map("while-silent"));
                await().atMost(PATIENCE)
                        .until(() -> told.failures().stream()
                                .anyMatch(failure -> failure.toString().contains("said nothing")));
                await().atMost(PATIENCE)
                        .until(() -> told.failures().stream()
                                .anyMatch(failure -> failure.toString().contains("no answer")));
                assertFalse(told.all().contains("+while-silent"));
                gate.release();
                await().atMost(PATIENCE).until(() -> told.all().contains("+while-silent"));
            }
            ApiFailure failure;
            gate.hold();
            try {
                failure = assertThrows(ApiFailure.class, () -> server.list(MAPS));
            } finally {
                gate.release();
            }
            assertEquals(0, failure.status());
        }
    }
}
