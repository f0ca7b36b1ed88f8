package io.barewire.mesh.decode;

import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.Source;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrrConfigurationTest {
    private static Neighbor only(ClusterSnapshot snapshot) {
        List<Problem> errors =
                snapshot.problems().stream().filter(Problem::isError).toList();
        assertEquals(List.of(), errors);
        FrrConfiguration configuration =
                snapshot.frrConfigurations().values().iterator().next();
        return configuration.routers().getFirst().neighbors().getFirst();
    }

    @Test
    void everyPlainFieldOfANeighborIsTaken() {
        Neighbor neighbor = only(yaml(neighbor(
                "tor",
                "  address: 2001:db8:0::1",
                "  asn: 64600",
                "  port: 1790",
                "  holdTime: 1m30s",
                "  keepaliveTime: 30.9s",
                "  connectTime: 5s",
                "  ebgpMultiHop: true",
                "  localASN: 64999",
                "  enableGracefulRestart: true",
                "  sourceaddress: 2001:db8::2",
                "  dualStackAddressFamily: true",
                "  addressFamilies: [unicast]",
                "  toAdvertise: {allowed: {mode: all}}",
                "  toReceive: {allowed: {mode: all}}")));
        assertEquals(new Endpoint.Address(IpAddress.parse("2001:db8::1")), neighbor.endpoint());
        assertEquals(RemoteAs.of(64600), neighbor.as());
        assertEquals(Optional.of(1790), neighbor.port());
        assertEquals(Optional.of(Duration.ofSeconds(90)), neighbor.holdTime());
        assertEquals(Optional.of(Duration.ofSeconds(30)), neighbor.keepaliveTime());
        assertEquals(Optional.of(Duration.ofSeconds(5)), neighbor.connectTime());
        assertTrue(neighbor.ebgpMultiHop());
        assertEquals(Optional.of(64999L), neighbor.localAsn());
        assertTrue(neighbor.gracefulRestart());
        assertEquals(new Source.Address(IpAddress.parse("2001:db8::2")), neighbor.source());
        assertTrue(neighbor.dualStack());
        assertEquals(3, neighbor.toAdvertise().allowed().size());
        assertEquals(PrefixFilter.ALL, neighbor.toReceive());
        assertEquals("64600@2001:db8::1", neighbor.name());
    }

    @Test
    void anAsMayBeLearnedFromTheOpen() {
        Neighbor internal = only(yaml(neighbor("tor", "  address: 192.0.2.1", "  dynamicASN: internal")));
        assertEquals(RemoteAs.Relation.INTERNAL, internal.as());
        assertEquals("internal@192.0.2.1", internal.name());
        Neighbor external = only(yaml(neighbor("tor", "  address: 192.0.2.1", "  dynamicASN: external")));
        assertEquals(RemoteAs.Relation.EXTERNAL, external.as());
    }

    @Test
    void aBareNeighborHasNoOpinionAndExchangesNothing() {
        Neighbor neighbor = only(yaml(neighbor("tor", "  address: 192.0.2.1", "  asn: 64512")));
        assertEquals(Optional.empty(), neighbor.port());
        assertEquals(Optional.empty(), neighbor.holdTime());
        assertEquals(ToAdvertise.NOTHING, neighbor.toAdvertise());
        assertEquals(PrefixFilter.NONE, neighbor.toReceive());
    }

    @ParameterizedTest(name = "{0} le {1} ge {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "10.0.0.0/16,    -,  -,  10.0.0.0/16",
                "10.0.0.0/16,    24, -,  10.0.0.0/16 le 24",
                "10.0.0.0/16,    -,  24, 10.0.0.0/16 ge 24 le 32",
                "10.0.0.0/16,    26, 24, 10.0.0.0/16 ge 24 le 26",
                "10.0.0.0/16,    24, 24, 10.0.0.0/16 ge 24 le 24",
                "10.0.0.0/16,    16, 16, 10.0.0.0/16",
                "10.0.0.7/16,    0,  0,  10.0.0.0/16",
                "2001:db8::/32,  -,  64, 2001:db8::/32 ge 64 le 128",
                "2001:db8::/32,  48, -,  2001:db8::/32 le 48",
                "0.0.0.0/0,      32, -,  0.0.0.0/0 le 32",
            })
    void lengthsMeanWhatPrefixListsMean(String prefix, String le, String ge, String rule) {
        String lengths = (le == null ? "" : ", le: " + le) + (ge == null ? "" : ", ge: " + ge);
        Neighbor neighbor = only(yaml(neighbor(
                "tor",
                "  address: 192.0.2.1",
                "  asn: 64512",
                "  toReceive: {allowed: {prefixes: [{prefix: '" + prefix + "'" + lengths + "}]}}")));
        assertEquals("[" + rule + "]", neighbor.toReceive().rules().toString());
    }

    /// The prefixes of an imported VRF may be advertised as if they were the router's own.
    @Test
    void allAdvertisesThePrefixesOfImportedVrfsToo() {
        ClusterSnapshot snapshot = yaml(object("""
                bgp: {routers: [
                  {asn: 1, prefixes: [10.1.0.0/24], imports: [{vrf: red}], neighbors: [
                    {address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}}}]},
                  {asn: 2, vrf: red, prefixes: [10.2.0.0/24], imports: [{vrf: default}], neighbors: [
                    {address: 192.0.2.1, asn: 2, toAdvertise: {allowed: {prefixes: [10.1.0.0/24]}}}]}]}
                """));
        assertEquals(List.of(), snapshot.problems());
        List<Router> routers =
                snapshot.frrConfigurations().values().iterator().next().routers();
        assertEquals(Set.of("red"), routers.get(0).imports());
        assertEquals(Set.of(Router.DEFAULT_VRF), routers.get(1).imports());
        assertEquals("red", routers.get(1).vrf());
        assertEquals(
                Set.of(Prefix.parse("10.1.0.0/24"), Prefix.parse("10.2.0.0/24")),
                routers.get(0).neighbors().getFirst().toAdvertise().allowed());
    }

    @Test
    void anInterfaceInPlaceOfAnAddressCarriesBothFamilies() {
        Neighbor neighbor = only(yaml(neighbor(
                "tor",
                "  interface: eth1",
                "  asn: 64600",
                "  sourceaddress: lo",
                "  toAdvertise: {allowed: {mode: all}, nextHop: {ipv4: 192.0.2.9, ipv6: '2001:db8::9'}}")));
        assertEquals(new Endpoint.Interface("eth1"), neighbor.endpoint());
        assertEquals(new Source.Interface("lo"), neighbor.source());
        assertEquals(Set.of(AddressFamily.values()), neighbor.families());
        assertEquals(3, neighbor.toAdvertise().allowed().size());
        assertEquals(
                Map.of(
                        AddressFamily.IPV4, IpAddress.parse("192.0.2.9"),
                        AddressFamily.IPV6, IpAddress.parse("2001:db8::9")),
                neighbor.toAdvertise().nextHops());
        assertEquals("64600@eth1", neighbor.name());
    }

    @Test
    void allAdvertisesTheRoutersPrefixesOfTheSessionsFamily() {
        Neighbor neighbor = only(
                yaml(neighbor("tor", "  address: 192.0.2.1", "  asn: 64512", "  toAdvertise: {allowed: {mode: all}}")));
        assertEquals(
                Set.of(Prefix.parse("10.1.0.0/24"), Prefix.parse("10.2.0.0/24")),
                neighbor.toAdvertise().allowed());
    }

    /// The left column is a neighbor in flow style, the right one part of what is reported.
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            asn: 64512                                          | neighbor with ASN 64512 has no address and no interface
            address: 192.0.2.1, interface: eth0, asn: 1         | neighbor 1@192.0.2.1 has both Address and Interface specified
            address: 192.0.2.1                                  | neighbor 0@192.0.2.1 has no ASN or DynamicASN specified
            address: 192.0.2.1, asn: 1, dynamicASN: internal    | neighbor internal@192.0.2.1 has both ASN and DynamicASN specified
            address: nonsense, asn: 1                           | failed to find ipfamily for neighbor 1@nonsense
            address: 0.0.0.0, asn: 1                            | 0.0.0.0 cannot be a peer's address
            address: 192.0.2.1, asn: 1, holdTime: 90s           | one of KeepaliveTime/HoldTime specified, both must be set or none
            address: 192.0.2.1, asn: 1, keepaliveTime: 3s       | one of KeepaliveTime/HoldTime specified, both must be set or none
            address: 192.0.2.1, asn: 1, holdTime: 2s, keepaliveTime: 1s | invalid timers for neighbor 1@192.0.2.1, err: invalid hold time "2s": must be 0 or >=3s
            address: 192.0.2.1, asn: 1, holdTime: 90s, keepaliveTime: 2m | invalid keepaliveTime "2m0s", must be lower than holdTime "1m30s"
            address: 192.0.2.1, asn: 1, holdTime: 20h, keepaliveTime: 2m | hold time is longer than 65535 s
            address: 192.0.2.1, asn: 1, holdTime: soon, keepaliveTime: 2m | "soon" is not a duration
            address: 192.0.2.1, asn: 1, connectTime: 0s         | connect time should be between 1 seconds to 65535
            address: 192.0.2.1, asn: 1, connectTime: 1500ms     | connect time should contain a whole number of seconds
            address: 192.0.2.1, asn: 1, bfdProfile: fast        | neighbor 1@192.0.2.1 referencing non existing BFDProfile fast
            address: 192.0.2.1, asn: 1, password: x, passwordSecret: {name: y} | specifies both cleartext password and secret ref
            address: 192.0.2.1, asn: 1, port: 70000             | 70000 is out of range; 1 to 65535 is needed
            address: 192.0.2.1, asn: '1'                        | is text, not a whole number
            address: 192.0.2.1, asn: 1, ebgpMultiHop: yes       | is text, not true or false
            address: 192.0.2.1, asn: 1, sourceaddress: '::1'    | ::1 cannot be the source of a session with 192.0.2.1
            address: 192.0.2.1, asn: 1, addressFamilies: [mpls] | "mpls" is not known here
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: some}} | "some" is not known here; known are all, filtered
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {prefixes: [10.9.0.0/24]}} | trying to advertise non configured prefix 10.9.0.0/24 to neighbor 1@192.0.2.1, vrf
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {prefixes: ['2001:db8:1::/64']}} | prefix 2001:db8:1::/64 is not compatible with the ipfamily ipv4
            address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/16, ge: 26, le: 24}]}} | invalid selector lengths: ge 26 is bigger than le 24
            address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/16, le: 8}]}} | invalid selector lengths: cidr mask 16 is bigger than le 8
            address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/16, ge: 8}]}} | invalid selector lengths: cidr mask 16 is bigger than ge 8
            address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: 10.0.0.0/16, ge: 64}]}} | invalid selector lengths: 64 is more than the 32 bits of an address
            address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [{prefix: here}]}} | failed to parse prefix here
            address: 192.0.2.1, asn: 1, toReceive: {allowed: {prefixes: [10.0.0.0/16]}} | is text, not a map
        address: 192.0.2.1, dynamicASN: sideways            | neighbor sideways@192.0.2.1 has invalid DynamicASN sideways specified, must be one of internal,external
        address: 192.0.2.1, asn: 64512, localASN: 64999 | localASN is not supported for iBGP sessions (neighbor ASN 64512 equals router ASN)
            address: 192.0.2.1, asn: 1, addressFamilies: [evpn] | not supported yet: EVPN
            interface: a/b, asn: 1                              | cannot be an interface's name
            address: 192.0.2.1, asn: 1, sourceaddress: averyveryverylong | sourceaddress: 'averyveryverylong' cannot be an interface's name
            interface: eth0, asn: 1, sourceaddress: 192.0.2.2   | 192.0.2.2 cannot be the source of a session with eth0
            address: 192.0.2.1, asn: 1, passwordSecret: {namespace: x} | passwordSecret.name: missing
            address: 192.0.2.1, asn: 1, password: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | password: longer than 80 octets
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, nextHop: {ipv4: nonsense}} | invalid ipv4 next hop "nonsense" for neighbor 1@192.0.2.1
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, nextHop: {ipv4: '::1'}} | invalid ipv4 next hop "::1" for neighbor 1@192.0.2.1
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, nextHop: {ipv6: '2001:db8::1'}} | ipv6 next hop "2001:db8::1" set for neighbor 1@192.0.2.1 without an ipv6 address family
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 1, prefixes: [10.9.0.0/24]}]} | failed to process neighbor 1@192.0.2.1 for router 64512-: failed to process local pref for neighbor 1@192.0.2.1, err: localPref 1 associated to non existing prefix 10.9.0.0/24
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 1, prefixes: [10.1.0.0/24, 10.1.0.0/24]}]} | prefix 10.1.0.0/24 is already defined for local preference 1
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 1, prefixes: [10.1.0.0/24]}, {localPref: 1, prefixes: [10.2.0.0/24]}]} | local preference 1 is already defined
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 1, prefixes: [10.1.0.0/24]}, {localPref: 2, prefixes: [10.1.0.0/24]}]} | prefix 10.1.0.0/24 is configured with both local preference 1 and 2
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 1, prefixes: []}]} | withLocalPref[0].prefixes: no prefix
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{prefixes: [10.1.0.0/24]}]} | withLocalPref[0].localPref: missing
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: 1, prefixes: ['2001:db8:1::/64']}]} | invalid prefixes [2001:db8:1::/64] for localpref 1 for neighbor 1@192.0.2.1, err: prefix 2001:db8:1::/64 is not compatible with the ipfamily ipv4
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:1', prefixes: [10.9.0.0/24]}]} | prefix 10.9.0.0/24 is advertised for community 1:1 but it's not in the advertisement list of the neighbor
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:1', prefixes: [10.1.0.0/24, 10.1.0.0/24]}]} | prefix 10.1.0.0/24 is already defined for community 1:1
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:1', prefixes: [10.1.0.0/24]}, {community: '1:1', prefixes: [10.2.0.0/24]}]} | community 1:1 is already defined
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: no-export, prefixes: [10.1.0.0/24]}]} | invalid community no-export, err: invalid community format
            address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{community: '1:70000', prefixes: [10.1.0.0/24]}]} | invalid community 1:70000, err: invalid community value
        address: 192.0.2.1, asn: 1, toAdvertise: {allowed: {mode: all}, withCommunity: [{prefixes: [10.1.0.0/24]}]} | withCommunity[0].community: missing\
        """)
    void aNeighborThatCannotBeHonouredKeepsItsObjectOut(String lines, String reported) {
        ClusterSnapshot snapshot = yaml(neighbor("tor", "  {" + lines + "}"));
        assertEquals(Map.of(), snapshot.frrConfigurations());
        assertReported(snapshot, Severity.ERROR, reported);
        assertTrue(snapshot.problems().stream()
                .allMatch(problem -> problem.origin().line() > 0));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            bgp: {routers: [{asn: 1, imports: [{vrf: red}]}]}  | router 1- imports vrf red which is not defined
            bgp: {routers: [{asn: 1, vrf: red, imports: [{vrf: default}]}]}  | vrf  not found in prefixes in router
            bgp: {routers: [{asn: 1, imports: [{vrf: default}]}]} | a router imports from its own VRF
            bgp: {routers: [{asn: 1, imports: [{}]}]}          | spec.bgp.routers[0].imports[0].vrf: missing
            bgp: {routers: [{asn: 1, vrf: default}]}           | the default VRF has no name here
            bgp: {routers: [{asn: 1, vrf: a/b}]}               | cannot be an interface's name
            bgp: {routers: [{asn: 1, vrf: red, neighbors: [{address: 192.0.2.1}]}]} | failed to process neighbor 0@192.0.2.1 for router 1-red: neighbor
            bgp: {routers: [{asn: 1, evpn: {advertiseVNIs: All}}]} | not supported yet: EVPN
            raw: {rawConfig: 7}                                | spec.raw.rawConfig: is a number, not text
            bgp: {routers: [{id: 192.0.2.1}]}                  | spec.bgp.routers[0].asn: missing
            bgp: {routers: [{asn: 0}]}                         | 0 is out of range
            bgp: {routers: [{asn: 4294967296}]}                | 4294967296 is out of range
            bgp: {routers: [{asn: 1, id: '::1'}]}              | ::1 is not a router id
            bgp: {routers: [{asn: 1, prefixes: [10.0.0.0]}]}   | unknown ipfamily for 10.0.0.0
            bgp: {routers: {asn: 1}}                           | spec.bgp.routers: is a map, not a list
            bgp: {bfdProfiles: [{name: a}, {name: a}]}         | duplicate bfd profile name a in config x
            bgp: {bfdProfiles: [{name: a, echoInterval: 1}]}   | spec.bgp.bfdProfiles[0].echoInterval: 1 is out of range
            nodeSelector: {labelSelector: {a: b}}              | spec.nodeSelector.labelSelector: unknown field
            nodeSelector: {matchExpressions: [{key: a, operator: Has}]} | "Has" is not known here
            nodeSelector: {matchExpressions: [{key: a, operator: In}]}  | In needs at least one value
            nodeSelector: {matchLabels: {a: 'b c'}}            | could not parse nodeSelector for FRRConfiguration default/x, err: "b c" is not a label's value
            nodeSelector: {matchLabels: {a/b/c: d}}            | "a/b/c" is not a label's key
            nodeSelector: {matchExpressions: [{key: -a, operator: Exists}]} | "-a" is not a label's key
            nodeSelector: {matchExpressions: [{key: a, operator: In, values: [b, c.]}]} | values[1]: could not parse nodeSelector for FRRConfiguration default/x, err: "c." is not a label's value
            nodeSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]} | not allowed beside Exists
        nodeSelector: {matchExpressions: [{operator: Exists}]}      | key: missing\
        """)
    void anObjectThatCannotBeHonouredIsKeptOut(String spec, String reported) {
        ClusterSnapshot snapshot = yaml(object(spec));
        assertEquals(Map.of(), snapshot.frrConfigurations());
        assertReported(snapshot, Severity.ERROR, reported);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            address: 192.0.2.1, asn: 1, disableMP: true             | disableMP is deprecated, is ignored and will be removed in a future release
            address: 192.0.2.1, asn: 1, password: null              | password: is empty: the session is not protected
            address: 192.0.2.1, asn: 1, passwordSecret: {name: x, namespace: y} | namespace: is not looked at
            address: 192.0.2.1, asn: 1, holdtime: 90s               | unknown field; did you mean "holdTime"?
        address: 192.0.2.1, asn: 1, toRecieve: {}               | unknown field; did you mean "toReceive"?\
        """)
    void whatIsHarmlessIsOnlyWarnedOf(String lines, String reported) {
        ClusterSnapshot snapshot = yaml(neighbor("tor", "  {" + lines + "}"));
        assertEquals(1, snapshot.frrConfigurations().size());
        assertReported(snapshot, Severity.WARNING, reported);
    }

    @Test
    void valuesThatAskForNothingAreNotReported() {
        ClusterSnapshot snapshot = yaml(neighbor(
                "tor",
                "  {address: 192.0.2.1, asn: 1, disableMP: false, password: '', passwordSecret: {}, interface: '', vrf: null, localASN: 0,",
                "   enableGracefulRestart: false, toAdvertise: {withLocalPref: []}, addressFamilies: []}"));
        assertEquals(
                List.of("unknown field"),
                snapshot.problems().stream().map(Problem::reason).toList());
        assertEquals(1, snapshot.frrConfigurations().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"frrk8s.metallb.io/v1", "v1", "''"})
    void anotherApiVersionIsNotGuessedAt(String version) {
        ClusterSnapshot snapshot = yaml(object("bgp: {}").replace("frrk8s.metallb.io/v1beta1", version));
        assertReported(snapshot, Severity.ERROR, "frrk8s.metallb.io/v1beta1 is needed");
    }

    @Test
    void aProblemNamesFileLineObjectAndField() {
        Problem problem = yaml("\n\n" + neighbor("tor", "  address: 192.0.2.1", "  asn: 64512", "  port: http"))
                .problems()
                .getFirst();
        assertEquals(
                "all.yaml:15: error: FRRConfiguration frr-k8s-system/tor: spec.bgp.routers[0].neighbors[0].port: "
                        + "is text, not a whole number; a whole number is needed",
                problem.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                               | true
            {matchLabels: {rack: a}}                                         | true
            {matchLabels: {rack: ''}}                                        | false
            {matchLabels: {kubernetes.io/os: linux_64.x-1}}                  | false
            {matchLabels: {rack: b}}                                         | false
            {matchLabels: {rack: a, zone: x}}                                | false
            {matchExpressions: [{key: rack, operator: In, values: [a, b]}]}  | true
            {matchExpressions: [{key: rack, operator: NotIn, values: [a]}]}  | false
            {matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}  | true
            {matchExpressions: [{key: zone, operator: In, values: [a]}]}     | false
            {matchExpressions: [{key: rack, operator: Exists}]}              | true
            {matchExpressions: [{key: zone, operator: Exists}]}              | false
            {matchExpressions: [{key: zone, operator: DoesNotExist}]}        | true
        {matchExpressions: [{key: rack, operator: DoesNotExist}]}        | false\
        """)
    void aSelectorSelectsAsKubernetesDoes(String selector, boolean selected) {
        LabelSelector parsed = yaml(object("nodeSelector: " + selector))
                .frrConfigurations()
                .values()
                .iterator()
                .next()
                .nodeSelector();
        assertEquals(selected, parsed.selects(Map.of("rack", "a", "role", "worker")));
    }

    private static String object(String spec) {
        return """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: x}
                spec: {%s}
                """.formatted(spec);
    }

    private static void assertReported(ClusterSnapshot snapshot, Severity severity, String text) {
        assertTrue(
                snapshot.problems().stream()
                        .anyMatch(problem -> problem.severity() == severity
                                && problem.toString().contains(text)),
                () -> "no " + severity + " with \"" + text + "\" in " + snapshot.problems());
    }
}
