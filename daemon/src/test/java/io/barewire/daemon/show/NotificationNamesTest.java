package io.barewire.daemon.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NotificationNamesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        6 |  2 | Cease, Administrative Shutdown
        2 |  2 | OPEN Message Error, Bad Peer AS
        4 |  0 | Hold Timer Expired
        6 | 99 | Cease, subcode 99
        9 |  1 | error code 9, subcode 1
        """)
    void aNotificationHasItsNameInTheRegistry(int code, int subcode, String name) {
        assertEquals(name, NotificationNames.of(Notification.of(code, subcode)));
    }

    @Test
    void whatTheOperatorWroteIsShown() {
        assertEquals(
                Optional.of("maintenance"),
                NotificationNames.shutdownMessage(
                        new Notification(6, 2, Octets.parseHex("0b 6d61696e74656e616e6365"))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        length beyond the data | 6 | 2 | 0c6d61696e74656e616e6365
        octets behind the text | 6 | 2 | 016d61
        not UTF-8              | 6 | 2 | 02c328
        empty                  | 6 | 2 | 00
        another subcode        | 6 | 6 | 0161
        another code           | 3 | 2 | 0161
        """)
    void otherDataIsNoMessage(String what, int code, int subcode, String data) {
        assertEquals(
                Optional.empty(),
                NotificationNames.shutdownMessage(new Notification(code, subcode, Octets.parseHex(data))),
                what);
    }
}
