package io.barewire.interop;

import static io.barewire.testkit.acceptance.Criterion.*;

import io.barewire.interop.OutsideRouters.Router;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Metrics under frr-k8s' names while FRR is the peer.
@Tag("container")
class SessionMetricsTest {
    private static final List<String> OURS =
            List.of("10.100.1.0/24", "10.100.2.0/24", "2001:db8:100:1::/64", "2001:db8:100:2::/64");
    private static final List<String> THEIRS = List.of(
            "192.168.2.0/24",
            "192.169.2.0/24",
            "192.170.2.0/24",
            "fc00:f853:ccd:e799::/64",
            "fc00:f853:ccd:e800::/64",
            "fc00:f853:ccd:e801::/64");
    private static final String ALL = "toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";

    @RegisterExtension
    static final OutsideRouters outside = new OutsideRouters();

    private static void waitFor(String metric, DoublePredicate wanted) {
        for (Router router : outside.routers()) {
            for (AddressFamily family : AddressFamily.values()) {
                String peer = router.address(family).toString();
                Waiting.waitFor(metric + " of " + peer, () -> outside.metric(metric, peer, "default"), wanted::test);
            }
        }
    }

    @Acceptance({MET_1, MET_3, MET_4})
    @Test
    void sessionsPrefixesAndMessagesAreCounted() {
        outside.configure(THEIRS);
        outside.apply(List.of(OutsideRouters.spec(OURS, outside.neighbors(outside.routers(), (_, _) -> ALL))));
        waitFor("frrk8s_bgp_session_up", value -> value == 1);
        waitFor("frrk8s_bgp_announced_prefixes_total", value -> value == 2);
        waitFor("frrk8s_bgp_received_prefixes_total", value -> value == 3);
        for (String counted : List.of(
                "opens_sent",
                "opens_received",
                "updates_total",
                "updates_total_received",
                "keepalives_sent",
                "keepalives_received",
                "total_sent",
                "total_received")) {
            waitFor("frrk8s_bgp_" + counted, value -> value >= 1);
        }
        waitFor("frrk8s_bgp_route_refresh_sent", value -> value >= 0);
        waitForClient("config_stale_bool", value -> value == 0);
        waitForClient("config_loaded_bool", value -> value == 1);
        waitForClient("updates_total", value -> value >= 1);
    }

    private static double client(String name) {
        String wanted = "frrk8s_k8s_client_" + name + " ";
        return outside.metrics().stream()
                .filter(line -> line.startsWith(wanted))
                .mapToDouble(line -> Double.parseDouble(line.substring(wanted.length())))
                .findFirst()
                .orElse(-1);
    }

    private static void waitForClient(String name, DoublePredicate wanted) {
        Waiting.waitFor(name, () -> client(name), wanted::test);
    }

    @Acceptance(MET_5)
    @Test
    void aConfigurationWithoutItsSecretIsStale() {
        outside.apply(List.of(OutsideRouters.spec(
                List.of(), "{address: 198.51.101.99, asn: 64999, passwordSecret: {name: nonexisting}}")));
        waitForClient("config_stale_bool", value -> value == 1);
        waitForClient("updates_total", value -> value >= 1);
        waitForClient("update_errors_total", value -> value >= 1);
    }

    @Acceptance({MET_6, MET_7, MET_9, MET_10})
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            MET-6, MET-10 | ''                                                                                                | 0
            MET-7         | ', receiveInterval: 60, transmitInterval: 61, echoInterval: 62, minimumTtl: 254'                  | 0
            MET-9         | ', receiveInterval: 80, transmitInterval: 81, echoInterval: 82, echoMode: true, minimumTtl: 254'  | 1
            """)
    void bfdIsCountedUpAndDown(String id, String profile, int leastEchoes) {
        for (Router router : outside.routers()) {
            router.frr().configure(outside.configuration(router, List.of(), "bfd"));
        }
        outside.apply(List.of(OutsideRouters.withProfile(profile, OutsideRouters.spec(OURS, outside.watched(ALL)))));
        waitFor("frrk8s_bfd_session_up", value -> value == 1);
        for (String counted :
                List.of("control_packet_input", "control_packet_output", "session_up_events", "zebra_notifications")) {
            waitFor("frrk8s_bfd_" + counted, value -> value >= 1);
        }
        String peer = outside.internal().v4().toString();
        for (String counted : List.of("frrk8s_bfd_echo_packet_input", "frrk8s_bfd_echo_packet_output")) {
            Waiting.waitFor(
                    counted + " of " + peer,
                    () -> outside.metric(counted, peer, "default"),
                    value -> value >= leastEchoes);
        }
        outside.configure(List.of());
        waitFor("frrk8s_bfd_session_up", value -> value == 0);
        waitFor("frrk8s_bfd_session_down_events", value -> value >= 1);
    }
}
