package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/// The chart, as Helm renders it.
class ChartTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path DEPLOY = Path.of("../deploy");

    /// @param values as `--set` takes them, with spaces between
    private static String render(String values) {
        TemplateCommand command = new Helm(DEPLOY.resolve("chart/barewire"))
                .template()
                .withName("barewire")
                .withNamespace("frr-k8s-system");
        for (String value : values.split(" ", -1)) {
            int equals = value.indexOf('=');
            if (equals > 0) {
                command.set(value.substring(0, equals), value.substring(equals + 1));
            }
        }
        return command.call();
    }

    private static List<JsonNode> objects(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<JsonNode> objects = new ArrayList<>();
        new Yaml(strict).loadAll(yaml).forEach(object -> objects.add(JSON.valueToTree(object)));
        return objects;
    }

    private static JsonNode object(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// For those who use Helm and those who do not.
    @Test
    void theBaseIsTheChartWithItsOwnValues() throws IOException {
        String rendered = render("")
                .lines()
                .filter(line -> !line.startsWith("# Source: ") && !line.endsWith("managed-by: Helm"))
                .collect(Collectors.joining("\n"));
        String base = Files.readString(DEPLOY.resolve("base/barewire.yaml"));
        assertEquals(rendered.strip(), base.strip(), "deploy/render.sh makes the base anew");
    }

    /// frr-k8s' values and our own, each with the argument of the agent that it becomes.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                 | --log-level=info
            ``                                                 | --session-status=all
            frrk8s.logLevel=all                                | --log-level=trace
            frrk8s.logLevel=none                               | --log-level=error
            frrk8s.alwaysBlock=192.0.2.0/24                    | --always-block=192.0.2.0/24
            frrk8s.frr.acceptIncomingBGPConnections=false      | --no-listen
            frrk8s.frr.secureMetricsPort=9999                  | --session-metrics-bind-address=:9999
            prometheus.secureMetricsPort=9998                  | --metrics-bind-address=:9998
            tls.minVersion=VersionTLS12                        | --tls-min-version=VersionTLS12
            tls.metricsTLSSecret=metrics                       | --metrics-cert-dir=/etc/metrics
            agent.sessionStatus=none                           | --session-status=none
            agent.kubeOvnPods=all                              | --kube-ovn-pods=all
            agent.kubeOvnPods=none                             | --kube-ovn-pods=none
            agent.ovn.northbound=ssl:192.0.2.1:6641            | --ovn-nb=ssl:192.0.2.1:6641
            agent.ovn.import=true                              | --ovn-import
            agent.ovn.snat=shared                              | --ovn-snat=shared
            agent.extraArgs[0]=--rehearse                      | --rehearse
            """)
    void aValueBecomesAnArgument(String values, String argument) {
        JsonNode agent = object(objects(render(values)), "DaemonSet", "barewire");
        assertTrue(
                StreamSupport.stream(
                                agent.at("/spec/template/spec/containers/0/args")
                                        .spliterator(),
                                false)
                        .anyMatch(one -> one.asText().equals(argument)),
                agent::toString);
    }

    /// Such as the collector that BFD wants, which nobody knows of when the JVM starts.
    @Test
    void optionsForJavaReachTheAgent() {
        JsonNode agent = object(objects(render("agent.javaOptions=-XX:+UseZGC")), "DaemonSet", "barewire");
        JsonNode environment = agent.at("/spec/template/spec/containers/0/env");
        assertEquals(
                "{\"name\":\"JDK_JAVA_OPTIONS\",\"value\":\"-XX:+UseZGC\"}",
                environment.path(environment.size() - 1).toString());
    }

    /// OVN's socket is root's alone.
    @ParameterizedTest
    @CsvSource({"unix:/run/ovn/ovnnb_db.sock, 0", "tcp:127.0.0.1:6641, 65532"})
    void whoeverOpensTheSocketOfOvnIsRootAndCannotBecomeMore(String northbound, int user) {
        JsonNode pod = object(objects(render("agent.ovn.northbound=" + northbound)), "DaemonSet", "barewire")
                .at("/spec/template/spec");
        JsonNode context = pod.at("/containers/0/securityContext");
        boolean root = user == 0;
        assertEquals(user, context.path("runAsUser").asInt());
        assertEquals(!root, context.path("runAsNonRoot").asBoolean());
        assertEquals(!root, context.path("allowPrivilegeEscalation").asBoolean());
        assertEquals("[\"ALL\"]", context.at("/capabilities/drop").toString());
        assertEquals(root, pod.path("volumes").toString().contains("\"path\":\"/var/run/openvswitch\""));
        assertEquals(root, pod.at("/containers/0/volumeMounts").toString().contains("\"mountPath\":\"/run/ovn\""));
    }

    /// The right to read Pods comes with the wish to.
    @ParameterizedTest
    @CsvSource({
        "'', false",
        "agent.kubeOvnPods=none, false",
        "agent.kubeOvnPods=own, true",
        "agent.kubeOvnPods=all, true"
    })
    void podsMayBeReadWhereTheyAreAnnounced(String values, boolean allowed) {
        JsonNode role = object(objects(render(values)), "ClusterRole", "barewire-agent");
        assertEquals(
                allowed,
                role.path("rules")
                        .toString()
                        .contains("\"resources\":[\"pods\",\"services\"],\"verbs\":[\"list\",\"watch\"]"));
    }

    @Test
    void anotherNameIsInEveryReference() {
        List<JsonNode> objects = objects(render("fullnameOverride=tor frrk8s.serviceAccount.name=bgp"));
        JsonNode binding = object(objects, "ClusterRoleBinding", "tor-agent");
        assertEquals("tor-agent", binding.at("/roleRef/name").asText());
        assertEquals("bgp", binding.at("/subjects/0/name").asText());
        assertEquals(
                "bgp",
                object(objects, "DaemonSet", "tor")
                        .at("/spec/template/spec/serviceAccountName")
                        .asText());
        object(objects, "ServiceAccount", "bgp");
    }
}
