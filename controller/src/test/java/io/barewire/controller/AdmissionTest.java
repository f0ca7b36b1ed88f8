package io.barewire.controller;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.ClusterView.LabeledNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/// What frr-k8s' webhook refuses and says, provoked case by case. WH-n are its end-to-end cases.
class AdmissionTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NAMESPACE = "frr-k8s-system";

    private final ClusterView cluster = new ClusterView();
    private final Admission admission = new Admission(cluster);

    @BeforeEach
    void twoNodes() {
        cluster.put(new LabeledNode("n1", Map.of("kubernetes.io/hostname", "n1", "rack", "a")));
        cluster.put(new LabeledNode("n2", Map.of("kubernetes.io/hostname", "n2", "rack", "b")));
    }

    private static ObjectNode object(String namespace, String name, String spec) {
        return JSON.valueToTree(new Yaml().<Map<String, Object>>load("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: %s, namespace: %s}
                spec: {%s}
                """.formatted(name, namespace, spec)));
    }

    private static ObjectNode neighbor(String name, String fields) {
        return object(NAMESPACE, name, """
                bgp: {
                  bfdProfiles: [{name: s}, {name: t, detectMultiplier: 5}],
                  routers: [{asn: 64512, prefixes: [10.1.0.0/24, 10.2.0.0/24, '2001:db8:1::/64'], neighbors: [{%s}]}]}\
                """.formatted(fields));
    }

    private Verdict create(ObjectNode object) {
        return admission.judge(new AdmissionRequest("u", object, Optional.empty()));
    }

    private void exists(ObjectNode object) {
        assertInstanceOf(Verdict.Allowed.class, create(object));
        assertInstanceOf(
                Decoded.Good.class,
                ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE).getFirst());
        cluster.put(configuration(object));
    }

    private static FrrConfiguration configuration(ObjectNode object) {
        Decoded decoded =
                ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE).getFirst();
        return (FrrConfiguration) ((Decoded.Good) decoded).value();
    }

    private void assertDenied(String message, ObjectNode object) {
        Verdict.Denied denied = assertInstanceOf(Verdict.Denied.class, create(object));
        assertTrue(denied.message().contains(message), denied::message);
    }

    private void assertAllowed(ObjectNode object) {
        assertEquals(new Verdict.Allowed(List.of()), create(object));
    }

    @Acceptance(WH_1)
    @Test
    void aBadSelectorIsRefusedAlthoughItSelectsNobody() {
        assertDenied("resource contains an invalid NodeSelector", object(NAMESPACE, "x", """
                nodeSelector: {matchLabels: {rack: 'a b'}}"""));
        assertDenied(
                "could not parse nodeSelector for FRRConfiguration frr-k8s-system/x, err: ",
                object(NAMESPACE, "x", "nodeSelector: {matchLabels: {rack: 'a b'}}"));
    }

    @Acceptance({WH_3, WH_4, WH_5, WH_6, WH_7, WH_8, WH_9, WH_10})
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            WH-3  | address: 192.a.b.10, asn: 1             | failed to find ipfamily for neighbor 1@192.a.b.10, err: failed to find ipfamily for 192.a.b.10,
            WH-4  | address: 192.0.2.1, asn: 1, toAdvertise: {nextHop: {ipv6: '2001:db8::1'}} | ipv6 next hop "2001:db8::1" set for neighbor 1@192.0.2.1 without an ipv6 address family
            WH-5  | address: '2001:db8::1', asn: 1, toAdvertise: {nextHop: {ipv4: 192.0.2.9}} | ipv4 next hop "192.0.2.9" set for neighbor 1@2001:db8::1 without an ipv4 address family
            WH-6  | address: 192.0.2.1, asn: 1, toAdvertise: {withLocalPref: [{localPref: 5, prefixes: [10.1.0.0/24]}]} | failed to process local pref for neighbor 1@192.0.2.1, err: localPref 5 associated to non existing prefix 10.1.0.0/24
            WH-7  | address: 192.0.2.1                      | neighbor 0@192.0.2.1 has no ASN or DynamicASN specified
            WH-8  | address: 192.0.2.1, asn: 1, dynamicASN: external | neighbor external@192.0.2.1 has both ASN and DynamicASN specified
            WH-9  | asn: 1                                  | neighbor with ASN 1 has no address and no interface
            WH-10 | address: 192.0.2.1, interface: eth0, asn: 1 | neighbor 1@192.0.2.1 has both Address and Interface specified
            2.6   | address: 192.0.2.1, dynamicASN: both    | neighbor both@192.0.2.1 has invalid DynamicASN both specified, must be one of internal,external
            2.6   | address: 192.0.2.1, asn: 1, bfdProfile: u | neighbor 1@192.0.2.1 referencing non existing BFDProfile u
            2.6   | address: 192.0.2.1, asn: 1, holdTime: 90s | invalid timers for neighbor 1@192.0.2.1, err: one of KeepaliveTime/HoldTime specified, both must be set or none
            2.6   | address: 192.0.2.1, asn: 1, holdTime: 2s, keepaliveTime: 1s | invalid timers for neighbor 1@192.0.2.1, err: invalid hold time "2s": must be 0 or >=3s
            2.6   | address: 192.0.2.1, asn: 1, holdTime: 9s, keepaliveTime: 10s | invalid timers for neighbor 1@192.0.2.1, err: invalid keepaliveTime "10s", must be lower than holdTime "9s"
            2.6   | address: 192.0.2.1, asn: 1, password: x, passwordSecret: {name: y} | neighbor 1@192.0.2.1 specifies both cleartext password and secret ref
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {nextHop: {ipv4: here}} | invalid ipv4 next hop "here" for neighbor 1@192.0.2.1
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {nextHop: {ipv6: here}} | invalid ipv6 next hop "here" for neighbor 1@192.0.2.1
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {prefixes: [10.9.0.0/24]}} | trying to advertise non configured prefix 10.9.0.0/24 to neighbor 1@192.0.2.1, vrf
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {prefixes: ['2001:db8:1::/64']}} | invalid allowed prefixes [2001:db8:1::/64] for neighbor 1@192.0.2.1, err: prefix 2001:db8:1::/64 is not compatible with the ipfamily ipv4
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {withLocalPref: [{localPref: 5, prefixes: ['2001:db8:1::/64']}]} | invalid prefixes [2001:db8:1::/64] for localpref 5 for neighbor 1@192.0.2.1, err: prefix 2001:db8:1::/64 is not compatible
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {withCommunity: [{community: '1:2', prefixes: ['2001:db8:1::/64']}]} | invalid prefixes [2001:db8:1::/64] for community 1:2 for neighbor 1@192.0.2.1, err: prefix
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 5, prefixes: [10.1.0.0/24]}, {localPref: 6, prefixes: [10.1.0.0/24]}]} | prefix 10.1.0.0/24 is configured with both local preference 5 and 6
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 5, prefixes: [10.1.0.0/24]}, {localPref: 5, prefixes: [10.2.0.0/24]}]} | failed to process local pref for neighbor 1@192.0.2.1, err: local preference 5 is already defined
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 5, prefixes: [10.1.0.0/24, 10.1.0.0/24]}]} | prefix 10.1.0.0/24 is already defined for local preference 5
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: no-export, prefixes: [10.1.0.0/24]}]} | failed to process local pref for neighbor 1@192.0.2.1, err: invalid community no-export, err: invalid community format
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:99999', prefixes: [10.1.0.0/24]}]} | invalid community 1:99999, err: invalid community value
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:2', prefixes: [10.1.0.0/24]}, {community: '1:2', prefixes: [10.2.0.0/24]}]} | community 1:2 is already defined
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {withCommunity: [{community: '1:2', prefixes: [10.1.0.0/24]}]} | prefix 10.1.0.0/24 is advertised for community 1:2 but it's not in the advertisement list of the neighbor
            2.6   | address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:2', prefixes: [10.1.0.0/24, 10.1.0.0/24]}]} | prefix 10.1.0.0/24 is already defined for community 1:2
            2.6   | address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: here}]}} | failed to parse prefix here:
            2.6   | address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/8, ge: 25, le: 24}]}} | invalid selector lengths: ge 25 is bigger than le 24
            2.6   | address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/8, le: 7}]}} | invalid selector lengths: cidr mask 8 is bigger than le 7
            2.6   | address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/8, ge: 7}]}} | invalid selector lengths: cidr mask 8 is bigger than ge 7
            """)
    void aNeighborThatIsWrongByItselfIsRefusedInTheWordsOfFrrK8s(String id, String fields, String text) {
        ObjectNode object = neighbor("x", fields);
        assertDenied(text, object);
        assertDenied("\nresource is invalid for node n", object);
    }

    @Acceptance(WH_2)
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            WH-2 | {asn: 1, prefixes: [192.a.b.10]}         | unknown ipfamily for 192.a.b.10
            2.6  | {asn: 1, imports: [{vrf: red}]}          | router 1- imports vrf red which is not defined
            2.6  | {asn: 1, vrf: red, imports: [{vrf: default}]} | vrf  not found in prefixes in router
            2.6  | {asn: 1, neighbors: [{asn: 1, localASN: 2, address: 192.0.2.1}]} | neighbor 1@192.0.2.1: localASN is not supported for iBGP sessions (neighbor ASN 1 equals router ASN)
            2.4  | {asn: 1}, {asn: 2}                       | different asns (1 != 2) specified for same vrf:
            2.6  | {asn: 1, neighbors: [{asn: 1, address: 192.0.2.1}, {asn: 2, address: 192.0.2.1}]} | multiple asns specified for 192.0.2.1
            """)
    void aRouterThatIsWrongByItselfIsRefusedInTheWordsOfFrrK8s(String id, String routers, String text) {
        assertDenied(text, object(NAMESPACE, "x", "bgp: {routers: [" + routers + "]}"));
    }

    @Test
    void aBfdProfileThatIsThereTwiceIsRefused() {
        assertDenied(
                "duplicate bfd profile name a in config x",
                object(NAMESPACE, "x", "bgp: {bfdProfiles: [{name: a}, {name: a}]}"));
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            asn: 1                        | asn: 2                          | multiple asns specified for 192.0.2.1
            asn: 1                        | dynamicASN: external            | multiple asns specified for 192.0.2.1
            asn: 1                        | asn: 1, port: 1790              | multiple ports specified for 192.0.2.1
            asn: 1                        | asn: 1, sourceaddress: 192.0.2.7 | multiple source addresses specified for 192.0.2.1
            asn: 1                        | asn: 1, password: x             | multiple passwords specified for 192.0.2.1
            asn: 1, bfdProfile: s         | asn: 1, bfdProfile: t           | multiple bfd profiles specified for 192.0.2.1
            asn: 1                        | asn: 1, ebgpMultiHop: true      | conflicting ebgp-multihop specified for 192.0.2.1
            asn: 1                        | asn: 1, dualStackAddressFamily: true | conflicting advertiseDualStack specified for 192.0.2.1
            asn: 1                        | asn: 1, holdTime: 90s, keepaliveTime: 60s | multiple hold times specified for 192.0.2.1
            asn: 1                        | asn: 1, holdTime: 180s, keepaliveTime: 30s | multiple keepalive times specified for 192.0.2.1
            asn: 1                        | asn: 1, connectTime: 10s        | multiple connect times specified for 192.0.2.1
            asn: 1                        | asn: 1, localASN: 7             | multiple localASNs specified for 192.0.2.1
            asn: 1, toAdvertise: {nextHop: {ipv4: 192.0.2.8}} | asn: 1, toAdvertise: {nextHop: {ipv4: 192.0.2.9}} | could not merge outgoing for neighbor 192.0.2.1 vrf , err: ipv4 next hop: multiple next hops (192.0.2.8 != 192.0.2.9) specified
            asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 5, prefixes: [10.1.0.0/24]}]} | asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 6, prefixes: [10.1.0.0/24]}]} | could not merge outgoing for neighbor 192.0.2.1 vrf , err: multiple local prefs (5 != 6) specified for prefix 10.1.0.0/24
            """)
    void neighborsThatDisagreeAreRefusedInTheWordsOfFrrK8s(String one, String other, String text) {
        exists(neighbor("a", "address: 192.0.2.1, " + one));
        ObjectNode late = neighbor("b", "address: 192.0.2.1, " + other);
        assertDenied(text, late);
        assertDenied("it must agree with FRRConfiguration frr-k8s-system/a)\nresource is invalid for node n", late);
    }

    @Test
    void routersThatDisagreeAreRefusedInTheWordsOfFrrK8s() {
        exists(object(NAMESPACE, "a", "bgp: {routers: [{asn: 100, id: 192.0.2.1}]}"));
        assertDenied(
                "different router ids (192.0.2.1 != 192.0.2.2) specified for same vrf: ",
                object(NAMESPACE, "b", "bgp: {routers: [{asn: 100, id: 192.0.2.2}]}"));
    }

    @Test
    void aBfdProfileThatIsAnotherOneInAnotherObjectIsRefused() {
        exists(neighbor("a", "address: 192.0.2.1, asn: 1, bfdProfile: s"));
        ObjectNode late = object(NAMESPACE, "b", """
                bgp: {bfdProfiles: [{name: s, receiveInterval: 50}], routers: [{asn: 64512, neighbors: [
                  {address: 192.0.2.1, asn: 1, bfdProfile: s}]}]}""");
        assertDenied("duplicate bfd profile name s with different values for config b", late);
    }

    private static ObjectNode withAsn(String namespace, String name, int asn, String rack) {
        return object(namespace, name, """
                nodeSelector: {matchLabels: {rack: %s}}, bgp: {routers: [{asn: %d}]}""".formatted(rack, asn));
    }

    @Acceptance(WH_11)
    @Test
    void whoDisagreesIsRefusedWhereBothAreWanted() {
        exists(withAsn(NAMESPACE, "one", 100, "a"));
        assertDenied("different asns (100 != 200) specified for same vrf: ", withAsn(NAMESPACE, "two", 200, "a"));
        assertDenied("resource is invalid for node n1", withAsn(NAMESPACE, "two", 200, "a"));
        exists(withAsn(NAMESPACE, "two", 200, "b"));
        assertDenied("different asns", withAsn(NAMESPACE, "two", 200, "a"));
        assertDenied("different asns", withAsn("default", "three", 200, "a"));
        cluster.remove(configuration(withAsn(NAMESPACE, "one", 100, "a")).key());
        assertAllowed(withAsn(NAMESPACE, "two", 200, "a"));
    }

    @Acceptance(WH_12)
    @Test
    void twoBfdProfilesForOneNeighborAreRefused() {
        exists(neighbor("a", "address: 192.0.2.1, asn: 1, bfdProfile: s"));
        assertDenied(
                "multiple bfd profiles specified for 192.0.2.1",
                neighbor("b", "address: 192.0.2.1, asn: 1, bfdProfile: t"));
    }

    @Acceptance(WH_13)
    @Test
    void aSecretMayComeLater() {
        exists(neighbor("a", "address: 192.0.2.1, asn: 1, passwordSecret: {name: nonexisting}"));
        assertAllowed(neighbor("b", "address: 192.0.2.1, asn: 1, passwordSecret: {name: another}"));
    }

    @Test
    void anObjectThatTakesThePlaceOfItselfIsNotComparedWithItself() {
        exists(withAsn(NAMESPACE, "one", 100, "a"));
        assertAllowed(withAsn(NAMESPACE, "one", 200, "a"));
        assertAllowed(withAsn("default", "one", 200, "a"));
    }

    @Test
    void whatSelectsNobodyIsLetThroughWithAWarning() {
        exists(withAsn(NAMESPACE, "one", 100, "a"));
        assertAllowed(withAsn(NAMESPACE, "two", 200, "nowhere"));
        Verdict verdict = create(object(NAMESPACE, "three", """
                nodeSelector: {matchLabels: {rack: nowhere}}, bgp: {routers: [{asn: 1, prefixes: [x]}]}"""));
        assertEquals(
                List.of(
                        "no node is selected; on one it would be refused:",
                        "unknown ipfamily for x (spec.bgp.routers[0].prefixes[0]: ADDRESS/LENGTH is needed, as"
                                + " 10.244.0.0/24)"),
                assertInstanceOf(Verdict.Allowed.class, verdict).warnings());
    }

    @Test
    void objectsThatDisagreeAlreadyDoNotBlockWhatIsRight() {
        cluster.put(configuration(withAsn(NAMESPACE, "one", 100, "a")));
        cluster.put(configuration(withAsn(NAMESPACE, "two", 200, "a")));
        assertAllowed(withAsn(NAMESPACE, "three", 100, "a"));
    }

    @Test
    void whatIsDeprecatedIsWarnedOf() {
        Verdict verdict = create(neighbor("x", "address: 192.0.2.1, asn: 1, disableMP: true"));
        assertEquals(
                List.of("disableMP is deprecated, is ignored and will be removed in a future release"
                        + " (spec.bgp.routers[0].neighbors[0].disableMP: leave it out)"),
                assertInstanceOf(Verdict.Allowed.class, verdict).warnings());
    }

    /// ST-4 stores such an object and then looks at what the node says of it.
    @Test
    void rawConfigurationThatMeansNothingIsOnlyWarnedOf() {
        String raw = "raw: {rawConfig: this is a non valid configuration}";
        List<String> warnings = create(object(NAMESPACE, "x", raw + ", bgp: {routers: [{asn: 1}]}"))
                .warnings();
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("this is a non valid configuration"), warnings::toString);
        assertDenied(
                "unknown ipfamily for x", object(NAMESPACE, "x", raw + ", bgp: {routers: [{asn: 1, prefixes: [x]}]}"));
    }

    @Test
    void aChangeOfGracefulRestartIsWarnedOf() {
        ObjectNode before = neighbor("x", "address: 192.0.2.1, asn: 1");
        ObjectNode after = neighbor("x", "address: 192.0.2.1, asn: 1, enableGracefulRestart: true");
        assertEquals(
                new Verdict.Allowed(
                        List.of("Graceful restart configuration changed, it will be available on the next restart"
                                + " (which is at once: the session is reset)")),
                admission.judge(new AdmissionRequest("u", after, Optional.of(before))));
        assertEquals(
                new Verdict.Allowed(List.of()), admission.judge(new AdmissionRequest("u", after, Optional.of(after))));
    }

    @Test
    void faultsAreToldOfInLinesUpToABound() {
        String prefixes = "a, b, c, d, e, f, g, h, i, j, k, l";
        Verdict.Denied denied = assertInstanceOf(
                Verdict.Denied.class,
                create(object(NAMESPACE, "x", "bgp: {routers: [{asn: 1, prefixes: [" + prefixes + "]}]}")));
        List<String> lines = denied.message().lines().toList();
        assertEquals(12, lines.size());
        assertEquals("and 2 more", lines.get(10));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                              | not an AdmissionReview of admission.k8s.io/v1
            []                                                              | not an AdmissionReview of admission.k8s.io/v1
            {kind: AdmissionReview, apiVersion: admission.k8s.io/v1}        | request.uid is missing
            {kind: AdmissionReview, apiVersion: admission.k8s.io/v1beta1}   | not an AdmissionReview of admission.k8s.io/v1
            {kind: AdmissionReview, apiVersion: admission.k8s.io/v1, request: {uid: u}} | request.operation is none of CREATE, UPDATE, DELETE, CONNECT
            {kind: AdmissionReview, apiVersion: admission.k8s.io/v1, request: {uid: u, operation: CREATE}} | request.object is not a map
            """)
    void whatIsNoReviewIsSaidToBeNone(String tree, String why) {
        assertEquals(new AdmissionRequest.Reading.NoReview(why), AdmissionRequest.read(tree(tree)));
    }

    private static JsonNode tree(String yaml) {
        return JSON.valueToTree(new Yaml().load(yaml));
    }

    @Test
    void aNameThatIsStillToBeMadeIsNoFault() {
        ObjectNode review = (ObjectNode) tree("""
                kind: AdmissionReview
                apiVersion: admission.k8s.io/v1
                request: {uid: u, operation: CREATE}
                """);
        ObjectNode object = neighbor("x", "address: 192.0.2.1, asn: 1");
        ((ObjectNode) object.get("metadata"))
                .put("generateName", "ovnk-generated-")
                .remove("name");
        ((ObjectNode) review.get("request")).set("object", object);
        AdmissionRequest.Reading.Review read =
                assertInstanceOf(AdmissionRequest.Reading.Review.class, AdmissionRequest.read(review));
        assertEquals(new Verdict.Allowed(List.of()), admission.judge(read.request()));
    }

    @Test
    void anObjectOfAnotherKindOrNoneIsRefused() {
        ObjectNode node = JSON.createObjectNode().put("kind", "Node").put("apiVersion", "v1");
        node.putObject("metadata").put("name", "n");
        assertDenied("not an FRRConfiguration", node);
        assertDenied("missing", JSON.createObjectNode().put("kind", ""));
    }

    @Test
    void aVerdictIsAnsweredAsAReview() {
        assertEquals(tree("""
                        apiVersion: admission.k8s.io/v1
                        kind: AdmissionReview
                        response:
                          uid: u
                          allowed: false
                          status: {code: 403, reason: Forbidden, message: 'no'}
                          warnings: [w]
                        """), JSON.valueToTree(new Verdict.Denied("no", List.of("w")).review("u")));
        assertEquals(
                tree("{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, response: {uid: u, allowed: true}}"),
                new Verdict.Allowed(List.of()).review("u"));
    }
}
