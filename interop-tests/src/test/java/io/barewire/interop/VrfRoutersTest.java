package io.barewire.interop;

import static io.barewire.testkit.acceptance.Criterion.*;
import static java.util.stream.Collectors.joining;

import io.barewire.interop.OutsideRouters.Router;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The internal router in a VRF; skipped where the kernel has no VRF devices.
@Tag("container")
class VrfRoutersTest {
    private static final List<String> OURS = List.of("10.100.1.0/24", "2001:db8:100:1::/64");
    private static final List<String> OTHERS = List.of("10.100.2.0/24", "2001:db8:100:2::/64");
    private static final List<String> THEIRS = List.of("192.168.2.0/24", "fc00:f853:ccd:e799::/64");

    @RegisterExtension
    static final OutsideRouters outside = new OutsideRouters();

    /// @param rest what there is besides its neighbors
    private static String router(String rest, List<Router> routers, String fields) {
        return "{asn: 64512, " + rest + ", neighbors: [" + outside.neighbors(routers, (_, _) -> fields) + "]}";
    }

    private static String prefixes(List<String> prefixes) {
        return prefixes.stream().collect(joining("', '", "prefixes: ['", "']"));
    }

    private static String exchange(String told, String taken) {
        return "bfdProfile: p, toAdvertise: {allowed: {%s}}, toReceive: {allowed: {%s}}".formatted(told, taken);
    }

    private static void waitForMetric(String name, double value) {
        for (AddressFamily family : AddressFamily.values()) {
            String peer = outside.internal().address(family).toString();
            Waiting.waitFor(name + " of " + peer, () -> outside.metric(name, peer, "red"), found -> found == value);
        }
    }

    @Acceptance({ADV_5, ADV_6, ADV_7, RCV_8, RCV_9, RCV_10, BSS_5, MET_2, MET_8})
    @ParameterizedTest(name = "listed: {0}")
    @ValueSource(booleans = {false, true})
    void aRouterInAVrfTellsAndTakesWhatIsAllowed(boolean listed) {
        outside.assumeVrf();
        outside.internal().frr().configure(outside.configuration(outside.internal(), THEIRS, "bfd"));
        String told = listed ? "prefixes: ['" + String.join("', '", OURS) + "']" : "mode: all";
        String taken = listed
                ? THEIRS.stream().map(prefix -> "{prefix: '" + prefix + "'}").collect(joining(", ", "prefixes: [", "]"))
                : "mode: all";
        outside.apply(List.of("bgp: {bfdProfiles: [{name: p, receiveInterval: 60, transmitInterval: 61}], routers: ["
                + router("vrf: red, " + prefixes(OURS), List.of(outside.internal()), exchange(told, taken)) + "]}"));
        outside.waitForLearned(outside.internal(), OURS);
        waitForMetric("frrk8s_bgp_session_up", 1);
        waitForMetric("frrk8s_bgp_announced_prefixes_total", 1);
        waitForMetric("frrk8s_bgp_received_prefixes_total", 1);
        waitForMetric("frrk8s_bfd_session_up", 1);
    }

    /// The default router has the external peer, that of the VRF the internal one.
    @Acceptance({
        IMP_1, IMP_2, IMP_3, IMP_4, IMP_5, IMP_6, IMP_7, IMP_8, IMP_9, IMP_10, IMP_11, IMP_12, IMP_13, IMP_14, IMP_15,
        IMP_16
    })
    @ParameterizedTest(name = "the default table imports: {0}")
    @ValueSource(booleans = {true, false})
    void whatOneTableImportsItsPeersAreTold(boolean intoDefault) {
        outside.assumeVrf();
        Router reached = intoDefault ? outside.external() : outside.internal();
        Router imported = intoDefault ? outside.internal() : outside.external();
        reached.frr().configure(outside.configuration(reached, List.of(), "bfd"));
        imported.frr().configure(outside.configuration(imported, THEIRS, "bfd"));
        List<String> all = List.of(OURS.get(0), OURS.get(1), OTHERS.get(0), OTHERS.get(1));
        String told = "prefixes: ['" + String.join("', '", all) + "']";
        outside.apply(List.of("bgp: {bfdProfiles: [{name: p}], routers: ["
                + router(
                        prefixes(intoDefault ? OURS : OTHERS) + (intoDefault ? ", imports: [{vrf: red}]" : ""),
                        List.of(outside.external()),
                        exchange(told, "mode: all"))
                + ", "
                + router(
                        "vrf: red, " + prefixes(intoDefault ? OTHERS : OURS)
                                + (intoDefault ? "" : ", imports: [{vrf: default}]"),
                        List.of(outside.internal()),
                        exchange(told, "mode: all"))
                + "]}"));
        outside.waitForLearned(reached, all);
        String table = intoDefault ? "254" : "1000";
        for (String prefix : THEIRS) {
            Waiting.waitFor(
                    prefix + " in table " + table,
                    () -> outside.node().table(prefix.contains(":") ? "-6" : "-4", table),
                    routes -> routes.contains(prefix));
        }
    }
}
