package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.rib.PeerId;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Protection;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {
    private static final LocalFacts FACTS = new LocalFacts("n", Map.of(), Optional.empty());
    private static final String CLEAR = neighbor("clear", "  {address: 192.0.2.1, asn: 64512, password: abracadabra}");
    private static final String REFERRING =
            neighbor("referring", "  {address: 192.0.2.2, asn: 64512, passwordSecret: {name: keys}}");
    private static final String BARE = neighbor("bare", "  {address: 192.0.2.3, asn: 64512}");

    private static String secret(String fields) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: keys, namespace: frr-k8s-system}\n" + fields + "\n---\n";
    }

    private static String basicAuth(String password) {
        return secret("type: kubernetes.io/basic-auth\nstringData: {password: " + password + "}");
    }

    private static NodePlan plan(Map<ObjectKey, FrrConfiguration> accepted, String... objects) {
        return Planner.plan(yaml(node("n", 9) + String.join("", objects)), "n", FACTS, accepted);
    }

    private static NodePlan plan(String... objects) {
        return plan(Map.of(), objects);
    }

    private static Protection protection(NodePlan plan, String peer) {
        return plan.speaker().orElseThrow().peers().stream()
                .filter(one -> one.id().equals(new PeerId(peer)))
                .map(PeerConfig::tcp)
                .findFirst()
                .orElseThrow()
                .protection();
    }

    @Test
    void aKeyComesFromTheObjectOrFromASecret() {
        NodePlan plan = plan(CLEAR, REFERRING, BARE, basicAuth("hocuspocus"));
        assertEquals(Protection.md5("abracadabra"), protection(plan, "192.0.2.1"));
        assertEquals(Protection.md5("hocuspocus"), protection(plan, "192.0.2.2"));
        assertEquals(Protection.none(), protection(plan, "192.0.2.3"));
    }

    /// As FRR reads it, to which the line would end there.
    @Test
    void theLineEndThatBase64ToolsLeaveIsNotPartOfTheKey() {
        assertEquals(Protection.md5("key"), protection(plan(REFERRING, basicAuth("\"key\\n\"")), "192.0.2.2"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        secret keys not found for neighbor 64512@192.0.2.2                           | metadata: {namespace: other}
        secret type mismatch on "frr-k8s-system"/"keys", type "kubernetes.io/basic-auth" is expected | type: Opaque
        password field not specified in the secret "frr-k8s-system"/"keys"           | stringData: {username: a}
        password field not specified in the secret "frr-k8s-system"/"keys"           | stringData: {password: ""}
        is longer than 80 octets | stringData: {password: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}\
        """)
    void aSecretThatDoesNotGiveAKeyKeepsOnlyItsObjectOut(String reason, String fields) {
        String type = fields.startsWith("type") ? "" : "type: kubernetes.io/basic-auth\n";
        String secret = fields.startsWith("metadata") ? "" : secret(type + fields);
        NodePlan plan = plan(REFERRING, BARE, secret);
        assertEquals(1, plan.problems().size());
        String problem = plan.problems().getFirst().toString();
        assertTrue(problem.contains(reason), problem);
        assertTrue(problem.contains("neighbors[0].passwordSecret: "), problem);
        assertTrue(problem.endsWith("it is left out"), problem);
        assertEquals(Protection.none(), protection(plan, "192.0.2.3"));
        assertEquals(1, plan.speaker().orElseThrow().peers().size());
    }

    @Test
    void withoutItsSecretTheLastAcceptedVersionKeepsItsKey() {
        NodePlan before = plan(REFERRING, basicAuth("one"));
        NodePlan without = plan(before.accepted(), REFERRING);
        assertEquals(before.speaker(), without.speaker());
        assertTrue(without.problems().getFirst().toString().endsWith("its last accepted version stays in force"));
        NodePlan changed = plan(without.accepted(), REFERRING, basicAuth("two"));
        assertEquals(Protection.md5("two"), protection(changed, "192.0.2.2"));
    }

    @Test
    void objectsForOneNeighborMustNameOneKey() {
        String same = neighbor("other", "  {address: 192.0.2.2, asn: 64512, password: hocuspocus}");
        assertEquals(
                1,
                plan(REFERRING, same, basicAuth("hocuspocus"))
                        .speaker()
                        .orElseThrow()
                        .peers()
                        .size());
        String reason = plan(REFERRING, same, basicAuth("simsalabim"))
                .problems()
                .getFirst()
                .reason();
        assertEquals("multiple passwords specified for 192.0.2.2", reason);
    }

    @Test
    void noTextRepeatsAKey() {
        String objects = node("n", 9)
                + CLEAR
                + REFERRING
                + basicAuth("hocuspocus")
                + neighbor("disagreeing", "  {address: 192.0.2.1, asn: 64512, password: simsalabim}")
                + neighbor("both", "  {address: 192.0.2.4, asn: 1, password: simsalabim, passwordSecret: {name: x}}")
                + neighbor("list", "  {address: 192.0.2.5, asn: 1, password: [simsalabim]}")
                + neighbor("long", "  {address: 192.0.2.5, asn: 1, password: " + "simsalabim".repeat(10) + "}");
        ClusterSnapshot snapshot = yaml(objects);
        NodePlan plan = Planner.plan(snapshot, "n", FACTS);
        assertEquals(3, snapshot.problems().size());
        assertEquals(1, plan.problems().size());
        String everything = snapshot + "\n" + plan;
        for (String key : new String[] {"abracadabra", "hocuspocus", "simsalabim"}) {
            assertFalse(everything.contains(key), key);
        }
    }
}
