package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PingReportTest {
    private static final String THREE = """
            PING 10.244.2.2 (10.244.2.2) 56(84) bytes of data.
            64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=0.955 ms
            64 bytes from 10.244.2.2: icmp_seq=2 ttl=62 time=0.036 ms
            64 bytes from 10.244.2.2: icmp_seq=3 ttl=62 time=0.040 ms

            --- 10.244.2.2 ping statistics ---
            3 packets transmitted, 3 received, 0% packet loss, time 201ms
            rtt min/avg/max/mdev = 0.036/0.343/0.955/0.432 ms
            """;

    @Test
    void answersAreCountedWithTheirHopLimitAndTheFastestIsKept() {
        PingReport report = PingReport.parse(THREE);
        assertEquals(new TreeSet<>(List.of(1, 2, 3)), report.answered());
        assertEquals(new TreeSet<>(List.of(62)), report.hopLimits());
        assertEquals(0.036, report.milliseconds().orElseThrow());
        assertTrue(report.answeredAll(3));
        assertFalse(report.answeredAll(4));
    }

    @Test
    void ipv6AnswersReadTheSame() {
        PingReport report = PingReport.parse("""
                1460 bytes from fd00:10:244:2::2: icmp_seq=1 ttl=62 time=1.30 ms
                1 packets transmitted, 1 received, 0% packet loss, time 0ms
                """);
        assertEquals(1, report.answered().size());
    }

    @Test
    void errorsOfRoutersAreNoAnswers() {
        PingReport report = PingReport.parse("""
                From 10.244.1.1 icmp_seq=1 Destination Net Unreachable
                From 10.244.1.1 icmp_seq=2 Destination Net Unreachable
                2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 1001ms
                """);
        assertTrue(report.answered().isEmpty());
        assertTrue(report.milliseconds().isEmpty());
        assertEquals(2, report.sent());
    }

    @Test
    void anAnswerThatCameWhenTheNextWasAskedForIsNotLost() {
        String late = THREE.replace("3 packets transmitted", "4 packets transmitted");
        assertTrue(PingReport.parse(late).answeredAll(3));
        assertFalse(PingReport.parse(late.replace("icmp_seq=3", "icmp_seq=4")).answeredAll(3));
    }

    @Test
    void aDuplicateAnswerDoesNotMakeUpForALostOne() {
        PingReport report = PingReport.parse("""
                64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=0.1 ms
                64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=0.2 ms (DUP!)
                2 packets transmitted, 1 received, +1 duplicates, 50% packet loss, time 201ms
                """);
        assertFalse(report.answeredAll(2));
    }

    @Test
    void whatWasOnTheWayWhenPingWasStoppedIsNotLost() {
        String head = "64 bytes from 10.244.2.2: icmp_seq=1 ttl=62 time=0.1 ms\n";
        assertEquals(
                0,
                PingReport.parse(head + "3 packets transmitted, 1 received\n").lostBeforeTheLastAnswer());
        String third = "64 bytes from 10.244.2.2: icmp_seq=3 ttl=62 time=0.1 ms\n";
        assertEquals(
                1,
                PingReport.parse(head + third + "5 packets transmitted, 2 received\n")
                        .lostBeforeTheLastAnswer());
    }

    @Test
    void garbageSaysNothing() {
        PingReport report = PingReport.parse("\u0000\n64 bytes from\nicmp_seq=99999999999999 ttl=1 time=1 ms\n\n");
        assertEquals(0, report.sent());
        assertTrue(report.answered().isEmpty());
    }
}
