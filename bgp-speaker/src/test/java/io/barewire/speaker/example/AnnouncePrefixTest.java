package io.barewire.speaker.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.Loopback;
import io.barewire.wire.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnnouncePrefixTest {
    @Test
    void theExampleRuns() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertTrue(AnnouncePrefix.run(Loopback.onFreePort().port(), Prefix.parse("198.51.100.0/24"), printer));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("route 198.51.100.0/24 via [192.0.2.1]"));
    }
}
