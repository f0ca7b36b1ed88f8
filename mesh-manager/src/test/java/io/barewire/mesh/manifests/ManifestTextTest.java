package io.barewire.mesh.manifests;

import static io.barewire.mesh.manifests.Manifests.file;
import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.inforce.Part;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.Secret;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTextTest {
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: tor, namespace: frr-k8s-system}
            type: kubernetes.io/basic-auth
            data: {password: aHVudGVyMg==}
            stringData: {username: oz}
            ---
            """;

    @Test
    void documentsListsAndEmptyOnesAreRead() {
        String list = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Node
                  metadata: {name: x}
                - apiVersion: v1
                  kind: NodeList
                  items:
                  - apiVersion: v1
                    kind: Node
                    metadata: {name: y}
                """;
        ClusterSnapshot snapshot = yaml("---\n---\n# nothing\n---\n" + node("a", 1) + list);
        assertEquals(Set.of("a", "x", "y"), snapshot.nodes().keySet());
        assertEquals(List.of(), snapshot.problems());
        assertEquals(
                19,
                snapshot.nodes()
                        .getOrDefault("x", snapshot.nodes().firstEntry().getValue())
                        .origin()
                        .line());
    }

    @Test
    void jsonIsReadByItsName() {
        Part reading = file("n.json", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"a\"}}\n");
        assertTrue(reading.complete());
        assertTrue(reading.objects().getFirst() instanceof Decoded.Good);
        Part broken = file("n.json", "{\n\"apiVersion\": \"hunter2");
        assertFalse(broken.complete());
        assertEquals(
                "n.json:2: error: not readable as JSON; objects from here to the end of the file stay as they were",
                broken.problems().getFirst().toString());
        assertFalse(file("n.json", "{\"a\":1,\"a\":2}").complete());
    }

    @Test
    void aByteOrderMarkIsNoMatter() {
        assertEquals(1, yaml("\uFEFF" + node("a", 1)).nodes().size());
    }

    @Test
    void aliasesAndMergesAreFollowed() {
        ClusterSnapshot snapshot = yaml("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: x}
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      neighbors:
                      - &first {address: 192.0.2.1, asn: 64600, toReceive: &all {allowed: {mode: all}}}
                      - {<<: *first, address: 192.0.2.2}
                      - {address: 192.0.2.3, asn: 64601, toReceive: *all}
                """);
        assertEquals(List.of(), snapshot.problems());
        var neighbors = snapshot.frrConfigurations()
                .firstEntry()
                .getValue()
                .routers()
                .getFirst()
                .neighbors();
        assertEquals(
                List.of("64600@192.0.2.1", "64600@192.0.2.2", "64601@192.0.2.3"),
                neighbors.stream().map(neighbor -> neighbor.name()).toList());
        assertTrue(neighbors.stream().allMatch(neighbor -> neighbor.toReceive().permitsAll()));
    }

    @Test
    void aliasesInKeysAndMergesOfMergesAreFollowed() {
        YamlDocuments yaml = YamlDocuments.parse("""
                - &name {a: &key b}
                - {*key : 1, c: *name}
                - &more {<<: [*name, {a: x, d: ~}], e: 0x1F}
                - {<<: *more, a: 1.5}
                --- {n: 007, o: 1.2.3.4, p: 1e3, q: -.5, r: 0o17, s: "7", t: 1:30}
                """, "a.yaml");
        assertEquals(
                List.of(
                        "[{\"a\":\"b\"},{\"b\":1,\"c\":{\"a\":\"b\"}},{\"e\":31,\"a\":\"b\",\"d\":null},"
                                + "{\"a\":1.5,\"e\":31,\"d\":null}]",
                        "{\"n\":7,\"o\":\"1.2.3.4\",\"p\":1E+3,\"q\":-0.5,\"r\":15,\"s\":\"7\",\"t\":\"1:30\"}"),
                yaml.documents().stream().map(each -> each.tree().toString()).toList());
    }

    /// Each line is a document; \n and \t stand for themselves.
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            [a, b                            | error: not readable as YAML
            a: b: c                          | error: not readable as YAML: mapping values are not allowed here
            a: *nowhere                      | error: not readable as YAML: found undefined alias
            a: 1\\na: 2                      | a.yaml:2: error: not readable as YAML: the key "a" stands twice in one map
            ? [a]\\n: b                      | a key is neither text nor number
            &a [*a]                          | nested deeper than 50 levels
            a: &a {<<: *a}                   | nested deeper than 50 levels
            a: {<<: 1}                       | << needs a map
            a: !!pass word                   | error: not readable as YAML: found a tag that means nothing here
            !!pass a: word                   | error: not readable as YAML: found a tag that means nothing here
            a: !%20 word                     | a.yaml:1: error: not readable as YAML: found a tag that means nothing here
            !<%20> kind: Node                | a.yaml:1: error: not readable as YAML: found a tag that means nothing here
            just text                        | a.yaml:1: error: not a Kubernetes object; a map with apiVersion, kind and metadata is needed
            [1, 2]                           | not a Kubernetes object
            {apiVersion: v1}                 | kind: missing
            {kind: Node}                     | metadata.name: missing; every object needs a name
            {kind: [Node]}                   | kind: is a list, not text
            {kind: Node, metadata: {name: 7}} | metadata.name: is a number, not text; text is needed: put it in quotes
            {kind: Nodes}                    | warning: kind: the kind "Nodes" means nothing here; did you mean "Node"?
            {kind: FrrConfiguration}         | did you mean "FRRConfiguration"?
            {kind: RouteAdvertisements}      | barewire controller carries it out
            {kind: UserDefinedNetwork}       | not supported yet: UserDefinedNetwork""")
    void whatIsNotAnObjectIsReported(String text, String reported) {
        Part reading = file("a.yaml", text.replace("\\n", "\n"));
        List<String> problems = new ArrayList<>();
        reading.problems().forEach(problem -> problems.add(problem.toString()));
        reading.objects().forEach(object -> object.problems().forEach(problem -> problems.add(problem.toString())));
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(reported)), problems::toString);
    }

    @Test
    void otherKindsAreNobodysBusiness() {
        assertEquals(ClusterSnapshot.EMPTY, yaml("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}"));
        assertEquals(
                ClusterSnapshot.EMPTY,
                yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: other}, data: {a: b}}"));
    }

    @Test
    void anAliasBombIsDefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, alias))));
        }
        Part reading = file("bomb.yaml", bomb.toString());
        assertFalse(reading.complete());
        assertTrue(reading.problems().getFirst().reason().contains("aliases unfolded"), reading::toString);
    }

    @Test
    void faultsOfAFileWithManyAliasesHaveTheirLines() {
        Part reading = file("a.yaml", "x: &x [y]\nz:\n" + "- *x\n".repeat(60) + "kind: Node\nmetadata: {name: 7}\n");
        String problem = reading.objects().getFirst().problems().getFirst().toString();
        assertTrue(problem.startsWith("a.yaml:64: error: metadata.name: is a number"), problem);
    }

    @Test
    void depthAndDocumentsAreBounded() {
        assertFalse(file("deep.yaml", "[".repeat(100_000)).complete());
        assertFalse(file("deep.json", "[".repeat(100_000)).complete());
        Part many = file("many.yaml", "--- {kind: Pod}\n".repeat(YamlDocuments.MOST_DOCUMENTS + 1));
        assertFalse(many.complete());
        assertEquals(YamlDocuments.MOST_DOCUMENTS, many.objects().size());
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        Part reading = ManifestText.decode("a.yaml", "n: é".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "a.yaml: error: not UTF-8 text; save the file as UTF-8",
                reading.problems().getFirst().toString());
    }

    @Test
    void documentsBeforeABrokenOneCount() {
        Part reading = file("a.yaml", node("a", 1) + "kind: [\n---\n" + node("b", 2));
        assertEquals(1, reading.objects().size());
        assertFalse(reading.complete());
    }

    @Test
    void aSecretIsReadAndNeverPrinted() {
        ClusterSnapshot snapshot = yaml(SECRET);
        Secret secret = snapshot.secrets().firstEntry().getValue();
        assertEquals(new ObjectKey("frr-k8s-system", "tor"), secret.key());
        assertEquals("kubernetes.io/basic-auth", secret.type());
        assertEquals(
                Octets.of("hunter2".getBytes(StandardCharsets.UTF_8)),
                secret.data().get("password"));
        assertEquals(
                Octets.of("oz".getBytes(StandardCharsets.UTF_8)), secret.data().get("username"));
        String text = snapshot.toString();
        assertFalse(text.contains("hunter2") || text.contains("aHVudGVyMg") || text.contains("68756e74"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data: {password: aHVudGVyMg==}   | data: {password: "hunter2!"}
            data: {password: aHVudGVyMg==}   | data: {password: 31337}
            data: {password: aHVudGVyMg==}   | data: hunter2
            data: {password: aHVudGVyMg==}   | data: {hunter2
            data: {password: aHVudGVyMg==}   | stringData: {password: *hunter2}
            data: {password: aHVudGVyMg==}   | stringData: {password: !hunter2!x}
            data: {password: aHVudGVyMg==}   | stringData: {password: %hunter2}
            data: {password: aHVudGVyMg==}   | stringData: {password: "\\hunter2"}
            data: {password: aHVudGVyMg==}   | stringData: {password: [hunter2]}""")
    void noFaultOfASecretRepeatsIt(String from, String to) {
        ClusterSnapshot snapshot = yaml(SECRET.replace(from, to));
        assertFalse(snapshot.problems().isEmpty());
        String text = snapshot.problems().toString();
        assertFalse(text.contains("hunter2") || text.contains("31337"), text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            '{"default":["10.1.0.0/24","fd00::/64"]}'      | [10.1.0.0/24, fd00::/64]
            '{"default":"10.1.0.0/24"}'                    | [10.1.0.0/24]
            '{"default":["10.1.0.0/24"],"blue":"oops"}'    | [10.1.0.0/24]
            '{"default":["10.1.0.9/24","10.1.0.0/24"]}'    | [10.1.0.0/24]
            '{"blue":["10.1.0.0/24"]}'                     | [10.2.0.0/24]
            '{"default":[]}'                               | network "default": an empty list
            '{"default":["here"]}'                         | network "default": not a prefix
            '{"default":[7]}'                              | network "default": not a prefix
            '{}'                                           | not a JSON map with a network in it
            '["10.1.0.0/24"]'                              | not a JSON map with a network in it
            '{"default":'                                  | metadata.annotations[k8s.ovn.org/node-subnets]: not JSON
            7                                              | is a number, not text""")
    void theSubnetAnnotationHasANewAndAnOldForm(String annotation, String expected) {
        String quoted = annotation.equals("7") ? annotation : "'" + annotation + "'";
        ClusterSnapshot snapshot = yaml("""
                apiVersion: v1
                kind: Node
                metadata: {name: a, annotations: {k8s.ovn.org/node-subnets: %s}}
                spec: {podCIDRs: [10.2.0.0/24]}
                """.formatted(quoted));
        String outcome = snapshot.nodes().isEmpty()
                ? snapshot.problems().getFirst().toString()
                : snapshot.nodes().firstEntry().getValue().subnets("default").toString();
        assertTrue(outcome.contains(expected), outcome);
    }

    @Test
    void randomOctetsNeverThrow() {
        Seeds.forSeeds(2_000, rng -> {
            byte[] octets = rng.octets(rng.between(0, 200));
            ManifestText.decode(rng.oneOf("a.yaml", "a.json", "ovnkube.conf"), octets);
        });
    }

    @Test
    void mutatedManifestsNeverThrow() {
        String good = node("a", 1)
                + neighbor(
                        "x",
                        "  {address: 192.0.2.1, asn: 1, holdTime: 9s, keepaliveTime: 3s, password: a, port: 1,",
                        "   toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/8, ge: 9, le: 24}]}}}")
                + SECRET;
        Seeds.forSeeds(3_000, rng -> {
            String mutated = mutate(good, rng);
            InForce.NOTHING.after(Manifests.folder(file("a.yaml", mutated), file("b.json", mutated)));
            file("ovnkube.conf", mutate(Manifests.MANAGED, rng));
        });
    }

    private static String mutate(String text, Rng rng) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = rng.between(1, 6); i > 0 && !mutated.isEmpty(); i--) {
            int at = rng.between(0, mutated.length() - 1);
            switch (rng.between(0, 3)) {
                case 0 -> mutated.deleteCharAt(at);
                case 1 ->
                    mutated.insert(at, rng.oneOf("[", "{", ": ", "- ", "\n", "'", "*a", "&a ", "!!int ", "-1", "<<"));
                case 2 -> mutated.setCharAt(at, (char) rng.between(0, 300));
                default -> mutated.setLength(Math.max(1, at));
            }
        }
        return mutated.toString();
    }
}
