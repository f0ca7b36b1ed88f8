package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;

/// Runs after all others and lets Wireshark read everything that was said with a daemon: nothing that we sent may look
/// malformed to it. What a daemon sent is printed.
@Order(Integer.MAX_VALUE)
class WiresharkTest {
    @Scenario(Feature.WIRESHARK)
    void noMessageOfOursIsMalformed(Daemon daemon) {
        Set<String> ours =
                Set.of(daemon.gateway().toString(), daemon.gatewayV6().toString());
        List<Frame> marked = Arrays.stream(daemon.run("malformed").split("\n", -1))
                .filter(line -> !line.isBlank())
                .map(Frame::of)
                .toList();
        marked.forEach(frame -> System.out.println("Wireshark calls malformed: " + frame));
        assertEquals(
                List.of(),
                marked.stream().filter(frame -> ours.contains(frame.source)).toList());
    }

    /// A line of what the image's `malformed` prints.
    private record Frame(Instant at, String source, String what) {
        static Frame of(String line) {
            List<String> fields = Arrays.asList(line.split("\t", -1));
            double seconds = Double.parseDouble(fields.get(0));
            return new Frame(
                    Instant.ofEpochMilli(Math.round(seconds * 1000)), fields.get(1) + fields.get(2), fields.get(3));
        }
    }
}
