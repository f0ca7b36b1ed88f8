package io.barewire.mesh.decode;

import static io.barewire.mesh.manifests.Manifests.errors;
import static io.barewire.mesh.manifests.Manifests.policy;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.RoutingPolicy;
import io.barewire.rib.Aggregate;
import io.barewire.rib.AttributeChange.SetMed;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import io.barewire.speaker.HealthProbe.Target;
import io.barewire.wire.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `aggregates` and `conditionalPrefixes` of a RoutingPolicy.
class OwnPrefixFieldsTest {
    private static final Prefix SERVICE = Prefix.parse("203.0.113.0/24");
    private static final Prefix UPLINK = Prefix.parse("0.0.0.0/0");

    private static RoutingPolicy only(String spec) {
        ClusterSnapshot snapshot = yaml(policy("edge", spec));
        assertEquals(List.of(), snapshot.problems());
        return snapshot.routingPolicies().values().iterator().next();
    }

    @Test
    void everyFieldOfAnAggregateIsTaken() {
        assertEquals(
                List.of(
                        Aggregate.of(Prefix.parse("10.0.0.0/8")),
                        new Aggregate(Prefix.parse("2001:db8::/32"), true, List.of(new SetMed(5)), false)),
                only("aggregates: [{prefix: 10.0.0.0/8}, {prefix: '2001:db8::/32', summaryOnly: true, discard: false,"
                                + " set: {med: 5}}]")
                        .aggregates());
    }

    private static AdvertiseWhen when(String condition) {
        ConditionalPrefixes one = only("conditionalPrefixes: [{name: c, prefixes: [203.0.113.0/24], while: {"
                        + condition + "}}]")
                .conditional()
                .getFirst();
        assertEquals("c", one.name());
        assertEquals(Set.of(SERVICE), one.prefixes());
        return one.when();
    }

