package io.barewire.controller;

import static io.barewire.testkit.acceptance.Criterion.LOG_1;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Following;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.FrrK8sConfiguration.LogLevel;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kube")
class SettingsTest {
    private final String namespace = "settings-" + Long.toHexString(System.nanoTime());

    private void apply(ApiServer api, String name, String level) throws Exception {
        api.apply(
                Resource.FRR_K8S_CONFIGURATIONS,
                (ObjectNode) new JsonMapper().readTree("""
                        {"metadata": {"name": "%s", "namespace": "%s"}, "spec": {%s}}""".formatted(
                                name, namespace, level.isEmpty() ? "" : "\"logLevel\": \"" + level + "\"")),
                "test");
    }

    @Acceptance(LOG_1)
    @Test
    void theOneCalledConfigIsFollowed() throws Exception {
        KubeTestServer cluster = KubeTestServer.shared();
        cluster.namespace(namespace);
        List<Optional<LogLevel>> told = new CopyOnWriteArrayList<>();
        try (ApiServer api = ApiServer.of(new Access.Kubeconfig(cluster.kubeconfig()));
                Following _ = Settings.follow(
                        api, namespace, settings -> told.add(settings.flatMap(FrrK8sConfiguration::logLevel)))) {
            apply(api, "other", "debug");
            apply(api, "config", "none");
            await().until(() -> told.equals(List.of(Optional.of(LogLevel.NONE))));
            api.delete(Resource.FRR_K8S_CONFIGURATIONS, namespace, "config", Optional.empty());
            await().until(() -> told.getLast().isEmpty());
            apply(api, "config", "");
            apply(api, "config", "info");
            await().until(() -> told.getLast().equals(Optional.of(LogLevel.INFO)));
            api.delete(Resource.FRR_K8S_CONFIGURATIONS, namespace, "config", Optional.empty());
            await().until(() -> told.getLast().isEmpty());
            apply(api, "config", "all");
            await().until(() -> told.getLast().equals(Optional.of(LogLevel.ALL)));
        }
    }
}
