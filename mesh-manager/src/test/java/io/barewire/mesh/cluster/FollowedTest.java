package io.barewire.mesh.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Follower;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedTest {
    @TempDir
    private Path folder;

    /// A role that was taken away for a moment: the watch goes on, and nothing is listed anew.
    @Test
    void whatMayBeWatchedAgainIsNotForbiddenAnyMore() throws Exception {
        ApiFailure forbidden = forbidden();
        try (ScriptedServer server = new ScriptedServer(Map.of());
                Followed secrets = new Followed(
                        server, Selection.in(Resource.SECRETS, "frr"), _ -> true, true, FollowedTest::carryOut)) {
            await().until(secrets::known);
            server.tell(Resource.SECRETS, follower -> follower.failed(forbidden));
            await().until(secrets::forbidden);
            server.tell(Resource.SECRETS, Follower::resumed);
            await().until(() -> !secrets.forbidden());
        }
    }

    private static void carryOut(Followed.Event event) {
        boolean _ = event.change().getAsBoolean();
    }

    /// As a server says it.
    private ApiFailure forbidden() throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        refusing.start();
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: none, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: none, context: {cluster: none, user: none}}]
                users: [{name: none, user: {}}]
                current-context: none
                """.formatted(
                        refusing.getAddress().getPort()));
        try (ApiServer server = ApiServer.of(new Access.Kubeconfig(kubeconfig))) {
            return assertThrows(ApiFailure.class, () -> server.list(Selection.all(Resource.SECRETS)));
        } finally {
            refusing.stop(0);
        }
    }
}
