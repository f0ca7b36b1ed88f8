package io.barewire.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TextLayoutTest {
    private static String line(Level level, String message) {
        LoggingEvent event = new LoggingEvent(
                "caller", new LoggerContext().getLogger("io.barewire.daemon.Agent"), level, message, null, null);
        event.setInstant(Instant.parse("2026-11-21T02:30:00.007Z"));
        return new TextLayout().doLayout(event);
    }

    @Test
    void aLineHasTimeLevelPlaceAndMessage() {
        assertEquals("2026-11-21T02:30:00.007Z INFO  Agent: 192.0.2.1 is up\n", line(Level.INFO, "192.0.2.1 is up"));
    }

    @Test
    void aMessageCannotForgeALineOrSpeakToTheTerminal() {
        assertEquals(
                "2026-11-21T02:30:00.007Z WARN  Agent: bad\\nERROR all is lost \\u001b[2J\n",
                line(Level.WARN, "bad\nERROR all is lost \u001b[2J"));
    }
}