    @Test
    void everyConditionIsTaken() {
        assertEquals(new AdvertiseWhen.RouteExists(UPLINK), when("routeExists: 0.0.0.0/0"));
        assertEquals(new AdvertiseWhen.RouteMissing(UPLINK), when("routeMissing: 0.0.0.0/0"));
        assertEquals(
                new AdvertiseWhen.InKernel(new KernelRoute(100, UPLINK, true)),
                when("kernelRoute: {table: 100, prefix: 0.0.0.0/0, orWithin: true}"));
        assertEquals(
                new AdvertiseWhen.InKernel(new KernelRoute(254, UPLINK, false)),
                when("kernelRoute: {prefix: 0.0.0.0/0}"));
        assertEquals(
                new AdvertiseWhen.Healthy(HealthProbe.of(new Target.File(Path.of("/run/dns/ready")))),
                when("healthy: {file: /run/dns/ready}"));
        assertEquals(
                new AdvertiseWhen.Healthy(new HealthProbe(
                        new Target.Http(URI.create("http://127.0.0.1:8080/healthz")),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        1,
                        4)),
                when(
                        "healthy: {url: 'http://127.0.0.1:8080/healthz', interval: 5s, timeout: 500ms, rise: 1, fall: 4}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            aggregates: []                                          | aggregates: is an empty list
            aggregates: {prefix: 10.0.0.0/8}                        | aggregates: is a map, not a list
            aggregates: [10.0.0.0/8]                                | aggregates[0]: is text, not a map
            aggregates: [{}]                                        | aggregates[0].prefix: missing
            aggregates: [{prefix: 10/8}]                            | aggregates[0].prefix: "10/8" is not a prefix
            aggregates: [{prefix: 10.0.0.1/32}]                     | aggregates[0]: nothing lies in 10.0.0.1/32
            aggregates: [{prefix: 10.0.0.0/8, summary: true}]       | aggregates[0].summary: unknown field
            aggregates: [{prefix: 10.0.0.0/8, summaryOnly: 1}]      | aggregates[0].summaryOnly: is a number
            aggregates: [{prefix: 10.0.0.0/8, discard: 'no'}]       | aggregates[0].discard: is text
            aggregates: [{prefix: 10.0.0.0/8, set: {med: -1}}]      | aggregates[0].set.med: -1 is out of range
            aggregates: [{prefix: 10.0.0.0/8}, {prefix: 10.0.0.0/8}] | aggregates[1].prefix: 10.0.0.0/8 is there twice""")
    void garbageInAnAggregateIsAnErrorWithItsPath(String spec, String error) {
        assertRefused(spec, "spec." + error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            7                                                | : is a number, not a map
            {prefixes: [10.0.0.0/8], while: {routeExists: 0.0.0.0/0}} | .name: missing
            {name: 'a b', prefixes: [10.0.0.0/8], while: {routeExists: 0.0.0.0/0}} | .name: is not a name
            {name: c, while: {routeExists: 0.0.0.0/0}}       | .prefixes: missing
            {name: c, prefixes: [], while: {routeExists: 0.0.0.0/0}} | .prefixes: is an empty list
            {name: c, prefixes: [x], while: {routeExists: 0.0.0.0/0}} | .prefixes[0]: "x" is not a prefix
            {name: c, prefixes: [10.0.0.0/8]}                | .while: no condition
            {name: c, prefixes: [10.0.0.0/8], when: {}}      | .when: unknown field
            {name: c, prefixes: [10.0.0.0/8], while: {}}     | .while: no condition
            {name: c, prefixes: [10.0.0.0/8], while: []}     | .while: is a list, not a map
            {name: c, prefixes: [10.0.0.0/8], while: {routeExist: 0.0.0.0/0}} | .while.routeExist: unknown field; did you mean "routeExists"?
            {name: c, prefixes: [10.0.0.0/8], while: {routeExists: 0.0.0.0/0, routeMissing: '::/0'}} | .while: 2 conditions
            {name: c, prefixes: [10.0.0.0/8], while: {routeExists: default}} | .while.routeExists: "default" is not a prefix
            {name: c, prefixes: [10.0.0.0/8], while: {routeMissing: 0}} | .while.routeMissing: is a number, not text
            {name: c, prefixes: [10.0.0.0/8], while: {kernelRoute: 0.0.0.0/0}} | .while.kernelRoute: is text, not a map
            {name: c, prefixes: [10.0.0.0/8], while: {kernelRoute: {table: 9}}} | .while.kernelRoute.prefix: missing
            {name: c, prefixes: [10.0.0.0/8], while: {kernelRoute: {table: 0, prefix: '::/0'}}} | .while.kernelRoute.table: 0 is out of range
            {name: c, prefixes: [10.0.0.0/8], while: {kernelRoute: {table: main, prefix: '::/0'}}} | .while.kernelRoute.table: is text
            {name: c, prefixes: [10.0.0.0/8], while: {kernelRoute: {orWithin: 1, prefix: '::/0'}}} | .while.kernelRoute.orWithin: is a number
            {name: c, prefixes: [10.0.0.0/8], while: {kernelRoute: {within: true, prefix: '::/0'}}} | .while.kernelRoute.within: unknown field
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: /run/ok}} | .while.healthy: is text, not a map
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {}}} | .while.healthy: a probe looks at one thing
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: /a, url: 'http://a'}}} | .while.healthy: a probe looks at one thing
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: run/ok}}} | .while.healthy.file: is not the path of a file
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {url: 'ftp://a/b'}}} | .while.healthy.url: is not where to look
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {url: 'a b'}}} | .while.healthy.url: is not where to look
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {url: 'http://me:abracadabra@a/'}}} | .while.healthy.url: is not where to look; http://HOST… or https://HOST…, without a password
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: /a, interval: 50ms}}} | .while.healthy.interval: 0.05s is out of range
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: /a, interval: 2h}}} | .while.healthy.interval: 2h0m0s is out of range
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: /a, timeout: 1}}} | .while.healthy.timeout: is a number, not text
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: /a, rise: 0}}} | .while.healthy.rise: 0 is out of range
            {name: c, prefixes: [10.0.0.0/8], while: {healthy: {file: /a, fall: 1001}}} | .while.healthy.fall: 1001 is out of range""")
    void garbageInAConditionIsAnErrorWithItsPath(String condition, String error) {
        String text = assertRefused("conditionalPrefixes: [" + condition + "]", "spec.conditionalPrefixes[0]" + error);
        assertTrue(!text.contains("abracadabra"), text);
    }

    @Test
    void twoConditionsOfOneNameAreAnError() {
        String one = "{name: c, prefixes: [10.0.0.0/8], while: {routeExists: 0.0.0.0/0}}";
        assertRefused(
                "conditionalPrefixes: [" + one + ", " + one + "]",
                "spec.conditionalPrefixes[1].name: two conditions are called c");
    }

    private static String assertRefused(String spec, String error) {
        ClusterSnapshot snapshot = yaml(policy("edge", spec));
        List<String> errors = errors(snapshot.problems()).toList();
        assertEquals(Map.of(), snapshot.routingPolicies(), "not in force");
        assertTrue(
                errors.stream().anyMatch(one -> one.contains("RoutingPolicy frr-k8s-system/edge: " + error)),
                () -> error + " in " + errors);
        return errors.toString();
    }
}
