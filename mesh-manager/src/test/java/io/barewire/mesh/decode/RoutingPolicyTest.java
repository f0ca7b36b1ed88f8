package io.barewire.mesh.decode;

import static io.barewire.mesh.manifests.Manifests.errors;
import static io.barewire.mesh.manifests.Manifests.policy;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.NeighborPolicy;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.rib.AttributeChange.AddCommunities;
import io.barewire.rib.AttributeChange.Prepend;
import io.barewire.rib.AttributeChange.RemoveCommunities;
import io.barewire.rib.AttributeChange.RemoveMed;
import io.barewire.rib.AttributeChange.RemovePrivateAs;
import io.barewire.rib.AttributeChange.ReplaceCommunities;
import io.barewire.rib.AttributeChange.SetLocalPref;
import io.barewire.rib.AttributeChange.SetMed;
import io.barewire.rib.Community;
import io.barewire.rib.Condition;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy.DefaultRoute;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.PrefixLimits;
import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.rib.RoutePolicy.Then;
import io.barewire.speaker.Endpoint;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingPolicyTest {
    private static final Community TAG = Community.parse("64512:1");
    private static final Community LARGE = Community.parse("large:64512:1:2");

    private static RoutingPolicy only(String spec) {
        ClusterSnapshot snapshot = yaml(policy("edge", spec));
        assertEquals(List.of(), snapshot.problems());
        return snapshot.routingPolicies().values().iterator().next();
    }

    private static NeighborPolicy neighbor(String fields) {
        return only("neighbors: [{" + fields + "}]").neighbors().getFirst();
    }

    private static Rule rule(String fields) {
        return neighbor("import: [{name: r, " + fields + "}]").imports().getFirst();
    }

    @Test
    void everyFieldOfANeighborIsTaken() {
        NeighborPolicy neighbor = neighbor("addresses: [192.0.2.1, '2001:db8:0::1'], interfaces: [eth1],"
                + " asNumbers: [64600, 64601], import: [{name: none, action: Refuse}],"
                + " export: [{name: a, action: Permit}, {name: b, action: Refuse}], allowOwnAs: 2, asOverride: true,"
                + " refuseDefaultRoute: true, maximumPrefixes: {limit: 1000, ipv4: 900, ipv6: 100, warningPercent: 50,"
                + " onExcess: Restart, restartAfter: 1m30s}, nextHop: {ipv4: Self, ipv6: '2001:db8::9'}");
        assertEquals(
                new NeighborPolicy.Selector(
                        Set.of(
                                new Endpoint.Address(IpAddress.parse("192.0.2.1")),
                                new Endpoint.Address(IpAddress.parse("2001:db8::1")),
                                new Endpoint.Interface("eth1")),
                        Set.of(64600L, 64601L)),
                neighbor.selector());
        assertEquals(List.of(Rule.refuse("none", PrefixFilter.ALL)), neighbor.imports());
        assertEquals(
                List.of(Rule.permit("a", PrefixFilter.ALL), Rule.refuse("b", PrefixFilter.ALL)), neighbor.exports());
        assertEquals(Optional.of(new OwnAs.AtMost(2)), neighbor.allowOwnAs());
        assertEquals(Optional.of(true), neighbor.asOverride());
        assertEquals(Optional.of(DefaultRoute.ONLY_BY_NAME), neighbor.defaultRoute());
        assertEquals(
                Optional.of(new PrefixLimits(
                        1000,
                        Map.of(AddressFamily.IPV4, 900, AddressFamily.IPV6, 100),
                        50,
                        new OnExcess.RestartAfter(Duration.ofSeconds(90)))),
                neighbor.maximumPrefixes());
        assertEquals(
                Map.of(
                        AddressFamily.IPV4,
                        new ExportedNextHop.Self(),
                        AddressFamily.IPV6,
                        new ExportedNextHop.Address(IpAddress.parse("2001:db8::9"))),
                neighbor.nextHops());
    }

    @Test
    void everythingThatMayMatchIsTaken() {
        Rule rule = rule("match: {prefixes: [{prefix: 10.0.0.0/8, ge: 24, le: 28}, {prefix: '::/0'}],"
                + " anyCommunity: ['64512:1', 'large:64512:1:2'], allCommunities: [no-export], noCommunity: ['64512:1'],"
                + " asPathLength: {minimum: 1, maximum: 3}, asPathContains: 64700, neighborAs: [64600],"
                + " originAs: [64701, 4200000000], origin: INCOMPLETE, med: {maximum: 7},"
                + " nextHopWithin: [192.0.2.0/24], originated: false}, action: Permit");
        assertEquals("[::/0, 10.0.0.0/8 ge 24 le 28]", sorted(rule.prefixes()));
        assertEquals(
                List.of(
                        new Condition.AnyCommunity(Set.of(TAG, LARGE)),
                        new Condition.AllCommunities(Set.of(Community.parse("no-export"))),
                        new Condition.Not(new Condition.AnyCommunity(Set.of(TAG))),
                        new Condition.AsPathLength(1, 3),
                        new Condition.AsPathContains(64700),
                        new Condition.NeighborAs(Set.of(64600L)),
                        new Condition.OriginAs(Set.of(64701L, 4_200_000_000L)),
                        new Condition.OriginIs(Origin.Kind.INCOMPLETE),
                        new Condition.Med(0, 7),
                        new Condition.NextHopWithin(Set.of(Prefix.parse("192.0.2.0/24"))),
                        new Condition.Not(new Condition.Originated())),
                rule.conditions());
        assertEquals(Then.PERMIT, rule.then());
    }

    private static String sorted(PrefixFilter filter) {
        return filter.rules().stream()
                .map(Object::toString)
                .sorted()
                .toList()
                .reversed()
                .toString();
    }

    @Test
    void everythingThatMayBeSetIsTaken() {
        assertEquals(
                List.of(
                        new SetLocalPref(4294967295L),
                        new SetMed(0),
                        new RemoveCommunities(Set.of(LARGE)),
                        new AddCommunities(List.of(TAG, LARGE)),
                        new RemovePrivateAs(),
                        new Prepend(64512, 3)),
                rule("set: {localPref: 4294967295, med: 0, communities: {add: ['64512:1', 'large:64512:1:2'],"
                                + " remove: ['large:64512:1:2']}, removePrivateAs: true, prepend: {as: 64512, times: 3}},"
                                + " action: Next")
                        .changes());
        assertEquals(
                List.of(new RemoveMed(), new ReplaceCommunities(List.of()), new Prepend(64512, 1)),
                rule("set: {removeMed: true, communities: {replace: []}, prepend: {as: 64512}}, action: Permit")
                        .changes());
    }

    @Test
    void whatIsNotSaidIsLeftToOthers() {
        RoutingPolicy policy =
                only("nodeSelector: {matchLabels: {rack: a}}, router: red, neighbors: [{allowOwnAs: Origin}]");
        assertEquals("red", policy.vrf());
        assertTrue(policy.nodeSelector().selects(Map.of("rack", "a")));
        assertEquals(
                new NeighborPolicy(
                        new NeighborPolicy.Selector(Set.of(), Set.of()),
                        List.of(),
                        List.of(),
                        Optional.of(new OwnAs.AsOrigin()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                policy.neighbors().getFirst());
        assertEquals(
                Optional.of(PrefixLimits.DEFAULT.withTotal(5)),
                neighbor("maximumPrefixes: {limit: 5}").maximumPrefixes());
        assertEquals(Optional.of(OwnAs.REFUSED), neighbor("allowOwnAs: 0").allowOwnAs(), "said, not left to others");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            StayDown     | StayDown
            RefuseExcess | RefuseExcess
            WarnOnly     | WarnOnly
            Restart      | RestartAfter""")
    void everyAnswerToTooManyPrefixesIsTaken(String word, String type) {
        assertEquals(
                type,
                neighbor("maximumPrefixes: {onExcess: " + word + "}")
                        .maximumPrefixes()
                        .orElseThrow()
                        .onExcess()
                        .getClass()
                        .getSimpleName());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ""                           | spec: missing
            neighbor: [{}]               | spec.neighbor: unknown field; did you mean "neighbors"?
            neighbors:                   | spec.neighbors: has no value
            neighbors: []                | spec.neighbors: is an empty list
            neighbors: {}                | spec.neighbors: is a map, not a list
            neighbors: [7]               | spec.neighbors[0]: is a number, not a map
            router: 7                    | spec.router: is a number, not text
            router: default              | spec.router: the default VRF has no name here
            router: much-too-long-a-name | spec.router: `
            nodeSelector: {labels: {}}   | spec.nodeSelector.labels: unknown field
            nodeSelector: [a]            | spec.nodeSelector: is a list, not a map""")
    void garbageInTheSpecIsAnErrorWithItsPath(String spec, String error) {
        assertRefused(spec.equals("\"\"") ? "" : spec, error.replace("`", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            adresses: [192.0.2.1]                | adresses: unknown field; did you mean "addresses"?
            addresses: []                        | addresses: is an empty list
            addresses:                           | addresses: has no value
            addresses: 192.0.2.1                 | addresses: is text, not a list
            addresses: [192.0.2.0/24]            | addresses[0]: "192.0.2.0/24" is not an IP address
            addresses: [0.0.0.0]                 | addresses[0]: 0.0.0.0 is nobody's address
            addresses: [224.0.0.1]               | addresses[0]: 224.0.0.1 is nobody's address
            interfaces: [a/b]                    | interfaces[0]:
            interfaces: [1]                      | interfaces[0]: is a number, not text
            asNumbers: [0]                       | asNumbers[0]: 0 is out of range
            asNumbers: [64512, 4294967296]       | asNumbers[1]: 4294967296 is out of range
            asNumbers: ['64512']                 | asNumbers[0]: is text, not a whole number
            allowOwnAs: 11                       | allowOwnAs: 11 is out of range
            allowOwnAs: always                   | allowOwnAs: "always" is not known here
            allowOwnAs: true                     | allowOwnAs: is a boolean, not a whole number
            asOverride: 1                        | asOverride: is a number, not true or false
            refuseDefaultRoute: 'no'             | refuseDefaultRoute: is text, not true or false
            maximumPrefixes: 10                  | maximumPrefixes: is a number, not a map
            maximumPrefixes: {limits: 1}         | maximumPrefixes.limits: unknown field; did you mean "limit"?
            maximumPrefixes: {limit: 0}          | maximumPrefixes.limit: 0 is out of range
            maximumPrefixes: {ipv4: 2147483648}  | maximumPrefixes.ipv4: 2147483648 is out of range
            maximumPrefixes: {ipv6: 1.5}         | maximumPrefixes.ipv6: is a number, not a whole number
            maximumPrefixes: {warningPercent: 0} | maximumPrefixes.warningPercent: 0 is out of range
            maximumPrefixes: {onExcess: Drop}    | maximumPrefixes.onExcess: "Drop" is not known here
            maximumPrefixes: {restartAfter: 9}   | maximumPrefixes.restartAfter: is a number, not text
            maximumPrefixes: {restartAfter: 9ms} | maximumPrefixes.restartAfter: 0.009s is too short
            maximumPrefixes: {restartAfter: day} | maximumPrefixes.restartAfter: "day" is not a duration
            maximumPrefixes: {onExcess: WarnOnly, restartAfter: 1m} | maximumPrefixes.restartAfter: nothing restarts
            nextHop: Self                        | nextHop: is text, not a map
            nextHop: {ipv4: self}                | nextHop.ipv4: "self" is no next hop
            nextHop: {ipv4: '2001:db8::1'}       | nextHop.ipv4: "2001:db8::1" is no next hop
            nextHop: {ipv6: 'ff02::1'}           | nextHop.ipv6: "ff02::1" is no next hop
            nextHop: {v4: Self}                  | nextHop.v4: unknown field
            import: []                           | import: is an empty list
            import: {}                           | import: is a map, not a list
            export: [7]                          | export[0]: is a number, not a map
            export: [{name: a, action: Permit}, {name: a, action: Refuse}] | export[1].name: two rules are called a""")
    void garbageInANeighborIsAnErrorWithItsPath(String fields, String error) {
        assertRefused("neighbors: [{" + fields + "}]", "spec.neighbors[0]." + error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: r                                                       | action: missing
            name: r, action: permit                                       | action: "permit" is not known here; did you mean "Permit"?
            name: r, action: [Permit]                                     | action: is a list, not text
            name: r, action: Permit, matches: {}                          | matches: unknown field
            name: r, action: Permit, match:                               | match: has no value
            name: r, action: Permit, match: []                            | match: is a list, not a map
            name: r, action: Refuse, set: {med: 1}                        | set: changes what is refused
            action: Permit                                                | name: missing
            name: a b, action: Permit                                     | name: is not a name
            name: '', action: Permit                                      | name: is not a name
            name: 7, action: Permit                                       | name: is a number, not text
            name: r, action: Permit, match: {prefixes: []}                | match.prefixes: is an empty list
            name: r, action: Permit, match: {prefixes: [10.0.0.0/8]}      | match.prefixes[0]: is text, not a map
            name: r, action: Permit, match: {prefixes: [{ge: 8}]}         | match.prefixes[0].prefix: failed to parse prefix
            name: r, action: Permit, match: {prefixes: [{prefix: 10.0.0.0/8, gt: 9}]} | match.prefixes[0].gt: unknown field
            name: r, action: Permit, match: {prefixes: [{prefix: 10.0.0.0/8, ge: 33}]} | match.prefixes[0]: invalid selector lengths
            name: r, action: Permit, match: {prefixes: [{prefix: 10.0.0.0/8, ge: 24, le: 16}]} | match.prefixes[0]: invalid selector lengths
            name: r, action: Permit, match: {prefixes: [{prefix: 10.0.0.0/8, le: x}]} | match.prefixes[0].le: is text, not a whole number
            name: r, action: Permit, match: {community: ['1:1']}          | match.community: unknown field
            name: r, action: Permit, match: {anyCommunity: ['1:65536']}   | match.anyCommunity[0]: community "1:65536" is none of
            name: r, action: Permit, match: {allCommunities: [1]}         | match.allCommunities[0]: is a number, not text
            name: r, action: Permit, match: {noCommunity: []}             | match.noCommunity: is an empty list
            name: r, action: Permit, match: {asPathLength: 3}             | match.asPathLength: is a number, not a map
            name: r, action: Permit, match: {asPathLength: {}}            | match.asPathLength: says nothing
            name: r, action: Permit, match: {asPathLength: {min: 1}}      | match.asPathLength.min: unknown field
            name: r, action: Permit, match: {asPathLength: {maximum: -1}} | match.asPathLength.maximum: -1 is out of range
            name: r, action: Permit, match: {asPathLength: {minimum: 3, maximum: 2}} | match.asPathLength: minimum 3 is more than maximum 2
            name: r, action: Permit, match: {asPathContains: 0}           | match.asPathContains: 0 is out of range
            name: r, action: Permit, match: {neighborAs: 64600}           | match.neighborAs: is a number, not a list
            name: r, action: Permit, match: {originAs: [0]}               | match.originAs[0]: 0 is out of range
            name: r, action: Permit, match: {origin: igp}                 | match.origin: "igp" is not known here; did you mean "IGP"?
            name: r, action: Permit, match: {med: {maximum: 4294967296}}  | match.med.maximum: 4294967296 is out of range
            name: r, action: Permit, match: {nextHopWithin: [192.0.2.0/33]} | match.nextHopWithin[0]: "192.0.2.0/33" is not a prefix
            name: r, action: Permit, match: {originated: 1}               | match.originated: is a number, not true or false
            name: r, action: Permit, set: []                              | set: is a list, not a map
            name: r, action: Permit, set: {localPreference: 1}            | set.localPreference: unknown field
            name: r, action: Permit, set: {localPref: -1}                 | set.localPref: -1 is out of range
            name: r, action: Permit, set: {med: 4294967296}               | set.med: 4294967296 is out of range
            name: r, action: Permit, set: {med: 1, removeMed: true}       | set.removeMed: MED is set and removed
            name: r, action: Permit, set: {removeMed: 1}                  | set.removeMed: is a number, not true or false
            name: r, action: Permit, set: {removePrivateAs: all}          | set.removePrivateAs: is text, not true or false
            name: r, action: Permit, set: {communities: ['1:1']}          | set.communities: is a list, not a map
            name: r, action: Permit, set: {communities: {add: []}}        | set.communities.add: is an empty list
            name: r, action: Permit, set: {communities: {remove: [x]}}    | set.communities.remove[0]: community "x" is none of
            name: r, action: Permit, set: {communities: {replace:}}       | set.communities.replace: has no value
            name: r, action: Permit, set: {communities: {replace: ['1:1'], add: ['1:2']}} | set.communities.replace: leaves nothing to add
            name: r, action: Permit, set: {prepend: 64512}                | set.prepend: is a number, not a map
            name: r, action: Permit, set: {prepend: {times: 2}}           | set.prepend.as: missing
            name: r, action: Permit, set: {prepend: {as: 1, times: 65}}   | set.prepend.times: 65 is out of range""")
    void garbageInARuleIsAnErrorWithItsPath(String rule, String error) {
        assertRefused("neighbors: [{export: [{" + rule + "}]}]", "spec.neighbors[0].export[0]." + error);
    }

    private static void assertRefused(String spec, String error) {
        ClusterSnapshot snapshot = yaml(policy("edge", spec));
        List<String> errors = errors(snapshot.problems()).toList();
        assertEquals(Map.of(), snapshot.routingPolicies(), "not in force");
        assertTrue(
                errors.stream().anyMatch(one -> one.contains("RoutingPolicy frr-k8s-system/edge: " + error)),
                () -> error + " in " + errors);
    }

    @Test
    void aRuleThatDoesNothingIsWarnedOf() {
        ClusterSnapshot snapshot = yaml(policy("edge", "neighbors: [{import: [{name: r, action: Next}]}]"));
        assertEquals(1, snapshot.routingPolicies().size());
        assertTrue(snapshot.problems().getFirst().toString().contains("import[0]: this rule does nothing"));
    }

    @Test
    void aNameThatCouldBeTwoIsAnError() {
        ClusterSnapshot snapshot = yaml(policy("a/b", "neighbors: [{asOverride: true}]"));
        assertTrue(errors(snapshot.problems()).toList().getFirst().contains("metadata: frr-k8s-system/a/b is not"));
    }

    @Test
    void anotherVersionIsNotGuessedAt() {
        ClusterSnapshot snapshot =
                yaml(policy("edge", "neighbors: [{asOverride: true}]").replace("v1alpha1", "v1"));
        assertTrue(errors(snapshot.problems()).toList().getFirst().contains("barewire.io/v1alpha1 is needed"));
    }
}
