package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.errors;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.speaker.AoKey;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Protection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshKeysTest {
    private static final int NODES = 5;
    private static final String ONE = "key-1: 'one-one-one-one-one-one-one-one!'";
    private static final String TWO = "key-2: 'two-two-two-two-two-two-two-two!'";

    private static String secret(String... data) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: mesh, namespace: frr-k8s-system}
                type: barewire.io/mesh-key
                stringData: {%s}
                ---
                """.formatted(String.join(", ", data));
    }

    /// @param labelled so many nodes, the first ones, are told to use key 2
    private static ClusterSnapshot cluster(String secret, int labelled) {
        StringBuilder objects = new StringBuilder(secret);
        for (int i = 1; i <= NODES; i++) {
            String node = node("n" + i, i);
            objects.append(
                    i <= labelled
                            ? node.replace("  annotations:", "  labels: {barewire.io/mesh-key: '2'}\n  annotations:")
                            : node);
        }
        return yamlAndConf(objects.toString(), MANAGED);
    }

    /// By the two ends, as `1-2`: what node 1 has for node 2.
    private static Map<String, Protection> protections(ClusterSnapshot snapshot) {
        Map<String, Protection> protections = new TreeMap<>();
        for (int i = 1; i <= NODES; i++) {
            LocalFacts facts = new LocalFacts("n" + i, Map.of(), Optional.empty());
            for (PeerConfig peer : Planner.plan(snapshot, "n" + i, facts)
                    .speaker()
                    .orElseThrow()
                    .peers()) {
                protections.put(
                        i + "-" + peer.id().name().substring("192.0.2.".length()),
                        peer.tcp().protection());
            }
        }
        return protections;
    }

    private static String reversed(String pair) {
        return pair.substring(2) + "-" + pair.charAt(0);
    }

    /// NIST CAVP, KDF in counter mode, `[PRF=CMAC_AES…][CTRLOCATION=BEFORE_FIXED][RLEN=32_BITS]`.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            c10b152e8c97b77e18704e0f0bd38305 | 98cd4cbbbebe15d17dc86e6dbad800a2dcbd64f7c7ad0e78e9cf94ffdba89d03e97eadf6c4f7b806caf52aa38f09d0eb71d71f497bcc6906b48d36c4 | 26faf61908ad9ee881b8305c221db53f
            695f1b1a16c949cea51cdf2554ec9d42 | 4fce5942832a390aa1cbe8a0bf9d202cb799e986c9d6b51f45e4d597a6b57f06a4ebfec6467335d116b7f5f9c5b954062f661820f5db2a5bbb3e0625 | d34b601ec18c34dfa0f9e0b7523e218bdddb9befe8d08b6c0202d75ace0dba89
            d0b1b3b70b2393c48ca05159e7e28cbeadea93f28a7cdae964e5136070c45d5c | dd2f151a3f173492a6fbbb602189d51ddf8ef79fc8e96b8fcbe6dabe73a35b48104f9dff2d63d48786d2b3af177091d646a9efae005bdfacb61a1214 | 8c449fb474d1c1d4d2a33827103b656a""")
    void theDerivationIsThatOfTheStandard(String key, String fixedInput, String derived) {
        HexFormat hex = HexFormat.of();
        assertEquals(
                derived,
                hex.formatHex(
                        CounterModeKdf.derive(hex.parseHex(key), hex.parseHex(fixedInput), derived.length() / 2)));
    }

    @ParameterizedTest
    @CsvSource({"TCP-MD5", "TCP-AO"})
    void bothEndsOfEveryPairHaveAKeyThatNoOtherPairHas(String method) {
        Map<String, Protection> protections = protections(cluster(secret(ONE, "method: " + method), 0));
        assertEquals(NODES * (NODES - 1), protections.size());
        protections.forEach((pair, protection) -> assertEquals(protection, protections.get(reversed(pair))));
        assertEquals(
                NODES * (NODES - 1) / 2,
                protections.values().stream().distinct().count());
    }

    @Test
    void aKeyIsTextThatFitsAndDependsOnTheMethod() {
        Protection.Md5 md5 = assertInstanceOf(
                Protection.Md5.class, protections(cluster(secret(ONE), 0)).get("1-2"));
        assertTrue(new String(md5.key().octets(), StandardCharsets.US_ASCII).matches("[0-9a-f]{64}"));
        Protection.Ao ao = assertInstanceOf(
                Protection.Ao.class,
                protections(cluster(secret(ONE, "method: TCP-AO"), 0)).get("1-2"));
        assertNotEquals(md5.key(), ao.keys().getFirst().key());
    }

    /// The three steps of a change: the new key is there, it is the current one, the old one is gone. Nodes see each
    /// step at different moments, so every step goes with the one before: each end takes what the other signs.
    @Test
    void withTcpAoANewKeyCostsNoSession() {
        List<Map<String, Protection>> steps = new ArrayList<>();
        for (String data : List.of(ONE, ONE + ", " + TWO, ONE + ", " + TWO + ", current: '2'", TWO)) {
            steps.add(protections(cluster(secret(data, "method: TCP-AO"), 0)));
        }
        for (int i = 1; i < steps.size(); i++) {
            Map<String, Protection> before = steps.get(i - 1);
            Map<String, Protection> after = steps.get(i);
            before.forEach((pair, old) -> {
                Protection.Ao now = assertInstanceOf(Protection.Ao.class, after.get(pair));
                Protection.Ao then = assertInstanceOf(Protection.Ao.class, old);
                assertTrue(then.rollsOverTo(now));
                AoKey signs = now.keys().getFirst();
                assertTrue(then.keys().contains(signs)
                        && now.keys().contains(then.keys().getFirst()));
            });
        }
    }

    /// One node after the other is labelled, then the new key is made the current one. Nothing but the sessions between
    /// the node and those before it is lost, each once, and both ends always agree.
    @Test
    void withMd5EverySessionIsLostOnceAndNeverThoseOfTwoNodesAtATime() {
        List<ClusterSnapshot> steps = new ArrayList<>(List.of(cluster(secret(ONE), 0)));
        for (int labelled = 0; labelled <= NODES; labelled++) {
            steps.add(cluster(secret(ONE, TWO), labelled));
        }
        steps.add(cluster(secret(ONE, TWO, "current: '2'"), NODES));
        steps.add(cluster(secret(TWO), 0));
        int lostInAll = 0;
        Map<String, Protection> before = protections(steps.getFirst());
        for (ClusterSnapshot step : steps) {
            Map<String, Protection> after = protections(step);
            Map<String, Protection> old = before;
            List<String> lost = after.keySet().stream()
                    .filter(pair -> pair.charAt(0) < pair.charAt(2) && !Objects.equals(after.get(pair), old.get(pair)))
                    .toList();
            assertTrue(lost.stream().map(pair -> pair.charAt(2)).distinct().count() <= 1, lost::toString);
            after.forEach((pair, protection) -> assertEquals(protection, after.get(reversed(pair))));
            lostInAll += lost.size();
            before = after;
        }
        assertEquals(NODES * (NODES - 1) / 2, lostInAll);
    }

    @Test
    void withoutASecretSessionsAreNotAuthenticated() {
        assertEquals(Protection.none(), protections(cluster("", 0)).get("1-2"));
    }

    @Test
    void ofTwoSecretsTheFirstCounts() {
        String other = secret(TWO).replace("name: mesh", "name: nets");
        ClusterSnapshot snapshot = cluster(secret(ONE) + other, 0);
        assertEquals(protections(cluster(secret(ONE), 0)), protections(snapshot));
        assertTrue(errors(Planner.plan(snapshot, "n1", new LocalFacts("n1", Map.of(), Optional.empty()))
                        .problems())
                .anyMatch(error -> error.contains("there is another Secret of type barewire.io/mesh-key")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            other: x                | it holds no key
            key-1: short            | key-1 has 5 octets
            key-256: x              | key-256 does not say a key's number
            %s, current: '3'        | current is 3, and there is no key-3
            %s, method: rot13       | method is neither TCP-MD5 nor TCP-AO""")
    void whatIsWrongWithTheSecretIsToldWithoutAKey(String data, String said) {
        ClusterSnapshot snapshot = cluster(secret(data.formatted(ONE)), 0);
        assertTrue(
                errors(snapshot.problems()).anyMatch(error -> error.contains(said)),
                () -> snapshot.problems().toString());
        assertFalse(snapshot.problems().toString().contains("one-one"));
        assertTrue(snapshot.secrets().isEmpty());
    }
}
