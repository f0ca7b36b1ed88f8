package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.DecodeOutcome.SessionReset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OPEN by hand from the diagrams of RFC 4271 §4.2, RFC 5492 §4, RFC 9072 §2 and the RFCs of the capabilities.
class OpenMessageTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        no parameters                    | 04 fde8 00b4 0a000001 00                                 | accepted
        hold time 0                      | 04 fde8 0000 0a000001 00                                 | accepted
        hold time 3                      | 04 fde8 0003 0a000001 00                                 | accepted
        version 3                        | 03 fde8 00b4 0a000001 00                                 | reset 2/1
        version 5                        | 05 fde8 00b4 0a000001 00                                 | reset 2/1
        hold time 1                      | 04 fde8 0001 0a000001 00                                 | reset 2/6
        hold time 2                      | 04 fde8 0002 0a000001 00                                 | reset 2/6
        identifier 0.0.0.0               | 04 fde8 00b4 00000000 00                                 | reset 2/3
        AS 0                             | 04 0000 00b4 0a000001 00                                 | reset 2/2
        four-octet AS 0                  | 04 fde8 00b4 0a000001 08 0206 4104 00000000              | reset 2/2
        parameters longer than message   | 04 fde8 00b4 0a000001 01                                 | reset 2/0
        parameters shorter than message  | 04 fde8 00b4 0a000001 00 0200                            | reset 2/0
        parameter without length         | 04 fde8 00b4 0a000001 01 02                              | reset 2/0
        parameter overruns               | 04 fde8 00b4 0a000001 02 0201                            | reset 2/0
        empty capabilities parameter     | 04 fde8 00b4 0a000001 02 0200                            | accepted
        authentication parameter         | 04 fde8 00b4 0a000001 03 0101 00                         | reset 2/4
        parameter of type 255, not first | 04 fde8 00b4 0a000001 04 0200 ff00                       | reset 2/4
        capability without length        | 04 fde8 00b4 0a000001 03 0201 01                         | reset 2/0
        capability overruns              | 04 fde8 00b4 0a000001 04 0202 0104                       | reset 2/0
        multiprotocol short              | 04 fde8 00b4 0a000001 07 0205 0103 000100                | reset 2/0
        multiprotocol long               | 04 fde8 00b4 0a000001 09 0207 0105 0001000100            | reset 2/0
        four-octet AS short              | 04 fde8 00b4 0a000001 07 0205 4103 00fde8                | reset 2/0
        graceful restart of 3 octets     | 04 fde8 00b4 0a000001 07 0205 4003 407800                | reset 2/0
        add-path of 3 octets             | 04 fde8 00b4 0a000001 07 0205 4503 000101                | reset 2/0
        extended next hop of 5 octets    | 04 fde8 00b4 0a000001 09 0207 0505 0001000100            | reset 2/0
        extended, well                   | 04 fde8 00b4 0a000001 ff ff 0009 02 0006 4104 0000fde8   | accepted
        extended, other classic length   | 04 fde8 00b4 0a000001 0b ff 0009 02 0006 4104 0000fde8   | accepted
        extended, no parameters          | 04 fde8 00b4 0a000001 ff ff 0000                         | accepted
        extended, cut in the length      | 04 fde8 00b4 0a000001 ff ff 00                           | reset 2/0
        extended, too long               | 04 fde8 00b4 0a000001 ff ff 000a 02 0006 4104 0000fde8   | reset 2/0
        extended, parameter overruns     | 04 fde8 00b4 0a000001 ff ff 0009 02 0007 4104 0000fde8   | reset 2/0
        extended, half a header          | 04 fde8 00b4 0a000001 ff ff 0002 02 00                   | reset 2/0
        """)
    void whatTheOctetsAloneShow(String what, String body, String verdict) {
        DecodeOutcome outcome = Hex.decode(Hex.message(1, body), MessageFormat.INITIAL);
        assertEquals(verdict, Hex.verdict(outcome), outcome::toString);
    }

    @Test
    void unsupportedVersionTellsTheOneWeSpeak() {
        DecodeOutcome outcome = Hex.decode(Hex.message(1, "03 fde8 00b4 0a000001 00"), MessageFormat.INITIAL);
        assertEquals(
                "0004",
                assertInstanceOf(SessionReset.class, outcome)
                        .notification()
                        .data()
                        .toHex());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        IPv6 unicast           | 01 04 00020001                  | Multiprotocol[afi=2, safi=1]
        route refresh          | 02 00                           | RouteRefresh[]
        route refresh, long    | 02 01 00                        | Unknown[code=2, value=00]
        extended next hop      | 05 06 000100010002              | ExtendedNextHop[entries=[Encoding[afi=1, safi=1, nextHopAfi=2]]]
        extended message       | 06 00                           | ExtendedMessage[]
        role                   | 09 01 03                        | Role[value=3]
        role without a meaning | 09 01 05                        | Role[value=5]
        role, long             | 09 02 0300                      | Unknown[code=9, value=0300]
        role, empty            | 09 00                           | Unknown[code=9, value=]
        graceful restart       | 40 06 c078 00010180             | GracefulRestart[restarting=true, notification=true, restartTimeSeconds=120, families=[Family[afi=1, safi=1, forwardingPreserved=true]]]
        four-octet AS          | 41 04 fffffffe                  | FourOctetAs[as=4294967294]
        add-path, both         | 45 04 00010103                  | AddPath[entries=[Direction[afi=1, safi=1, receive=true, send=true]]]
        add-path, receive      | 45 04 00020101                  | AddPath[entries=[Direction[afi=2, safi=1, receive=true, send=false]]]
        add-path, neither      | 45 04 00010100                  | Unknown[code=69, value=00010100]
        enhanced route refresh | 46 00                           | EnhancedRouteRefresh[]
        long-lived restart     | 47 07 00010180 015180           | LongLivedGracefulRestart[families=[Family[afi=1, safi=1, forwardingPreserved=true, staleTimeSeconds=86400]]]
        long-lived, short      | 47 06 00010180 0151             | Unknown[code=71, value=000101800151]
        host name              | 49 04 02 6e31 00                | Fqdn[hostName=n1, domainName=]
        host name overruns     | 49 04 03 6e31 00                | Unknown[code=73, value=036e3100]
        host name not UTF-8    | 49 03 01 ff 00                  | Unknown[code=73, value=01ff00]
        host name empty        | 49 00                           | Unknown[code=73, value=]
        unknown                | 80 02 abcd                      | Unknown[code=128, value=abcd]
        """)
    void capability(String what, String triple, String expected) {
        int length = Hex.octets(triple).length;
        String body = "04 fde8 00b4 0a000001 %02x 02 %02x %s".formatted(length + 2, length, triple);
        byte[] message = Hex.message(1, body);
        Open open = open(message);
        assertEquals("[" + expected + "]", open.capabilities().toString());
        if (!open.capability(Capability.FourOctetAs.class).isPresent()) { // its number is not that of the AS field here
            assertEquals(Octets.of(message), Octets.of(MessageEncoder.encode(open, MessageFormat.INITIAL)));
        }
    }

    @Test
    void capabilitiesMayComeInSeveralParametersAndRepeat() {
        Open open = open(Hex.message(1, "04 fde8 00b4 0a000001 10 0206 0104 00010001 0206 0104 00020001"));
        assertEquals(
                List.of(new Capability.Multiprotocol(1, 1), new Capability.Multiprotocol(2, 1)),
                open.capabilities(Capability.Multiprotocol.class));
    }

    @Test
    void asNumberIsTheFourOctetOneWhereThereIsOne() {
        assertEquals(
                4200000000L,
                open(Hex.message(1, "04 5ba0 00b4 0a000001 08 0206 4104 fa56ea00"))
                        .myAs());
    }

    @Test
    void asNumberThatDoesNotFitIsWrittenAsAsTrans() {
        Open open = new Open(
                4, 4200000000L, 90, IpAddress.parse("10.0.0.1"), List.of(new Capability.FourOctetAs(4200000000L)));
        assertEquals(
                Octets.of(Hex.message(1, "04 5ba0 005a 0a000001 08 0206 4104 fa56ea00")),
                Octets.of(MessageEncoder.encode(open, MessageFormat.INITIAL)));
    }

    @Test
    void asNumberThatDoesNotFitNeedsTheCapability() {
        Open open = new Open(4, 4200000000L, 90, IpAddress.parse("10.0.0.1"), List.of());
        assertThrows(IllegalArgumentException.class, () -> MessageEncoder.encode(open, MessageFormat.INITIAL));
    }

    /// RFC 9072 §2: 253 octets of capabilities fit into a classic parameter, 254 do not.
    @ParameterizedTest
    @CsvSource({"251, 29", "252, 32"})
    void extendedParametersAreWrittenOnlyWhenNeeded(int valueLength, int parameterAt) {
        Open open = new Open(
                4,
                65000,
                90,
                IpAddress.parse("10.0.0.1"),
                List.of(new Capability.Unknown(128, Octets.of(new byte[valueLength]))));
        byte[] message = MessageEncoder.encode(open, MessageFormat.INITIAL);
        assertEquals(2, message[parameterAt], "the capabilities parameter");
        assertEquals(open, open(message));
        assertEquals(parameterAt + (parameterAt == 29 ? 2 : 3) + 2 + valueLength, message.length);
    }

    @Test
    void openNeverExceeds4096OctetsEvenWhereLongerMessagesAreAgreed() {
        MessageFormat extended = new MessageFormat(true, true, true, Hex.BOTH, Set.of(), Set.of(), false);
        Open open = new Open(
                4,
                65000,
                90,
                IpAddress.parse("10.0.0.1"),
                Collections.nCopies(16, new Capability.Unknown(128, Octets.of(new byte[255]))));
        assertThrows(IllegalArgumentException.class, () -> MessageEncoder.encode(open, extended));
    }

    private static Open open(byte[] message) {
        DecodeOutcome outcome = Hex.decode(message, MessageFormat.INITIAL);
        return (Open)
                assertInstanceOf(Accepted.class, outcome, outcome::toString).message();
    }
}
