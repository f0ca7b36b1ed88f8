package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// RoutingPolicies between whole agents, while they run.
final class RoutingPolicyTest {
    private static final String ALL = "toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";
    private static final String QUICKLY = "connectTime: 1s";

    @TempDir
    Path folder;

    private static void policy(Node node, String neighbors) throws IOException {
        node.write("policy.yaml", """
                apiVersion: barewire.io/v1alpha1
                kind: RoutingPolicy
                metadata: {name: edge, namespace: frr-k8s-system}
                spec: {neighbors: [%s]}
                """.formatted(neighbors));
    }

    private static List<String> prefixes(Node node) {
        return node.best().findValuesAsText("prefix");
    }

    @Test
    void aPolicyThatComesChangesBreaksAndGoesTouchesNoSession() throws Exception {
        try (Node hub = new Node(folder, "hub", "127.0.0.83").withoutListening(); // so nothing collides
                Node first = new Node(folder, "first", "127.0.0.84");
                Node second = new Node(folder, "second", "127.0.0.85")) {
            hub.configure(
                            "10.1.1.0/24",
                            List.of(
                                    hub.neighbor(first, 64601, QUICKLY, ALL),
                                    hub.neighbor(second, 64602, QUICKLY, ALL)))
                    .start();
            first.configure(
                            first.identifier(),
                            64601,
                            "10.1.2.0/24, 10.1.3.0/24",
                            List.of(first.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            second.configure(
                            second.identifier(),
                            64602,
                            "10.1.4.0/24",
                            List.of(second.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            await(() -> hub.established(first) && hub.established(second) && second.established());
            await(() -> prefixes(hub).size() == 4 && prefixes(second).size() == 2);
            String sinceFirst = hub.neighbor(first).path("since").asText();
            String sinceSecond = hub.neighbor(second).path("since").asText();
            assertEquals(List.of("10.1.1.0/24", "10.1.4.0/24"), prefixes(second), "toAdvertise has no learned routes");

            policy(
                    hub,
                    "{addresses: [%s], import: [{name: out, match: {prefixes: [{prefix: 10.1.3.0/24}]}, action: Refuse},"
                                    .formatted(first.address)
                            + " {name: prefer, set: {localPref: 300}, action: Next}],"
                            + " maximumPrefixes: {limit: 50, onExcess: WarnOnly}},"
                            + "{asNumbers: [64602], export: [{name: transit, match: {neighborAs: [64601]}, action: Permit}]}");
            await(() -> prefixes(second).equals(List.of("10.1.1.0/24", "10.1.2.0/24", "10.1.4.0/24")));
            JsonNode kept = hub.received(first).path(0);
            JsonNode refused = hub.received(first).path(1);
            assertEquals("refused", refused.path("verdict").asText());
            assertEquals(
                    "frr-k8s-system/edge neighbors[0] out", refused.path("rule").asText());
            assertEquals("prefixes", kept.path("rule").asText());
            assertEquals(300, kept.path("usedAttributes").path("localPref").asInt());
            assertTrue(hub.neighbor(first).path("importRules").toString().contains("limits: 50 in all"));

            policy(hub, "{import: [{nmae: all, action: Refuse}]}");
            await(() -> hub.ask(new Question.Problems()).toString().contains("its last good version stays in force"));
            assertEquals(3, prefixes(second).size());

            Files.delete(hub.manifests.resolve("policy.yaml"));
            await(() -> prefixes(hub).size() == 4 && prefixes(second).size() == 2);
            assertEquals(sinceFirst, hub.neighbor(first).path("since").asText());
            assertEquals(sinceSecond, hub.neighbor(second).path("since").asText());
        }
    }
}
