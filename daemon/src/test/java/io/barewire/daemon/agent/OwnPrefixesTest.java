package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.fib.FibConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aggregates and conditional prefixes of RoutingPolicies, between whole agents.
final class OwnPrefixesTest {
    private static final String ALL = "toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";
    private static final String QUICKLY = "connectTime: 1s";

    @TempDir
    Path folder;

    private static void policy(Node node, String spec) throws IOException {
        node.write("policy.yaml", """
                apiVersion: barewire.io/v1alpha1
                kind: RoutingPolicy
                metadata: {name: edge, namespace: frr-k8s-system}
                spec: {%s}
                """.formatted(spec));
    }

    private static List<String> prefixes(Node node) {
        return node.best().findValuesAsText("prefix");
    }

    private static JsonNode condition(Node node) {
        return node.ask(new Question.Conditions()).path("conditions").path(0);
    }

    @Test
    void aggregatesAndServicesComeAndGoWhileTheSessionsLive() throws Exception {
        Path ready = folder.resolve("ready");
        try (Node hub = new Node(folder, "hub", "127.0.0.86").withoutListening(); // so nothing collides
                Node first = new Node(folder, "first", "127.0.0.87");
                Node second = new Node(folder, "second", "127.0.0.88")) {
            hub.configure(
                            "",
                            List.of(
                                    hub.neighbor(first, 64601, QUICKLY, ALL),
                                    hub.neighbor(second, 64602, QUICKLY, ALL)))
                    .start();
            first.configure(first.identifier(), 64601, "10.1.2.0/24", List.of(first.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            second.configure(second.identifier(), 64602, "", List.of(second.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            await(() -> hub.established(first) && hub.established(second) && second.established());
            String since = hub.neighbor(second).path("since").asText();

            String own = "aggregates: [{prefix: 10.1.0.0/16}], conditionalPrefixes: [{name: dns, prefixes:"
                    + " [203.0.113.53/32], while: {healthy: {file: " + ready
                    + ", interval: 100ms, rise: 1, fall: 1}}}]";
            policy(hub, own);
            await(() -> prefixes(hub).contains("10.1.0.0/16"));
            assertEquals(List.of(), prefixes(second), "no rule tells of it");
            policy(
                    hub,
                    own
                            + ", neighbors: [{asNumbers: [64602], export: [{name: own, match: {originated: true}, action: Permit}]}]");
            await(() -> prefixes(second).equals(List.of("10.1.0.0/16")));
            assertEquals("frr-k8s-system/edge dns", condition(hub).path("name").asText());

            Files.createFile(ready);
            await(() -> prefixes(second).equals(List.of("10.1.0.0/16", "203.0.113.53/32")));
            Files.delete(ready);
            await(() -> prefixes(second).equals(List.of("10.1.0.0/16")));

            Files.delete(hub.manifests.resolve("policy.yaml"));
            await(() -> prefixes(second).isEmpty() && prefixes(hub).equals(List.of("10.1.2.0/24")));
            assertEquals(since, hub.neighbor(second).path("since").asText());
        }
    }

    @Test
    @Tag("root")
    void aRouteInATableOfTheKernelIsWaitedFor() throws Exception {
        inNewNamespace(() -> {
            ip("link set lo up");
            ip("route add blackhole 10.9.0.0/16 table 100");
            try (Node hub = new Node(folder, "hub", "192.0.2.1", "127.0.0.1").withFib(FibConfig.DEFAULT)) {
                hub.configure("{asn: 64512, id: 192.0.2.1, prefixes: [10.1.2.0/24]}");
                policy(
                        hub,
                        "conditionalPrefixes: [{name: vpn, prefixes: [203.0.113.0/24], while:"
                                + " {kernelRoute: {table: 100, prefix: 10.9.1.0/24}}}]");
                hub.start();
                await(() -> hub.ask(new Question.Summary()).has("speaker"));
                await(() -> condition(hub).path("why").asText().contains("is not there"));
                ip("route add blackhole 10.9.1.0/24 table 100");
                await(() -> condition(hub).path("announced").asBoolean());
                await(() -> prefixes(hub).contains("203.0.113.0/24"));
                ip("route del blackhole 10.9.1.0/24 table 100");
                await(() -> !condition(hub).path("announced").asBoolean());

                // What lies in an aggregate and has no route is dropped here.
                policy(hub, "aggregates: [{prefix: 10.0.0.0/8}]");
                await(() -> prefixes(hub).contains("10.0.0.0/8"));
                await(() -> run("ip route show table main proto bgp").contains("blackhole 10.0.0.0/8"));
            }
        });
    }
}
