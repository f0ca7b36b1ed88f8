package io.barewire.interop;

import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.interop.OutsideRouters.Router;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What FRRConfigurations advertise, as two FRRs hear it: out of one object, and out of one for each router and each
/// attribute. Sessions stay.
@Tag("container")
class AdvertisingTest {
    @RegisterExtension
    static final OutsideRouters outside = new OutsideRouters();

    /// A community or a local preference, with the prefixes that have it.
    private record Attribute(String value, List<String> prefixes) {
        static List<Attribute> all(@Nullable String text) {
            return Stream.of(Objects.requireNonNullElse(text, "").split("; ", -1))
                    .filter(one -> !one.isEmpty())
                    .map(one -> new Attribute(
                            one.substring(0, one.indexOf('=')), words(one.substring(one.indexOf('=') + 1))))
                    .toList();
        }

        boolean isLocalPref() {
            return !value.contains(":");
        }

        String yaml(AddressFamily family) {
            return isLocalPref()
                    ? "{localPref: %s, prefixes: %s}".formatted(value, list(OutsideRouters.of(family, prefixes)))
                    : "{community: '%s', prefixes: %s}".formatted(value, list(OutsideRouters.of(family, prefixes)));
        }
    }

    /// What one prefix has: communities of both kinds, and the local preference where it is told.
    private record Heard(String prefix, Set<String> communities, long localPref) {}

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private static String list(List<String> prefixes) {
        return prefixes.isEmpty() ? "[]" : "['" + String.join("', '", prefixes) + "']";
    }

    private static String toAdvertise(String allowed, List<Attribute> attributes, AddressFamily family) {
        List<String> parts = new ArrayList<>();
        parts.add(
                allowed.equals("all")
                        ? "allowed: {mode: all}"
                        : "allowed: {prefixes: " + list(OutsideRouters.of(family, words(allowed))) + "}");
        parts.add("withCommunity: [" + yaml(attributes, family, false) + "]");
        parts.add("withLocalPref: [" + yaml(attributes, family, true) + "]");
        return "toAdvertise: {" + String.join(", ", parts) + "}";
    }

    private static String yaml(List<Attribute> attributes, AddressFamily family, boolean localPref) {
        return attributes.stream()
                .filter(attribute -> attribute.isLocalPref() == localPref)
                .filter(attribute ->
                        !OutsideRouters.of(family, attribute.prefixes()).isEmpty())
                .map(attribute -> attribute.yaml(family))
                .collect(Collectors.joining(", "));
    }

