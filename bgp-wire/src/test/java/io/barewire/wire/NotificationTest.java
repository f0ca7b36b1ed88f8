package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.DecodeOutcome.Accepted;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// NOTIFICATION and ROUTE-REFRESH: what they say to people and programs.
class NotificationTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
        0101                 | 1/1 (Message Header Error / Connection Not Synchronized)
        01020014             | 1/2 (Message Header Error / Bad Message Length), data 0x0014
        02010004             | 2/1 (OPEN Message Error / Unsupported Version Number), data 0x0004
        0207                 | 2/7 (OPEN Message Error / Unsupported Capability)
        030b                 | 3/11 (UPDATE Message Error / Malformed AS_PATH)
        0400                 | 4/0 (Hold Timer Expired)
        0503                 | 5/3 (Finite State Machine Error / Receive Unexpected Message in Established State)
        0602                 | 6/2 (Cease / Administrative Shutdown)
        060200               | 6/2 (Cease / Administrative Shutdown), data 0x00
        0602036f6666         | 6/2 (Cease / Administrative Shutdown): "off"
        06040566c3bcc39f     | 6/4 (Cease / Administrative Reset): "füß"
        060203610a62         | 6/2 (Cease / Administrative Shutdown): "a?b"
        060202ff41           | 6/2 (Cease / Administrative Shutdown): "0x02ff41"
        060209414243         | 6/2 (Cease / Administrative Shutdown): "0x09414243"
        060302abcd           | 6/3 (Cease / Peer De-configured), data 0x02abcd
        0607                 | 6/7 (Cease / Connection Collision Resolution)
        0609                 | 6/9 (Cease / Hard Reset)
        060906               | 6/9 (Cease / Hard Reset), data 0x06
        06090602036f6666     | 6/9 (Cease / Hard Reset): 6/2 (Cease / Administrative Shutdown): "off"
        06090400             | 6/9 (Cease / Hard Reset): 4/0 (Hold Timer Expired)
        060906090602         | 6/9 (Cease / Hard Reset), data 0x06090602
        060204e280ae61       | 6/2 (Cease / Administrative Shutdown): "?a"
        060203c29b61         | 6/2 (Cease / Administrative Shutdown): "?a"
        0701                 | 7/1 (ROUTE-REFRESH Message Error / Invalid Message Length)
        0800                 | 8/0 (Send Hold Timer Expired)
        0663                 | 6/99 (Cease / subcode 99)
        ff01                 | 255/1 (code 255 / subcode 1)
        """)
    void readsAsTheRegistryNamesIt(String body, String text) {
        byte[] message = Hex.message(3, body);
        DecodeOutcome outcome = Hex.decode(message, Hex.EXTERNAL);
        Notification notification =
                (Notification) assertInstanceOf(Accepted.class, outcome).message();
        assertEquals(text, notification.toString());
        assertEquals(Octets.of(message), Octets.of(MessageEncoder.encode(notification, Hex.EXTERNAL)));
    }

    @Test
    void longDataIsCutInText() {
        Notification notification = new Notification(3, 1, Octets.of(new byte[4000]));
        String text = notification.toString();
        assertTrue(text.endsWith("000... (4000 octets)"), text);
        assertTrue(text.length() < 250, text);
    }

    @Test
    void onlyShutdownAndResetCarryText() {
        Octets off = Octets.parseHex("036f6666");
        assertEquals(Optional.of("off"), new Notification(6, 2, off).shutdownCommunication());
        assertEquals(Optional.of("off"), new Notification(6, 4, off).shutdownCommunication());
        assertEquals(Optional.empty(), new Notification(6, 3, off).shutdownCommunication());
        assertEquals(Optional.empty(), Notification.of(6, 2).shutdownCommunication());
    }

    /// RFC 7313 was agreed on.
    private static final MessageFormat ENHANCED =
            new MessageFormat(true, true, false, Hex.BOTH, Set.of(), Set.of(), false, true);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        request, IPv4           | 0001 00 01      | accepted
        begin of refresh        | 0002 01 01      | accepted
        end of refresh          | 0002 02 01      | accepted
        subtype 3               | 0001 03 01      | ignored
        subtype 255             | 0001 ff 01      | ignored
        request cut short       | 0001 00         | reset 1/2
        request too long        | 0001 00 01 00   | reset 1/2
        nothing                 | ''              | reset 1/2
        begin cut short         | 0001 01         | reset 7/1
        end too long            | 0001 02 01 00   | reset 7/1
        """)
    void routeRefresh(String what, String body, String verdict) {
        assertEquals(verdict, Hex.verdict(Hex.decode(Hex.message(5, body), ENHANCED)));
    }

    /// RFC 2918 §3: the octet is reserved, and a receiver ignores it.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        nothing reserved        | 0002 00 01      | accepted
        what others call begin  | 0002 01 01      | accepted
        what nobody knows       | 0002 ff 01      | accepted
        cut short               | 0002 01         | reset 1/2
        too long                | 0002 02 01 00   | reset 1/2
        """)
    void withoutEnhancedRefreshEveryRouteRefreshIsARequest(String what, String body, String verdict) {
        DecodeOutcome outcome = Hex.decode(Hex.message(5, body), Hex.EXTERNAL);
        assertEquals(verdict, Hex.verdict(outcome));
        if (outcome instanceof Accepted accepted) {
            assertEquals(BgpMessage.RouteRefresh.request(AddressFamily.IPV6), accepted.message());
        }
    }

    @Test
    void routeRefreshOfWrongLengthIsSentBackWhole() {
        byte[] message = Hex.message(5, "0001 02 01 00");
        DecodeOutcome outcome = Hex.decode(message.clone(), ENHANCED);
        assertEquals(
                Octets.of(message),
                assertInstanceOf(DecodeOutcome.SessionReset.class, outcome)
                        .notification()
                        .data());
    }

    @Test
    void routeRefreshIsReadAndWritten() {
        byte[] message = Hex.message(5, "0002 01 01");
        Accepted accepted = assertInstanceOf(Accepted.class, Hex.decode(message, ENHANCED));
        assertEquals(new BgpMessage.RouteRefresh(2, 1, BgpMessage.RouteRefresh.Subtype.BEGIN), accepted.message());
        assertEquals(Octets.of(message), Octets.of(MessageEncoder.encode(accepted.message(), Hex.EXTERNAL)));
    }
}
