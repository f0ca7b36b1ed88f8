package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.log.Logging;
import io.barewire.daemon.status.SessionStatus;
import io.barewire.daemon.status.StatusConfig;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What an agent logs of a change, and who decides how much.
@Tag("kube")
class LogLevelTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY = "hocuspocus";
    private static final Resource NODE_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "frrnodestates", "FRRNodeState", false);

    @TempDir
    private Path folder;

    private final KubeTestServer cluster = KubeTestServer.shared();
    private final String namespace = "log-" + Long.toHexString(System.nanoTime());
    private final LogLevel usual = Logging.level();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.barewire");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };
    private int changes;

    @BeforeEach
    void listen() {
        Logging.level(LogLevel.INFO);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        Logging.level(usual);
    }

    private static void apply(ApiServer server, Resource resource, String text) throws Exception {
        server.apply(resource, (ObjectNode) JSON.readTree(text), "test");
    }

    private void logLevel(ApiServer server, String spec) throws Exception {
        apply(server, Resource.FRR_K8S_CONFIGURATIONS, """
                {"metadata": {"name": "config", "namespace": "%s"}, "spec": {%s}}""".formatted(namespace, spec));
    }

    @Acceptance({LOG_2, LOG_3, LOG_4, LOG_5, LOG_6, LOG_7, LOG_8, LOG_9, LOG_10})
    @Test
    void whatIsLoggedIsWhatTheFrrK8sConfigurationSays() throws Exception {
        cluster.namespace(namespace);
        Access access = new Access.Kubeconfig(cluster.kubeconfig());
        ClusterSourceConfig objects =
                new ClusterSourceConfig(namespace, namespace, Optional.empty(), ClusterSourceConfig.MESH_KEY_SECRET);
        try (ApiServer server = ApiServer.of(access);
                Node agent = new Node(folder, namespace, "127.0.0.75")
                        .withSource(new Source.Cluster(access, objects))
                        .withStatus(new StatusConfig(access, namespace, Optional.empty(), SessionStatus.ALL))) {
            apply(server, Resource.NODES, "{\"metadata\": {\"name\": \"%s\"}}".formatted(namespace));
            apply(server, Resource.SECRETS, """
                    {"metadata": {"name": "key", "namespace": "%s"}, "type": "kubernetes.io/basic-auth",
                     "data": {"password": "%s"}}""".formatted(
                            namespace, Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8))));
            announce(server, "10.1.0.0/24");
            agent.start();
            awaitLine("INFO configuration: AS 64512");

            changed(server, "informational", false);
            logLevel(server, "");
            changed(server, "informational", false);
            logLevel(server, "\"logLevel\": \"debug\"");
            await(() -> Logging.level() == LogLevel.DEBUG);
            changed(server, "debugging", true);
            logLevel(server, "\"logLevel\": \"info\"");
            await(() -> Logging.level() == LogLevel.INFO);
            changed(server, "informational", false);
            logLevel(server, "\"logLevel\": \"debug\"");
            await(() -> Logging.level() == LogLevel.DEBUG);
            server.delete(Resource.FRR_K8S_CONFIGURATIONS, namespace, "config", Optional.empty());
            await(() -> Logging.level() == LogLevel.INFO);
            changed(server, "informational", false);
        }
        assertTrue(lines.stream().noneMatch(line -> line.contains(KEY)), lines::toString);
    }

    /// Another prefix is announced.
    ///
    /// @param objects whether the objects in force are logged as well
    private void changed(ApiServer server, String runningConfig, boolean objects) throws Exception {
        lines.clear();
        String prefix = "10.1." + ++changes + ".0/24";
        announce(server, prefix);
        awaitLine("prefix " + prefix + " announced");
        boolean logged = lines.stream().anyMatch(line -> line.startsWith("DEBUG in force: ") && line.contains(prefix));
        assertEquals(objects, logged, lines::toString);
        await(() -> server.get(NODE_STATES, "", namespace)
                .map(state -> state.at("/status/runningConfig").asText())
                .filter(text -> text.contains("log stdout " + runningConfig) && text.contains(prefix))
                .isPresent());
    }

    private void announce(ApiServer server, String prefix) throws Exception {
        apply(server, Resource.FRR_CONFIGURATIONS, """
                {"metadata": {"name": "tor", "namespace": "%s"},
                 "spec": {"bgp": {"routers": [{"asn": 64512, "id": "192.0.2.75", "prefixes": ["%s"], "neighbors": [
                   {"address": "127.0.0.76", "asn": 64513, "passwordSecret": {"name": "key"}}]}]}}}""".formatted(namespace, prefix));
    }

    private void awaitLine(String part) {
        await(() -> lines.stream().anyMatch(line -> line.contains(part)));
    }
}