    @Acceptance({
        ADV_1, ADV_2, ADV_3, ADV_4, ADV_8, ADV_10, ADV_11, ADV_12, ADV_13, ADV_14, ADV_15, ADV_16, ADV_17, ADV_18,
        ADV_19, ADV_20, ADV_21
    })
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ADV-1  | 192.168.2.0/24 192.169.2.0/24                     | all | all |
            ADV-2  | 192.168.2.0/24 192.169.2.0/24                     | 192.168.2.0/24 | all |
            ADV-3  | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64   | all | all |
            ADV-4  | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64   | fc00:f853:ccd:e799::/64 | all |
            ADV-8  | 192.168.2.0/24 192.169.2.0/24 fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64 | all | all |
            ADV-10 | 192.168.2.0/24 192.169.2.0/24 fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64 | 192.168.2.0/24 fc00:f853:ccd:e799::/64 | 192.169.2.0/24 fc00:f853:ccd:e800::/64 |
            ADV-11 | 192.168.0.0/24 192.168.1.0/24                     | all | all | 10:100=192.168.0.0/24; 10:101=192.168.1.0/24
            ADV-12 | 192.168.0.0/24 192.168.1.0/24 192.168.2.0/24 192.168.3.0/24 | 192.168.0.0/24 192.168.1.0/24 192.168.2.0/24 | 192.168.0.0/24 192.168.1.0/24 192.168.2.0/24 | 10:100=192.168.0.0/24; 10:101=192.168.0.0/24 192.168.1.0/24
            ADV-13 | 192.168.0.0/24 192.168.1.0/24                     | all | all | 100=192.168.0.0/24; 150=192.168.1.0/24
            ADV-14 | 192.168.0.0/24 192.168.1.0/24 192.168.2.0/24 192.168.3.0/24 | 192.168.0.0/24 192.168.1.0/24 192.168.2.0/24 | all | 110=192.168.0.0/24 192.168.1.0/24; 150=192.168.2.0/24
            ADV-15 | 192.168.0.0/24 192.168.1.0/24                     | all | all | 10:100=192.168.0.0/24; 10:101=192.168.1.0/24; 110=192.168.0.0/24; 150=192.168.1.0/24
            ADV-16 | 192.168.0.0/24 192.168.1.0/24 192.168.2.0/24      | 192.168.0.0/24 192.168.1.0/24 | 192.168.0.0/24 192.168.1.0/24 | 10:100=192.168.0.0/24; 10:101=192.168.0.0/24 192.168.1.0/24; 110=192.168.0.0/24; 150=192.168.1.0/24
            ADV-17 | 192.168.0.0/24                                    | all | all | large:123:456:7890=192.168.0.0/24; 110=192.168.0.0/24
            ADV-18 | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64   | all | all | 10:100=fc00:f853:ccd:e799::/64; 10:101=fc00:f853:ccd:e800::/64; 110=fc00:f853:ccd:e799::/64; 150=fc00:f853:ccd:e800::/64
            ADV-19 | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64 fc00:f853:ccd:e801::/64 | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64 | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64 | 10:100=fc00:f853:ccd:e799::/64; 10:101=fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64; 110=fc00:f853:ccd:e799::/64; 150=fc00:f853:ccd:e800::/64
            ADV-20 | fc00:f853:ccd:e799::/64                           | all | all | large:123:456:7890=fc00:f853:ccd:e799::/64; 110=fc00:f853:ccd:e799::/64
            ADV-21 | 192.168.2.0/24 192.169.2.0/24 fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64 | all | all | 10:100=192.168.2.0/24 fc00:f853:ccd:e799::/64; 10:101=192.168.2.0/24 192.169.2.0/24 fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64; large:123:456:7890=192.168.2.0/24 fc00:f853:ccd:e799::/64; 110=192.168.2.0/24 fc00:f853:ccd:e799::/64; 150=192.169.2.0/24 fc00:f853:ccd:e800::/64
            """)
    void prefixesArriveWithTheirAttributes(
            String id, String prefixes, String internal, String external, @Nullable String text) {
        List<Attribute> attributes = Attribute.all(text);
        outside.apply(List.of(OutsideRouters.spec(
                words(prefixes),
                outside.neighbors(
                        outside.routers(),
                        (router, family) ->
                                toAdvertise(router.isInternal() ? internal : external, attributes, family)))));
        assertHeard(words(prefixes), internal, external, attributes);

        outside.apply(List.of(OutsideRouters.spec(
                words(prefixes),
                outside.neighbors(outside.routers(), (_, _) -> "toReceive: {allowed: {mode: filtered}}"))));
        outside.routers().forEach(router -> outside.waitForLearned(router, List.of()));

        List<String> split = new ArrayList<>();
        for (Router router : outside.routers()) {
            String allowed = router.isInternal() ? internal : external;
            List<List<Attribute>> each = attributes.isEmpty()
                    ? List.of(List.of())
                    : attributes.stream().map(List::of).toList();
            for (List<Attribute> one : each) {
                split.add(OutsideRouters.spec(
                        words(prefixes),
                        outside.neighbors(List.of(router), (_, family) -> toAdvertise(allowed, one, family))));
            }
        }
        outside.apply(split);
        assertHeard(words(prefixes), internal, external, attributes);
    }

    private static void assertHeard(
            List<String> prefixes, String internal, String external, List<Attribute> attributes) {
        for (Router router : outside.routers()) {
            String allowed = router.isInternal() ? internal : external;
            List<String> expected = allowed.equals("all") ? prefixes : words(allowed);
            outside.waitForLearned(router, expected);
            for (String prefix : expected) {
                List<Attribute> own = attributes.stream()
                        .filter(attribute -> attribute.prefixes().contains(prefix))
                        .toList();
                Heard wanted = new Heard(
                        prefix,
                        own.stream()
                                .filter(attribute -> !attribute.isLocalPref())
                                .map(attribute -> attribute.value().replace("large:", ""))
                                .collect(Collectors.toSet()),
                        !router.isInternal()
                                ? 0
                                : own.stream()
                                        .filter(Attribute::isLocalPref)
                                        .mapToLong(attribute -> Long.parseLong(attribute.value()))
                                        .findAny()
                                        .orElse(100));
                Waiting.waitFor(router.name() + ": " + wanted, () -> heard(router, prefix), wanted::equals);
            }
        }
    }

    private static Heard heard(Router router, String prefix) {
        List<HeardRoute> routes = router.frr().routes(prefix);
        assertEquals(1, routes.size(), routes::toString);
        HeardRoute route = routes.getFirst();
        Set<String> communities = Stream.concat(route.communities().stream(), route.largeCommunities().stream())
                .collect(Collectors.toSet());
        return new Heard(
                prefix,
                communities,
                !router.isInternal() ? 0 : route.localPref().orElse(100));
    }

    @Acceptance(ADV_9)
    @Test
    void anotherNextHopIsHeardAsTheOnlyOne() {
        List<String> prefixes = List.of("192.168.200.0/24", "fc00:f853:ccd:e950::/64");
        outside.apply(List.of(OutsideRouters.spec(
                prefixes, outside.neighbors(List.of(outside.internal()), (_, family) -> switch (family) {
                    case IPV4 -> "toAdvertise: {allowed: {mode: all}, nextHop: {ipv4: 198.51.100.77}}";
                    case IPV6 -> "toAdvertise: {allowed: {mode: all}, nextHop: {ipv6: '2001:db8:51::77'}}";
                }))));
        outside.waitForLearned(outside.internal(), prefixes);
        assertEquals(
                List.of("198.51.100.77", "2001:db8:51::77"),
                prefixes.stream()
                        .flatMap(prefix -> outside.internal().frr().routes(prefix).stream())
                        .map(HeardRoute::nextHop)
                        .toList());
    }
}
