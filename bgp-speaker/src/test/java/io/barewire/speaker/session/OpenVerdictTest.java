package io.barewire.speaker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.LocalAs;
import io.barewire.speaker.AddPath;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SessionOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.BgpRole;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenVerdictTest {
    /// RFC 4271 §6.2, RFC 6286 §2.2.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        version 3                          | 3 | 64512 | 90 | 10.0.0.2 | 1 | 0004
        version 5                          | 5 | 64512 | 90 | 10.0.0.2 | 1 | 0004
        another AS                         | 4 | 64513 | 90 | 10.0.0.2 | 2 | ''
        identifier 0.0.0.0                 | 4 | 64512 | 90 | 0.0.0.0  | 3 | ''
        our identifier, from our own AS    | 4 | 64512 | 90 | 10.0.0.1 | 3 | ''
        hold time 1                        | 4 | 64512 | 1  | 10.0.0.2 | 6 | ''
        hold time 2                        | 4 | 64512 | 2  | 10.0.0.2 | 6 | ''
        version is looked at before the AS | 3 | 64513 | 1  | 0.0.0.0  | 1 | 0004
        """)
    void whatIsRefused(String what, int version, long as, int hold, String identifier, int subcode, String data) {
        Open open = Messages.open(version, as, hold, identifier);
        OpenVerdict.Refused refused =
                assertInstanceOf(OpenVerdict.Refused.class, OpenVerdict.of(open, Messages.config()), what);
        assertEquals(new Notification(2, subcode, Octets.parseHex(data)), refused.reply());
    }

    /// RFC 6286 §2.1: identifiers are unique within an AS only.
    @Test
    void anExternalPeerMayHaveOurIdentifier() {
        Open open = Messages.open(4, 65001, 90, "10.0.0.1");
        assertInstanceOf(OpenVerdict.Agreed.class, OpenVerdict.of(open, Messages.config("10.0.0.1", 65001)));
    }

    /// RFC 5492 §5: the NOTIFICATION lists what was missed.
    @Test
    void aPeerWithoutACommonFamilyIsToldWhichOneWeNeed() {
        Open open = new Open(
                4,
                Messages.AS,
                90,
                IpAddress.parse("10.0.0.2"),
                List.of(Capability.Multiprotocol.of(AddressFamily.IPV6)));
        OpenVerdict.Refused refused =
                assertInstanceOf(OpenVerdict.Refused.class, OpenVerdict.of(open, Messages.config()));
        assertEquals(new Notification(2, 7, Octets.parseHex("0104 0001 00 01")), refused.reply());
    }

    /// RFC 4760 §8.
    @Test
    void aPeerWithoutCapabilitiesSpeaksIpv4AndTwoOctetAsNumbers() {
        Open open = new Open(4, Messages.AS, 90, IpAddress.parse("10.0.0.2"), List.of());
        Negotiated agreed = Messages.agreed(Messages.config(), open);
        assertEquals(Set.of(AddressFamily.IPV4), agreed.families());
        assertTrue(!agreed.format().fourOctetAs() && !agreed.format().extendedMessage() && !agreed.routeRefresh());
    }

    @Test
    void whatBothOfferIsInUse() {
        Open open = Messages.open(
                4,
                Messages.AS,
                90,
                "10.0.0.2",
                new Capability.RouteRefresh(),
                new Capability.EnhancedRouteRefresh(),
                new Capability.ExtendedMessage());
        Negotiated agreed = Messages.agreed(Messages.config(), open);
        assertTrue(agreed.routeRefresh() && agreed.enhancedRouteRefresh());
        assertTrue(agreed.format().extendedMessage() && agreed.format().fourOctetAs());
        assertTrue(!agreed.format().external());
    }

    /// RFC 7911 §4 and §5: a direction is in use where one end offers to send and the other to receive. `r`, `s` or
    /// `rs` for IPv4, then for IPv6.
    @ParameterizedTest(name = "ours {0}, theirs {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        r r   | s s   | r r
        r r   | r r   | - -
        r r   | rs -  | r -
        s s   | r rs  | s s
        rs -  | rs rs | rs -
        rs rs | - s   | - r
        - -   | rs rs | - -
        s r   | s r   | - -
        """)
    void severalPathsAreExchangedWhereBothEndsSaidSo(String ours, String theirs, String agreed) {
        List<Capability.AddPath.Direction> entries = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            String word = word(theirs, family);
            if (!word.equals("-")) {
                entries.add(new Capability.AddPath.Direction(
                        family.afi(), AddressFamily.UNICAST, word.contains("r"), word.contains("s")));
            }
        }
        entries.add(new Capability.AddPath.Direction(25, 65, true, true)); // VPLS means nothing to us
        Open open = Messages.open(
                4,
                Messages.AS,
                90,
                "10.0.0.2",
                Capability.Multiprotocol.of(AddressFamily.IPV6),
                new Capability.AddPath(entries));
        AddPath offered = new AddPath(with('r', ours), with('s', ours));
        SessionConfig config = Messages.config("10.0.0.1", Messages.AS, offered, AddressFamily.values());
        MessageFormat format = Messages.agreed(config, open).format();
        assertEquals(with('r', agreed), format.addPathReceive());
        assertEquals(with('s', agreed), format.addPathSend());
    }

    private static String word(String text, AddressFamily family) {
        return text.split(" ", -1)[family == AddressFamily.IPV4 ? 0 : 1];
    }

    private static Set<AddressFamily> with(char direction, String text) {
        return Stream.of(AddressFamily.values())
                .filter(family -> word(text, family).indexOf(direction) >= 0)
                .collect(Collectors.toSet());
    }

    /// RFC 7911 §4: 1 receives, 2 sends, 3 does both; families that the session does not carry are left out.
    @Test
    void theOpenSaysWhatWeCanDoOfAddPath() {
        AddPath offered = AddPath.DEFAULT.withSend(AddressFamily.IPV6);
        SessionConfig both = Messages.config("10.0.0.1", Messages.AS, offered, AddressFamily.values());
        Capability.AddPath.Direction ipv4 = new Capability.AddPath.Direction(1, 1, true, false);
        Capability.AddPath.Direction ipv6 = new Capability.AddPath.Direction(2, 1, true, true);
        assertEquals(
                Optional.of(new Capability.AddPath(List.of(ipv4, ipv6))),
                both.open().capability(Capability.AddPath.class));
        SessionConfig one = Messages.config("10.0.0.1", Messages.AS, offered, AddressFamily.IPV4);
        assertEquals(
                Optional.of(new Capability.AddPath(List.of(ipv4))), one.open().capability(Capability.AddPath.class));
        SessionConfig none = Messages.config("10.0.0.1", Messages.AS, AddPath.NONE, AddressFamily.IPV4);
        assertEquals(Optional.empty(), none.open().capability(Capability.AddPath.class));
    }

    @ParameterizedTest(name = "{0}, AS {1}: {2}")
    @CsvSource({
        "internal, 64512, internal",
        "internal, 65001, 2/2",
        "external, 65001, external",
        "external, 64512, 2/2",
        "any, 64512, internal",
        "any, 65001, external",
        "65001, 65001, external",
        "65001, 65002, 2/2"
    })
    void whichAsNumbersWillDo(String wanted, long as, String verdict) {
        SessionConfig config = Messages.config("10.0.0.1", remoteAs(wanted), SessionOptions.DEFAULT);
        String found = switch (OpenVerdict.of(Messages.open(4, as, 90, "10.0.0.2"), config)) {
            case OpenVerdict.Agreed(Negotiated agreed) -> agreed.format().external() ? "external" : "internal";
            case OpenVerdict.Refused(Notification reply, String _) -> reply.code() + "/" + reply.subcode();
        };
        assertEquals(verdict, found);
    }

    private static RemoteAs remoteAs(String text) {
        return switch (text) {
            case "internal" -> RemoteAs.Relation.INTERNAL;
            case "external" -> RemoteAs.Relation.EXTERNAL;
            case "any" -> RemoteAs.Relation.ANY;
            default -> RemoteAs.of(Long.parseLong(text));
        };
    }

    /// RFC 7705 §3: the other AS in the OPEN decides what is internal.
    @Test
    void anotherAsIsShownInPlaceOfOurs() {
        SessionConfig config = Messages.config(
                "10.0.0.1", RemoteAs.of(Messages.AS), SessionOptions.DEFAULT.withLocalAs(LocalAs.of(64999)));
        assertEquals(64999, config.open().myAs());
        assertEquals(
                64999,
                config.open()
                        .capability(Capability.FourOctetAs.class)
                        .orElseThrow()
                        .as());
        Negotiated agreed = Messages.agreed(config, Messages.open());
        assertTrue(agreed.format().external());
    }

    @Test
    void withDualAsARefusalOfOneLeadsToTheOther() {
        SessionConfig shown = Messages.config(
                "10.0.0.1",
                RemoteAs.of(65001),
                SessionOptions.DEFAULT.withLocalAs(LocalAs.of(64999).withDualAs()));
        assertEquals(shown, shown.after(Notification.of(2, 3)));
        SessionConfig own = shown.after(Notification.of(2, 2));
        assertEquals(Messages.AS, own.open().myAs());
        assertEquals(shown, own.after(Notification.of(2, 2)));
        SessionConfig onlyOne =
                Messages.config("10.0.0.1", RemoteAs.of(65001), SessionOptions.DEFAULT.withLocalAs(LocalAs.of(64999)));
        assertEquals(onlyOne, onlyOne.after(Notification.of(2, 2)));
    }

    /// RFC 9234 §4.2: the pairs that may be, and 2/11 for the others.
    @ParameterizedTest(name = "we {0}, the peer {1}")
    @CsvSource({
        "PROVIDER, 3, true",
        "PROVIDER, 0, false",
        "PROVIDER, 4, false",
        "CUSTOMER, 0, true",
        "CUSTOMER, 3, false",
        "ROUTE_SERVER, 2, true",
        "ROUTE_SERVER, 1, false",
        "ROUTE_SERVER_CLIENT, 1, true",
        "ROUTE_SERVER_CLIENT, 2, false",
        "PEER, 4, true",
        "PEER, 0, false",
        "PEER, 5, false",
        "PEER, 255, false"
    })
    void rolesMustGoTogether(BgpRole ours, int theirs, boolean agreed) {
        assertEquals(agreed, roles(SessionOptions.DEFAULT.withRole(ours), 65001, theirs));
    }

    @Test
    void aPeerNeedNotSayItsRoleUnlessWeInsist() {
        assertTrue(roles(SessionOptions.DEFAULT.withRole(BgpRole.PEER), 65001));
        assertFalse(roles(SessionOptions.DEFAULT.withStrictRole(BgpRole.PEER), 65001));
        assertTrue(roles(SessionOptions.DEFAULT.withStrictRole(BgpRole.PEER), 65001, 4));
        assertTrue(roles(SessionOptions.DEFAULT.withRole(BgpRole.PEER), 65001, 4, 4), "the same, twice");
        assertFalse(roles(SessionOptions.DEFAULT.withRole(BgpRole.PEER), 65001, 4, 0), "two of them");
        assertTrue(roles(SessionOptions.DEFAULT, 65001, 0), "we have none");
        assertTrue(roles(SessionOptions.DEFAULT.withRole(BgpRole.PEER), Messages.AS, 0), "within an AS");
    }

    private static boolean roles(SessionOptions options, long as, int... theirs) {
        Capability[] capabilities =
                IntStream.of(theirs).mapToObj(Capability.Role::new).toArray(Capability[]::new);
        SessionConfig config = Messages.config("10.0.0.1", RemoteAs.of(as), options);
        return switch (OpenVerdict.of(Messages.open(4, as, 90, "10.0.0.2", capabilities), config)) {
            case OpenVerdict.Agreed _ -> true;
            case OpenVerdict.Refused(Notification reply, String _) -> {
                assertEquals(Notification.of(2, 11), reply);
                yield false;
            }
        };
    }

    @Test
    void theRoleIsOfferedToOtherAsesOnly() {
        SessionOptions options = SessionOptions.DEFAULT.withRole(BgpRole.CUSTOMER);
        assertEquals(
                Optional.of(new Capability.Role(3)),
                Messages.config("10.0.0.1", RemoteAs.of(65001), options).open().capability(Capability.Role.class));
        assertEquals(
                Optional.empty(),
                Messages.config("10.0.0.1", RemoteAs.of(Messages.AS), options)
                        .open()
                        .capability(Capability.Role.class));
    }

    /// RFC 8654 §4: in use only if both said so.
    @ParameterizedTest
    @CsvSource({"true, true, 65535", "true, false, 4096", "false, true, 4096", "false, false, 4096"})
    void extendedMessagesNeedBoth(boolean ours, boolean theirs, int longest) {
        SessionConfig config = Messages.config(
                "10.0.0.1", RemoteAs.of(Messages.AS), SessionOptions.DEFAULT.withExtendedMessages(ours));
        Open open = theirs
                ? Messages.open(4, Messages.AS, 90, "10.0.0.2", new Capability.ExtendedMessage())
                : Messages.open();
        assertEquals(longest, Messages.agreed(config, open).format().maximumLength());
    }

    /// RFC 4271 §4.2 and §10: the smaller hold time, and keepalives at most a third of it apart.
    @ParameterizedTest(name = "ours {0}/{1}, theirs {2}: {3}/{4}")
    @CsvSource({"180,60,90,90,30", "90,10,180,90,10", "9,3,9,9,3", "180,60,3,3,1", "180,0,180,180,60", "0,0,90,0,0"})
    void timersAreNegotiated(int hold, int keepalive, int theirs, int agreedHold, int agreedKeepalive) {
        SessionConfig config = Messages.config(peer -> peer.timers(new PeerConfig.Timers(
                Duration.ofSeconds(hold), Duration.ofSeconds(keepalive), Duration.ofSeconds(30))));
        Negotiated agreed = Messages.agreed(config, Messages.open(4, Messages.AS, theirs, "10.0.0.2"));
        assertEquals(Duration.ofSeconds(agreedHold), agreed.holdTime());
        assertEquals(Duration.ofSeconds(agreedKeepalive), agreed.keepaliveTime());
    }

    /// RFC 8950 §4: both have to say so, for IPv4 unicast over IPv6.
    @ParameterizedTest(name = "transport {0}, theirs {1}: {2}")
    @CsvSource(textBlock = """
        2001:db8::2, 1/1/2, true
        2001:db8::2, 1/2/2, false
        2001:db8::2, none,  false
        192.0.2.2,   1/1/2, false
        """)
    void ipv4RoutesWithIpv6NextHopsAreAgreedOn(String peer, String theirs, boolean agreed) {
        PeerConfig configured = PeerConfig.builder(IpAddress.parse(peer), Messages.AS)
                .families(AddressFamily.values())
                .build();
        SpeakerConfig speaker =
                SpeakerConfig.builder(Messages.AS, IpAddress.parse("10.0.0.1")).build();
        Capability[] more = theirs.equals("none") ? new Capability[0] : new Capability[] {encoding(theirs)};
        Negotiated result = Messages.agreed(
                SessionConfig.of(speaker, configured), Messages.open(4, Messages.AS, 90, "10.0.0.2", more));
        assertEquals(agreed, result.format().extendedNextHop());
    }

    private static Capability encoding(String text) {
        String[] numbers = text.split("/", 3);
        return new Capability.ExtendedNextHop(List.of(new Capability.ExtendedNextHop.Encoding(
                Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]))));
    }
}
