package io.barewire.ovn.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:/run/ovn/ovnnb_db.sock",
                "tcp:192.0.2.1:6641",
                "tcp:[2001:db8::1]:6641",
                "ssl:nb.example:6641"
            })
    void isWrittenAsItIsRead(String text) {
        assertEquals(text, Endpoint.parse(text).toString());
    }

    @Test
    void severalStandBetweenCommasAndThePortMayBeMissing() {
        assertEquals(
                List.of(new Endpoint.Tcp("192.0.2.1", 6640), new Endpoint.Ssl("2001:db8::1", 6640)),
                Endpoint.parseList("tcp:192.0.2.1, ssl:[2001:db8::1]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/run/x",
                "unix:",
                "http://x",
                "tcp:",
                "tcp::6641",
                "tcp:x:0",
                "tcp:x:65536",
                "tcp:2001:db8::1",
                "tcp:[::1",
                "tcp:[]:1",
                "tcp:[::1]x",
                "ssl:x:port"
            })
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text));
    }
}
