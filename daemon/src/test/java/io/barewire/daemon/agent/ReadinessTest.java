package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdStatus;
import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.daemon.metrics.InstanceSample;
import io.barewire.daemon.show.Examples;
import io.barewire.fib.FibTotals;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.speaker.MessageCounts;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SessionState;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final PlanApplier.View CONFIGURED = new PlanApplier.View(true, true, List.of(), Optional.empty());

    private static SpeakerStatus speaker(boolean converged, SessionState... states) {
        PeerStatus[] peers = new PeerStatus[states.length];
        for (int i = 0; i < states.length; i++) {
            boolean up = states[i] == SessionState.ESTABLISHED;
            peers[i] = new PeerStatus(
                    PeerConfig.of(IpAddress.parse("192.0.2." + (i + 1)), 64512),
                    false,
                    states[i],
                    NOW,
                    Optional.empty(),
                    up
                            ? Optional.empty()
                            : Optional.of(new SessionEnd(
                                    NOW, "connection refused", false, Optional.empty(), Optional.empty())),
                    MessageCounts.NONE,
                    MessageCounts.NONE,
                    Map.of(),
                    0,
                    0,
                    Optional.empty(),
                    false,
                    Optional.empty());
        }
        return new SpeakerStatus(
                64512,
                IpAddress.parse("192.0.2.9"),
                Optional.empty(),
                Optional.of(NOW),
                converged,
                Map.of(),
                List.of(peers),
                List.of(),
                BfdStatus.NONE);
    }

    private static Readiness of(SpeakerStatus speaker) {
        return Readiness.of(CONFIGURED, List.of(sample("default", speaker)), Optional.empty());
    }

    private static InstanceSample sample(String vrf, SpeakerStatus speaker) {
        return new InstanceSample(vrf, Optional.of(speaker), Optional.empty(), Optional.empty());
    }

    @Test
    void whatIsMissingInAVrfNamesIt() {
        InstanceSample red = new InstanceSample(
                "red",
                Optional.of(speaker(true, SessionState.IDLE)),
                Optional.empty(),
                Optional.of("there is no VRF device red"));
        Readiness readiness = Readiness.of(
                CONFIGURED, List.of(sample("default", speaker(true, SessionState.ESTABLISHED)), red), Optional.empty());
        assertEquals(
                List.of(
                        "VRF red: there is no VRF device red",
                        "VRF red: session with 192.0.2.1 is not Established: connection refused"),
                readiness.missing());
    }

    @Test
    void aNodeWithoutConfigurationIsNotReady() {
        assertEquals(
                List.of("the manifests have not been read yet"),
                Readiness.of(PlanApplier.View.NOTHING, List.of(), Optional.empty())
                        .missing());
    }

    @Test
    void beforeConvergenceEverySessionCounts() {
        assertEquals(
                List.of(
                        "not converged: not every peer has sent its End-of-RIB markers",
                        "session with 192.0.2.2 is not Established: connection refused"),
                of(speaker(false, SessionState.ESTABLISHED, SessionState.ACTIVE))
                        .missing());
    }

    @Test
    void afterConvergenceALostSessionIsANote() {
        Readiness readiness = of(speaker(true, SessionState.ESTABLISHED, SessionState.ACTIVE));
        assertTrue(readiness.ready());
        assertEquals(List.of("session with 192.0.2.2 is not Established: connection refused"), readiness.notes());
    }

    @Test
    void theLossOfAllSessionsIsNot() {
        assertEquals(
                List.of("session with 192.0.2.1 is not Established: connection refused"),
                of(speaker(true, SessionState.IDLE)).missing());
    }

    @Test
    void aThousandLostSessionsAreNotAThousandLines() {
        SessionState[] states = new SessionState[200];
        java.util.Arrays.fill(states, SessionState.ACTIVE);
        List<String> missing = of(speaker(true, states)).missing();
        assertEquals(11, missing.size());
        assertEquals("190 more sessions are not Established", missing.getLast());
    }

    @Test
    void whatTheKernelRefusesAndADefectAreMissing() {
        FibTotals totals = new FibTotals(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, true);
        assertEquals(
                List.of(
                        "a thread of the agent failed by a defect: netlink-fib: java.lang.NullPointerException",
                        "routes refused by the kernel: 3",
                        "routes not yet in the kernel: 2"),
                Readiness.of(
                                CONFIGURED,
                                List.of(new InstanceSample(
                                        "default", Optional.of(speaker(true)), Optional.of(totals), Optional.empty())),
                                Optional.of("netlink-fib: java.lang.NullPointerException"))
                        .missing());
    }

    @Test
    void errorsInTheManifestsAreANote() {
        Problem error = new Problem(Problem.Severity.ERROR, Origin.NONE, "", "", "broken", "");
        PlanApplier.View view = new PlanApplier.View(true, true, List.of(error), Optional.empty());
        Readiness readiness = Readiness.of(view, List.of(sample("default", speaker(true))), Optional.empty());
        assertTrue(readiness.ready());
        assertEquals(List.of("errors in the manifests: 1; the last good versions are in force"), readiness.notes());
    }

    @Test
    void thePageIsTextForPeopleAndJsonForPrograms() {
        Readiness readiness = new Readiness(List.of("this"), List.of("that"));
        assertEquals(new Page(503, Page.TEXT, "not ready\n- this\nnote: that\n"), Pages.readyz(readiness, false));
        assertEquals(
                new Page(503, Page.JSON, "{\"ready\":false,\"missing\":[\"this\"],\"notes\":[\"that\"]}\n"),
                Pages.readyz(readiness, true));
        assertEquals(
                200, Pages.readyz(new Readiness(List.of(), List.of()), true).status());
    }

    @Test
    void aBfdSessionThatIsDownIsNoted() {
        assertTrue(
                of(Examples.SPEAKER).notes().contains("BFD with 2001:db8::2 is Down: control detection time expired"));
    }
}
