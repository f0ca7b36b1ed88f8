package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.rib.PeerId;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What is logged, and how often.
final class LogsTest {
    private static final PeerId PEER = new PeerId("192.0.2.1");

    private final List<String> lines = new ArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.barewire.daemon.agent");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    private static SpeakerEvent end(String why, boolean wasEstablished) {
        return new SpeakerEvent.SessionDown(
                PEER, new SessionEnd(Instant.EPOCH, why, wasEstablished, Optional.empty(), Optional.empty()));
    }

    @Test
    void aFailingAttemptIsToldOncePerReason() {
        EventLog log = new EventLog("");
        log.on(end("connection refused", false));
        log.on(end("connection refused", false));
        log.on(end("no route to host", false));
        assertEquals(
                List.of(
                        "INFO no session with 192.0.2.1: connection refused; trying on",
                        "INFO no session with 192.0.2.1: no route to host; trying on"),
                lines);
    }

    @Test
    void everyLostSessionIsTold() {
        EventLog log = new EventLog("");
        log.on(end("hold timer expired", true));
        log.on(end("hold timer expired", true));
        assertEquals(
                List.of(
                        "WARN session with 192.0.2.1 is down: hold timer expired",
                        "WARN session with 192.0.2.1 is down: hold timer expired"),
                lines);
    }

    @Test
    void aMalformedMessageIsToldWithItsOctets() {
        new EventLog("")
                .on(new SpeakerEvent.MalformedMessage(
                        PEER, "ORIGIN: length 2", "treat-as-withdraw", Octets.parseHex("ffff")));
        assertEquals(
                List.of("WARN malformed message from 192.0.2.1: ORIGIN: length 2 (treat-as-withdraw); octets ffff"),
                lines);
    }

    /// A peer's name tells of its VRF, a stranger's address does not.
    @Test
    void whatNoPeersNameTellsOfNamesTheVrf() {
        EventLog log = new EventLog("VRF red: ");
        log.on(new SpeakerEvent.ConnectionRefused(IpAddress.parse("192.0.2.7"), 2));
        log.on(new SpeakerEvent.EventsLost(3));
        assertEquals(
                List.of(
                        "WARN VRF red: refused a connection from 192.0.2.7, which is no configured peer (and 2 more)",
                        "WARN VRF red: 3 events happened too fast to be logged"),
                lines);
    }

    @Test
    void aProblemIsToldOnceWhenItComesAndOnceWhenItIsGone() {
        Problem problem =
                new Problem(Problem.Severity.ERROR, new Origin("a.yaml", 3), "Node a", "status", "broken", "mend it");
        ProblemLog log = new ProblemLog();
        log.report(List.of(problem));
        log.report(List.of(problem));
        log.report(List.of());
        assertEquals(
                List.of(
                        "ERROR a.yaml:3: error: Node a: status: broken; mend it",
                        "INFO no longer: a.yaml:3: error: Node a: status: broken; mend it"),
                lines);
    }
}
