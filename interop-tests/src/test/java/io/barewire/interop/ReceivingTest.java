package io.barewire.interop;

import static io.barewire.testkit.acceptance.Criterion.*;

import io.barewire.interop.OutsideRouters.Router;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What FRRConfigurations let in of what two FRRs announce: all of them the same prefixes, of which each row permits
/// some. Sessions stay.
@Tag("container")
class ReceivingTest {
    @RegisterExtension
    static final OutsideRouters outside =
            new OutsideRouters("--always-block", "192.167.9.0/24,fc00:f553:ccd:e799::/64");

    private static final String BLOCKED =
            "192.167.9.0/24 192.167.9.3/32 fc00:f553:ccd:e799::/64 fc00:f553:ccd:e799::1/128";
    private static final String LET_IN = "192.168.2.0/24 192.169.2.0/24 192.170.2.0/24 192.168.2.1/32 192.170.2.1/32"
            + " 192.171.2.0/24 192.171.2.1/32 192.168.1.0/24 fc00:f853:ccd:e799::/64 fc00:f853:ccd:e800::/64"
            + " fc00:f853:ccd:e801::/64 fc00:f853:ccd:e799::1/128 fc00:f853:ccd:e801::1/128";

    @BeforeAll
    static void announce() {
        List<String> all = new ArrayList<>(words(LET_IN));
        all.addAll(words(BLOCKED));
        // FRR makes the first of it
        all.set(all.indexOf("192.168.1.0/24"), "192.168.1.2/24");
        outside.configure(all);
    }

    private static List<String> words(String text) {
        return List.of(text.split(" ", -1));
    }

    /// @param text `all`, `none`, or selectors such as `10.0.0.0/8 le 24, 10.1.0.0/16`
    private static String toReceive(String text) {
        if (text.equals("all") || text.equals("none")) {
            return "toReceive: {allowed: {mode: " + text.replace("none", "filtered") + "}}";
        }
        return Stream.of(text.split(", ", -1))
                .map(selector ->
                        "{prefix: '" + selector.replaceFirst(" ", "', ").replaceAll("(ge|le) ", "$1: ")
                                + (selector.contains(" ") ? "}" : "'}"))
                .map(selector -> selector.replaceAll("(\\d) (ge|le)", "$1, $2"))
                .collect(Collectors.joining(", ", "toReceive: {allowed: {prefixes: [", "]}}"));
    }

    /// The selectors of one family, or what stands for both.
    private static String ofFamily(String text, boolean ipv6) {
        if (text.equals("all") || text.equals("none")) {
            return text;
        }
        String own = Stream.of(text.split(", ", -1))
                .filter(selector -> selector.contains(":") == ipv6)
                .collect(Collectors.joining(", "));
        return own.isEmpty() ? "none" : own;
    }

    private static String receives(List<Router> from, String internal, String external) {
        return OutsideRouters.spec(
                List.of(),
                outside.neighbors(
                        from,
                        (router, family) -> toReceive(ofFamily(
                                router.isInternal() ? internal : external,
                                switch (family) {
                                    case IPV4 -> false;
                                    case IPV6 -> true;
                                }))));
    }

    private static void assertAccepted(String internal, String external) {
        for (Router router : outside.routers()) {
            String expected = router.isInternal() ? internal : external;
            Set<String> prefixes = switch (expected) {
                case "all" -> Set.copyOf(words(LET_IN));
                case "none" -> Set.of();
                default -> Set.copyOf(words(expected));
            };
            Waiting.waitFor(
                    "from " + router.name() + ": " + new TreeSet<>(prefixes),
                    () -> outside.accepted(router),
                    prefixes::equals);
        }
    }

