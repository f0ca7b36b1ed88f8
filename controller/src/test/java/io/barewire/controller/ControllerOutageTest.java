package io.barewire.controller;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.owner.Functions;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.testkit.kube.KubeTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A controller whose API server goes and comes back.
@Tag("kube")
class ControllerOutageTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static ObjectNode state(String node) {
        return JSON.valueToTree(Map.of("metadata", Map.of("name", node)));
    }

    private static String holder(ApiServer api) throws Exception {
        return api.get(Leadership.LEASES, "default", "barewire-controller")
                .map(lease -> lease.at("/spec/holderIdentity").asText())
                .orElse("");
    }

    @Test
    void itGoesOnWhereItWas() throws Exception {
        try (KubeTestServer cluster = KubeTestServer.start();
                ApiServer own = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                Controller controller = Controller.start(
                        new ControllerConfig(
                                "default",
                                "only",
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                List.of("localhost"),
                                "app.kubernetes.io/component=frr-k8s",
                                Optional.empty(),
                                Functions.AUTOMATIC,
                                false,
                                SSLContext::getDefaultSSLParameters),
                        own,
                        InstantSource.system())) {
            assertTrue(controller.address().getPort() > 0);
            try (ApiServer api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()))) {
                await().atMost(PATIENCE).untilAsserted(() -> assertEquals("only", holder(api)));
                api.create(StatusCleaner.FRR_NODE_STATES, state("before"));
                await().atMost(PATIENCE)
                        .until(() -> api.get(StatusCleaner.FRR_NODE_STATES, "", "before")
                                .isEmpty());
            }
            cluster.kill();
            cluster.compact(); // no watch can go on from where it was
            cluster.restart();
            try (ApiServer api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()))) {
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    api.create(StatusCleaner.FRR_NODE_STATES, state("after"));
                    return true;
                });
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> api.get(StatusCleaner.FRR_NODE_STATES, "", "after")
                                .isEmpty());
                api.delete(Resource.SECRETS, "default", WebhookCertificate.SECRET, Optional.empty());
                await().atMost(PATIENCE)
                        .until(() -> api.get(Resource.SECRETS, "default", WebhookCertificate.SECRET)
                                .isPresent());
            }
        }
    }
}
