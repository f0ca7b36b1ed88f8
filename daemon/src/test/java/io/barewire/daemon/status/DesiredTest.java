package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.Problem;
import io.barewire.speaker.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DesiredTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,   192.0.2.1",
        "2001:db8::1, 2001-0db8-0000-0000-0000-0000-0000-0001",
        "net1,        net1",
        "eth0.100,    eth0.100",
        "veth@x,      veth-x",
    })
    void peersAreNamedAsLabelsMayBe(String endpoint, String label) {
        assertEquals(label, SessionKey.of("red", Endpoint.parse(endpoint)).peer());
    }

    @Test
    void aSessionSaysItsStateAndWhy() {
        Desired desired = Desired.of(Observations.BOTH, SessionStatus.ALL);
        assertEquals(
                new SessionState("Established", "N/A", "", "1, such as 10.9.0.0/24: rule edge"),
                desired.sessions().get(Observations.UP_KEY));
        assertEquals(
                new SessionState(
                        "Active",
                        "N/A",
                        "2026-11-21T11:59:53Z the peer ended the session: Cease / Administrative Shutdown",
                        ""),
                desired.sessions().get(Observations.DOWN_KEY));
    }

    @Test
    void fewerSessionsMayBeTold() {
        assertEquals(
                Set.of(Observations.DOWN_KEY),
                Desired.of(Observations.BOTH, SessionStatus.NOT_ESTABLISHED)
                        .sessions()
                        .keySet());
        assertEquals(
                Set.of(),
                Desired.of(Observations.BOTH, SessionStatus.NONE).sessions().keySet());
    }

    @Test
    void whatIsGoodIsASuccess() {
        assertEquals(new NodeState("router bgp 64512\n", "success", "success", ""), NodeState.of(Observations.BOTH));
    }

    /// ST-4 and ST-5 of frr-k8s' acceptance tests.
    @Test
    void rawConfigurationFailsTheReloadAndTheRestTheConversion() {
        NodeState state = NodeState.of(Observations.with(
                Observations.error("FRRConfiguration a/raw", "spec.raw.rawConfig", "line 1: \"this is\" is not"),
                Observations.error(
                        "FRRConfiguration a/tor",
                        "spec.bgp.routers[0].neighbors[0].passwordSecret",
                        "secret nonexisting not found for neighbor 64512@192.0.2.1")));
        assertEquals(
                "failed: error: FRRConfiguration a/tor: spec.bgp.routers[0].neighbors[0].passwordSecret:"
                        + " secret nonexisting not found for neighbor 64512@192.0.2.1",
                state.lastConversionResult());
        assertEquals(
                "ERROR: error: FRRConfiguration a/raw: spec.raw.rawConfig: line 1: \"this is\" is not",
                state.lastReloadResult());
        assertEquals(2, state.problems().lines().count());
    }

    @Test
    void whatCannotBeAppliedFailsTheReload() {
        Observation impaired =
                new Observation("", List.of(), Optional.of("cannot listen"), Observations.BOTH.sessions());
        assertEquals("ERROR: cannot listen", NodeState.of(impaired).lastReloadResult());
    }

    /// An API server takes an object of one and a half megabytes.
    @Test
    void whatIsTooLongIsCutAtALine() {
        String config = "0123456789012345678901234567890\n".repeat(1 << 15);
        Observation large = new Observation(config, List.of(), Optional.empty(), Observations.BOTH.sessions());
        String told = NodeState.of(large).runningConfig();
        assertTrue(told.length() < 600_000);
        assertTrue(
                told.endsWith("890\n! 16384 lines more than fit here: see barewire show config\n"), told.length() + "");

        NodeState many = NodeState.of(Observations.with(IntStream.range(0, 500)
                .mapToObj(i -> Observations.error("FRRConfiguration a/" + i, "", "bad"))
                .toArray(Problem[]::new)));
        assertEquals(21, many.problems().lines().count());
        assertTrue(many.lastConversionResult().endsWith("and 480 more"));
    }
}