    @Acceptance({RCV_1, RCV_2, RCV_3, RCV_4, RCV_5, RCV_6, RCV_7, RCV_11, RCV_12, RCV_13, RCV_14})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            RCV-1, RCV-5, RCV-11, RCV-13, RCV-14 | all | all | all | all
            RCV-2  | all | none | all | none
            RCV-3  | 192.168.2.0/24, 192.169.2.0/24 | none | 192.168.2.0/24 192.169.2.0/24 | none
            RCV-4  | 192.168.2.0/24 le 32, 192.169.2.0/24 le 24, 192.171.2.0/24 ge 28 le 31, 192.171.2.0/24 le 25 | none | 192.168.2.0/24 192.168.2.1/32 192.169.2.0/24 192.171.2.0/24 | none
            RCV-6  | fc00:f853:ccd:e799::/64 | none | fc00:f853:ccd:e799::/64 | none
            RCV-7  | fc00:f853:ccd:e799::/64 le 128, fc00:f853:ccd:e800::/64 le 64, fc00:f853:ccd:e801::/64 le 64 | none | fc00:f853:ccd:e799::/64 fc00:f853:ccd:e799::1/128 fc00:f853:ccd:e800::/64 fc00:f853:ccd:e801::/64 | none
            RCV-12 | 192.169.2.0/24, fc00:f853:ccd:e799::/64 | none | 192.169.2.0/24 fc00:f853:ccd:e799::/64 | none
            """)
    void whatIsAllowedIsAccepted(
            String id, String internal, String external, String fromInternal, String fromExternal) {
        outside.apply(List.of(receives(outside.routers(), internal, external)));
        assertAccepted(fromInternal, fromExternal);
        outside.apply(List.of(receives(outside.routers(), "none", "none")));
        assertAccepted("none", "none");
        outside.apply(List.of(
                receives(List.of(outside.internal()), internal, external),
                receives(List.of(outside.external()), internal, external)));
        assertAccepted(fromInternal, fromExternal);
    }

    @Acceptance({RCV_15, RCV_16, RCV_17})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            RCV-15 | 192.168.2.0/24
            RCV-16 | fc00:f853:ccd:e799::/64
            RCV-17 | 192.168.2.0/24, fc00:f853:ccd:e799::/64
            """)
    void anotherObjectThatTakesAllWins(String id, String listed) {
        String prefixes = listed.replace(",", "");
        outside.apply(List.of(receives(outside.routers(), listed, listed)));
        assertAccepted(prefixes, prefixes);
        outside.apply(List.of(receives(outside.routers(), listed, listed), receives(outside.routers(), "all", "all")));
        assertAccepted("all", "all");
    }

    private static String advertises(String prefixes) {
        return OutsideRouters.spec(
                words(prefixes), outside.neighbors(outside.routers(), (_, _) -> "toAdvertise: {allowed: {mode: all}}"));
    }

    private static void assertLearned(String prefixes) {
        outside.routers().forEach(router -> outside.waitForLearned(router, words(prefixes)));
    }

    @Acceptance({AR_1, AR_2, AR_3})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            AR-1 | 10.100.1.0/24                        | 192.168.2.0/24
            AR-2 | 2001:db8:100:1::/64                  | fc00:f853:ccd:e799::/64
            AR-3 | 10.100.1.0/24 2001:db8:100:1::/64    | 192.168.2.0/24, fc00:f853:ccd:e799::/64
            """)
    void oneObjectAdvertisesAndAnotherReceives(String id, String own, String theirs) {
        outside.apply(List.of(advertises(own), receives(outside.routers(), theirs, theirs)));
        assertAccepted(theirs.replace(",", ""), theirs.replace(",", ""));
        assertLearned(own);
    }

    private static String onNode(String name, String spec) {
        return "nodeSelector: {matchLabels: {kubernetes.io/hostname: " + name + "}}, " + spec;
    }

    @Acceptance({SEL_1, SEL_2, SEL_3, SEL_4})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            SEL-1, SEL-3 | 10.100.1.0/24       | 10.100.2.0/24       | 192.168.2.0/24          | 192.169.2.0/24
            SEL-2, SEL-4 | 2001:db8:100:1::/64 | 2001:db8:100:2::/64 | fc00:f853:ccd:e799::/64 | fc00:f853:ccd:e800::/64
            """)
    void whatSelectsTheNodeAndWhatSelectsAllAdd(String id, String ours, String all, String oursIn, String allIn) {
        List<String> selecting = List.of(
                onNode("node1", advertises(ours)), onNode("node1", receives(outside.routers(), oursIn, oursIn)));
        List<String> global = List.of(advertises(all), receives(outside.routers(), allIn, allIn));
        outside.apply(selecting);
        assertLearned(ours);
        assertAccepted(oursIn, oursIn);
        outside.apply(Stream.concat(selecting.stream(), global.stream()).toList());
        assertLearned(ours + " " + all);
        assertAccepted(oursIn + " " + allIn, oursIn + " " + allIn);
        outside.apply(Stream.concat(
                        selecting.stream().map(spec -> spec.replace("hostname: node1", "hostname: node2")),
                        global.stream())
                .toList());
        assertLearned(all);
        assertAccepted(allIn, allIn);
    }
}
