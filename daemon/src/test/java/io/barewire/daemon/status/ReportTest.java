package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final long MINUTE = Reports.PAUSE.toNanos();
    private static final Problem REFUSED =
            Observations.error("FRRConfiguration ns/tor", "spec.bgp", "different asns (1 != 2)");

    private static List<String> texts(Optional<Observation> before, Observation after) {
        return Report.between(before, after).stream()
                .map(report -> report.reason().text() + ": " + report.message())
                .toList();
    }

    @Test
    void sessionsThatWentAndCameAreTold() {
        Observation after = Observations.of(
                Observations.counting(Observations.UP, 2, 1), Observations.counting(Observations.DOWN, 2, 3));
        assertEquals(
                List.of(
                        "SessionDown: session with 192.0.2.1 is down",
                        "SessionUp: session with 192.0.2.1 is up",
                        "SessionDown: session with 2001:db8::2 is down: the peer ended the session:"
                                + " Cease / Administrative Shutdown"),
                texts(Optional.of(Observations.BOTH), after));
        assertEquals(List.of(), texts(Optional.empty(), after));
        assertEquals(List.of(), texts(Optional.of(after), after));
    }

    @Test
    void whatIsRefusedIsToldAndWhatIsMendedToo() {
        Observation refused = Observations.with(REFUSED);
        String told = "ConfigurationRefused: spec.bgp: different asns (1 != 2)";
        assertEquals(List.of(told), texts(Optional.empty(), refused));
        assertEquals(List.of(told), texts(Optional.of(Observations.BOTH), refused));
        assertEquals(List.of(), texts(Optional.of(refused), refused));
        assertEquals(
                List.of("ConfigurationAccepted: what was wrong with it is no longer"),
                texts(Optional.of(refused), Observations.BOTH));
        assertEquals(
                new Report.About.OfConfiguration("FRRConfiguration", "ns", "tor"),
                Report.between(Optional.empty(), refused).getFirst().about());
    }

    @Test
    void ofAnObjectAndReasonOneAMinuteLeavesAndStandsForAll() {
        Reports reports = new Reports();
        Report report =
                Report.between(Optional.empty(), Observations.with(REFUSED)).getFirst();
        reports.offer(report, 0);
        assertEquals(1, reports.poll(0).orElseThrow().count());
        reports.offer(report, 1);
        reports.offer(report, 2);
        assertEquals(Optional.empty(), reports.poll(MINUTE - 1));
        assertEquals(2, reports.poll(MINUTE).orElseThrow().count());
        assertEquals(Optional.empty(), reports.poll(10 * MINUTE));
    }

    @Test
    void whatIsTooMuchIsDroppedAndCounted() {
        Reports reports = new Reports();
        for (int i = 0; i < Reports.MOST + 7; i++) {
            Report.About about = new Report.About.OfSession(new SessionKey("", "p" + i));
            reports.offer(new Report(about, Report.Reason.SESSION_DOWN, "down"), 0);
        }
        assertEquals(7, reports.takeDropped());
        assertEquals(0, reports.takeDropped());
        for (int i = 0; i < Reports.MOST; i++) {
            assertTrue(reports.poll(0).isPresent());
        }
        assertEquals(Optional.empty(), reports.poll(0));
    }
}
