package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import io.barewire.wire.Update;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Peers that break the protocol, each from an address of its own, and one that keeps to it and must notice nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileMessagesTest {
    private static final String US = "127.0.5.1";
    private static final String NEIGHBOR = "127.0.5.2";
    private static final int HOSTILE_PEERS = 90;
    private static final int MOST_PREFIXES = 20_000;
    private static final String MARKER = "ff".repeat(16);

    private final AtomicInteger next = new AtomicInteger(10);
    private final Loopback net;
    private final BgpSpeaker speaker;
    private final RawPeer neighbor;
    private RawPeer hostile;

    HostileMessagesTest() throws IOException {
        this.net = Loopback.onFreePort();
        List<PeerConfig> peers = new ArrayList<>();
        peers.add(net.peer(US, NEIGHBOR, Loopback.AS, true));
        for (int i = 10; i < 10 + HOSTILE_PEERS; i++) {
            peers.add(net.peer(US, "127.0.5." + i, Loopback.AS, true)
                    .withPolicy(PeerPolicy.EVERYTHING.withMaximumPrefixes(MOST_PREFIXES)));
        }
        this.speaker = new BgpSpeaker(net.speaker(US, peers.toArray(PeerConfig[]::new)));
        speaker.start();
        this.neighbor = RawPeer.connect(NEIGHBOR, US, net.port()).establish("192.0.2.2", Loopback.AS);
        this.hostile = neighbor;
    }

    @BeforeAll
    void theNeighborIsThere() {
        await().until(() -> status(NEIGHBOR).isEstablished());
    }

    @AfterEach
    void theNeighborHasNoticedNothing() throws IOException {
        hostile.close();
        assertTrue(status(NEIGHBOR).isEstablished());
        assertEquals(1, status(NEIGHBOR).timesEstablished());
    }

    @AfterAll
    void close() throws IOException {
        neighbor.close();
        speaker.close();
    }

    private PeerStatus status(String peer) {
        return speaker.status().peer(new PeerId(peer)).orElseThrow();
    }

    private String connect() throws IOException {
        String own = "127.0.5." + next.getAndIncrement();
        hostile = RawPeer.connect(own, US, net.port());
        return own;
    }

    private static byte[] message(int type, String body) {
        int length = 19 + body.length() / 2;
        return Octets.parseHex(MARKER + "%04x%02x".formatted(length, type) + body)
                .toArray();
    }

    private static String told(Notification notification) {
        return notification.code() + "/" + notification.subcode()
                + (notification.data().length() == 0
                        ? ""
                        : " " + notification.data().toHex());
    }

    /// RFC 4271 §6.2, RFC 5492, RFC 9072, RFC 6286, RFC 7607: version, AS, hold time, identifier, parameters.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        version 3                    | 03 fc00 005a c0000263 00                            | 2/1 0004
        AS 0                         | 04 0000 005a c0000263 00                            | 2/2
        another AS                   | 04 fde9 005a c0000263 00                            | 2/2
        AS 0 in the capability       | 04 fc00 005a c0000263 08 0206 410400000000          | 2/2
        hold time 1                  | 04 fc00 0001 c0000263 00                            | 2/6
        hold time 2                  | 04 fc00 0002 c0000263 00                            | 2/6
        identifier 0                 | 04 fc00 005a 00000000 00                            | 2/3
        our identifier               | 04 fc00 005a c0000201 00                            | 2/3
        parameters too long          | 04 fc00 005a c0000263 05 0200                       | 2/0
        parameters too short         | 04 fc00 005a c0000263 01 0200                       | 2/0
        half a parameter             | 04 fc00 005a c0000263 01 02                         | 2/0
        parameter overruns           | 04 fc00 005a c0000263 03 0205 01                    | 2/0
        parameter of another type    | 04 fc00 005a c0000263 02 0100                       | 2/4
        half a capability            | 04 fc00 005a c0000263 03 0201 01                    | 2/0
        capability overruns          | 04 fc00 005a c0000263 05 0203 010400                | 2/0
        four-octet AS of 3 octets    | 04 fc00 005a c0000263 07 0205 410300fc00            | 2/0
        restart of 3 octets          | 04 fc00 005a c0000263 07 0205 4003407800            | 2/0
        add-path of 5 octets         | 04 fc00 005a c0000263 09 0207 45050001010300        | 2/0
        only a family we have not    | 04 fc00 005a c0000263 08 0206 010400020001          | 2/7 010400010001
        extended without a length    | 04 fc00 005a c0000263 ff ff                         | 2/0
        extended, too long           | 04 fc00 005a c0000263 ff ff 0008 02 0001 00         | 2/0
        too short for an OPEN        | 04 fc00 005a c00002                                 | 1/2 001b
        """)
    void anOpenWithOneFieldWrong(String what, String body, String answer) throws IOException {
        connect();
        hostile.send(message(1, body.replace(" ", "")));
        assertEquals(answer, told(hostile.expect(Notification.class)));
    }

    /// RFC 4271 §6.1.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        marker broken     | ffffffffffffffffffffffffffffff00 0013 04 | 1/1
        shorter than self | ffffffffffffffffffffffffffffffff 0012 04 | 1/2 0012
        length 0          | ffffffffffffffffffffffffffffffff 0000 04 | 1/2 0000
        4097 octets       | ffffffffffffffffffffffffffffffff 1001 02 | 1/2 1001
        type 0            | ffffffffffffffffffffffffffffffff 0013 00 | 1/3 00
        type 6            | ffffffffffffffffffffffffffffffff 0013 06 | 1/3 06
        long KEEPALIVE    | ffffffffffffffffffffffffffffffff 0014 04 | 1/2 0014
        a web browser     | 474554202f20485454502f312e310d0a0d0a0d0a | 1/1
        """)
    void aHeaderThatIsWrong(String what, String octets, String answer) throws IOException {
        connect();
        hostile.send(Octets.parseHex(octets.replace(" ", "")).toArray());
        assertEquals(answer, told(hostile.expect(Notification.class)));
    }

    /// RFC 6608 §3: each message where it does not belong. `O` is our OPEN, `K` a KEEPALIVE.
    @ParameterizedTest(name = "{1} after {0}")
    @CsvSource({
        "'', UPDATE, 5/1",
        "'', KEEPALIVE, 5/1",
        "'', ROUTE-REFRESH, 5/1",
        "O, OPEN, 5/2",
        "O, UPDATE, 5/2",
        "O, ROUTE-REFRESH, 5/2",
        "OK, OPEN, 5/3"
    })
    void aMessageInTheWrongState(String before, String kind, String answer) throws IOException {
        String own = connect();
        BgpMessage open = RawPeer.open(own, Loopback.AS);
        for (int i = 0; i < before.length(); i++) {
            hostile.send(before.charAt(i) == 'O' ? open : new BgpMessage.Keepalive());
        }
        hostile.send(
                switch (kind) {
                    case "OPEN" -> open;
                    case "UPDATE" -> Update.endOfRib(AddressFamily.IPV4);
                    case "KEEPALIVE" -> new BgpMessage.Keepalive();
                    default -> BgpMessage.RouteRefresh.request(AddressFamily.IPV4);
                });
        assertEquals(answer, told(hostile.expect(Notification.class)));
    }

    /// What is odd but allowed: RFC 5492 §4 lets capabilities repeat, RFC 9072 lets there be many.
    @Test
    void thousandsOfCapabilitiesAreTaken() throws IOException {
        String own = connect();
        List<Capability> many = new ArrayList<>();
        many.add(Capability.Multiprotocol.of(AddressFamily.IPV4));
        many.add(new Capability.FourOctetAs(Loopback.AS));
        for (int i = 0; i < 1_900; i++) {
            many.add(new Capability.RouteRefresh());
        }
        hostile.send(new BgpMessage.Open(4, Loopback.AS, 90, IpAddress.parse(own), many));
        hostile.expect(BgpMessage.Open.class);
        hostile.send(new BgpMessage.Keepalive());
        hostile.expect(BgpMessage.Keepalive.class);
        await().until(() -> status(own).isEstablished());
    }

    @Test
    void aFloodOfNotificationsEndsTheSessionWithoutAnAnswer() throws IOException {
        String own = connect();
        hostile.establish(own, Loopback.AS);
        await().until(() -> status(own).isEstablished());
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < 5_000; i++) {
            flood.writeBytes(message(3, "0602"));
        }
        try {
            hostile.send(flood.toByteArray());
        } catch (IOException closedMeanwhile) {
            // as it should be
        }
        await().until(() -> !status(own).isEstablished());
        SessionEnd end = status(own).lastEnd().orElseThrow();
        assertEquals("6/2", told(end.received().orElseThrow()));
        assertTrue(end.sent().isEmpty());
        assertEquals(1, status(own).messagesIn().notifications());
    }

    /// RFC 2918 §3, RFC 7313 §5: families and subtypes that mean nothing are passed over; wrong lengths are not.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        a family that is not carried | 0002 00 01    | ''
        a family that nobody has     | ffff 00 ff    | ''
        subtype 77                   | 0001 4d 01    | ''
        too short                    | 0001 00       | 1/2 0016
        too long                     | 0001 00 01 00 | 1/2 0018
        """)
    void routeRefreshOfEveryKind(String what, String body, String answer) throws IOException {
        String own = connect();
        hostile.establish(own, Loopback.AS);
        hostile.send(message(5, body.replace(" ", "")));
        if (answer.isEmpty()) {
            hostile.send(BgpMessage.RouteRefresh.request(AddressFamily.IPV4));
            await().until(() -> status(own).messagesIn().routeRefreshes() == 2);
            assertTrue(status(own).isEstablished());
        } else {
            assertEquals(answer, told(hostile.expect(Notification.class)));
        }
    }

    /// RFC 4271 §4.1, RFC 8654 §4: the largest UPDATE is taken, and one octet more is refused.
    @ParameterizedTest(name = "{0} octets, extended {1}: {2}")
    @CsvSource({"4096, false, ''", "4097, false, 1/2 1001", "4097, true, ''", "65535, true, ''"})
    void updatesAtTheSizeLimits(int length, boolean extended, String answer) throws IOException {
        String own = connect();
        BgpMessage.Open plain = RawPeer.open(own, Loopback.AS);
        List<Capability> capabilities = new ArrayList<>(plain.capabilities());
        if (extended) {
            capabilities.add(new Capability.ExtendedMessage());
        }
        hostile.send(new BgpMessage.Open(4, Loopback.AS, 90, plain.bgpIdentifier(), capabilities));
        hostile.expect(BgpMessage.Open.class);
        hostile.send(new BgpMessage.Keepalive());
        hostile.expect(BgpMessage.Keepalive.class);
        hostile.send(withdrawal(length));
        if (answer.isEmpty()) {
            await().until(() -> status(own).messagesIn().updates() == 1);
            assertTrue(status(own).isEstablished());
        } else {
            assertEquals(answer, told(hostile.expect(Notification.class)));
        }
    }

    /// An UPDATE of just this length that withdraws host routes, and a shorter prefix to fill up.
    private static byte[] withdrawal(int length) {
        int withdrawn = length - 19 - 4;
        StringBuilder body = new StringBuilder("%04x".formatted(withdrawn));
        body.append("200a000001".repeat(withdrawn / 5));
        body.append(
                switch (withdrawn % 5) {
                    case 0 -> "";
                    case 1 -> "00";
                    case 2 -> "080a";
                    case 3 -> "100a00";
                    default -> "180a0000";
                });
        return message(2, body.append("0000").toString());
    }

    /// RFC 4486 §4: more prefixes than allowed in a message or two end that session, with 6/1.
    @Test
    void prefixesOverTheMaximum() throws IOException {
        String own = connect();
        hostile.establish(own, Loopback.AS);
        for (int i = 0; i <= MOST_PREFIXES; i += 800) {
            StringBuilder prefixes = new StringBuilder();
            for (int j = i; j < i + 800; j++) {
                prefixes.append("200b%02x%02x%02x".formatted(j >> 16, j >> 8 & 0xFF, j & 0xFF));
            }
            String attributes = "40010100" + "400200" + "400304c0000263" + "40050400000064";
            hostile.send(message(2, "0000%04x".formatted(attributes.length() / 2) + attributes + prefixes));
        }
        assertEquals("6/1", told(hostile.expect(Notification.class)));
        await().until(() -> status(own).prefixes(AddressFamily.IPV4).received() == 0);
    }
}
