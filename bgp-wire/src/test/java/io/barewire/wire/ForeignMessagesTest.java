package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.LargeCommunities.LargeCommunity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Messages that ExaBGP sent in its own functional tests (qa/encoding and qa/decoding of that project): read, and
/// where our order of attributes is the same, written again to the same octets.
class ForeignMessagesTest {
    private static final String MARKER = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
    private static final MessageFormat IBGP = Hex.INTERNAL;

    @Test
    void largeCommunities() {
        Update update = readAndWritten(
                "004C:02:0000003040010100400200400304C000020140050400000064"
                        + "C0201800000B62000000000000029A00000B6200000CF80000007B200808080A",
                IBGP);
        assertEquals(
                List.of(Prefix.parse("8.8.8.10/32")),
                update.announced().getFirst().nlri().toList());
        assertEquals(
                List.of(new LargeCommunity(2914, 0, 666), new LargeCommunity(2914, 3320, 123)),
                update.attributes()
                        .get(PathAttribute.LargeCommunities.class)
                        .orElseThrow()
                        .values());
    }

    @Test
    void communitiesOverIpv6() {
        Update update = readAndWritten(
                "005902:00000042800E26000201102A020B8000000002000000000000000100802A020B8000000001000000000000000"
                        + "140010100400200400504000000C8C008087814000078147814",
                IBGP);
        assertEquals(
                NextHop.of(IpAddress.parse("2a02:b80:0:2::1")),
                update.announced().getFirst().nextHop());
        assertEquals(
                List.of(Prefix.parse("2a02:b80:0:1::1/128")),
                update.announced().getFirst().nlri().toList());
        assertEquals(
                new PathAttribute.Communities(List.of(30740 << 16, 30740 << 16 | 30740)),
                update.attributes().get(PathAttribute.Communities.class).orElseThrow());
        assertEquals(
                200,
                update.attributes()
                        .get(PathAttribute.LocalPref.class)
                        .orElseThrow()
                        .preference());
    }

    @Test
    void aggregatorAndAsPath() {
        // LOCAL_PREF stands before ATOMIC_AGGREGATE here as it does with us
        Update update = readAndWritten(
                "004802:0000002D4001010040020A02020000E1DD00001B1B400304C0A801FE40050400000064400600"
                        + "C00708000046E0DB76E1BD12010040",
                IBGP);
        assertEquals(
                new Aggregator(18144, IpAddress.parse("219.118.225.189")),
                update.attributes().get(Aggregator.class).orElseThrow());
        AsPath path = update.attributes().get(AsPath.class).orElseThrow();
        assertEquals(List.of(57821L, 6939L), path.segments().getFirst().asNumbers());
        assertEquals(2, path.length());
        assertEquals(
                List.of(Prefix.parse("1.0.64.0/18")),
                update.announced().getFirst().nlri().toList());
    }

    @Test
    void attributesInAnotherOrder() {
        Accepted accepted = accepted(
                "004F02000000384001010040020E02030000AAAA0000AAAA0000AAAAC0070800AA00AA0A0A0A0A40060040"
                        + "03040A0A0A0A8004040000000040050400000064",
                IBGP);
        Update update = (Update) accepted.message();
        assertEquals(List.of(), update.announced(), "it has attributes and no routes");
        assertEquals(PathAttributes.NONE, update.attributes());
    }

    @Test
    void twoOctetAsNumbers() {
        Update update = readAndWritten(
                "003402:0000001940010100400204020100644003040A00FFFE40050400000064180A0001", Hex.format(false, false));
        assertEquals(
                List.of(100L),
                update.attributes()
                        .get(AsPath.class)
                        .orElseThrow()
                        .segments()
                        .getFirst()
                        .asNumbers());
    }

    @Test
    void ipv4RouteWithAnIpv6NextHop() {
        MessageFormat extendedNextHop = new MessageFormat(false, true, false, Hex.BOTH, Set.of(), Set.of(), true);
        String message = "0042:02:0000002B800E1A000101100BADCAFE0BADCAFE0BADCAFE0BADCAFE002099999999"
                + "4001010040020040050400000064";
        Update update = readAndWritten(message, extendedNextHop);
        assertEquals(
                NextHop.of(IpAddress.parse("bad:cafe:bad:cafe:bad:cafe:bad:cafe")),
                update.announced().getFirst().nextHop());
        assertEquals(
                "[153.153.153.153/32]", update.announced().getFirst().nlri().toString());
        assertEquals("reset 3/9", Hex.verdict(Hex.decode(Hex.octets(MARKER + message), IBGP)), "unless agreed");
    }

    @Test
    void ipv6RouteWithAnIpv4NextHopIsRefused() {
        byte[] message =
                Hex.octets(MARKER + "0049:02:00000032800E1A00020104AAAAAAAA0080DEADBEEFDEADBEEFDEADBEEFDEADBEEF"
                        + "40010100400200400304AAAAAAAA40050400000064");
        assertEquals("reset 3/9", Hex.verdict(Hex.decode(message, IBGP)));
    }

    @Test
    void pathIdentifiers() {
        Set<AddressFamily> ipv4 = Set.of(AddressFamily.IPV4);
        MessageFormat addPath = new MessageFormat(false, true, false, Hex.BOTH, ipv4, ipv4, false);
        Update update = readAndWritten(
                "0035:02:00000015400101004002004003040:A0A0103:40050400000064:00000003:200A01000A", addPath);
        Nlri.Cursor at = update.announced().getFirst().nlri().cursor();
        at.next();
        assertEquals(3, at.pathId());
        assertEquals(Prefix.parse("10.1.0.10/32"), at.prefix());
    }

    @Test
    void endOfRib() {
        assertEquals(
                Optional.of(AddressFamily.IPV4),
                readAndWritten("0017:02:00000000", IBGP).endOfRib());
        // with the extended length bit, which we do not set where it is not needed
        Update ipv6 = (Update) accepted("001E:02:00000007900F0003000201", IBGP).message();
        assertEquals(Optional.of(AddressFamily.IPV6), ipv6.endOfRib());
        Update vpn = (Update) accepted("001E:02:00000007900F0003000180", IBGP).message();
        assertEquals(Optional.empty(), vpn.endOfRib());
    }

    @Test
    void openWithHostName() {
        BgpMessage.Open open = (BgpMessage.Open) accepted(
                        "0051:01:04FFFD00B40A000002340206010400010001020641040000FFFD"
                                + "022249200C6D792D686F73742D6E616D65126D792D646F6D61696E2D6E616D652E636F6D",
                        MessageFormat.INITIAL)
                .message();
        assertEquals(
                new BgpMessage.Open(
                        4,
                        65533,
                        180,
                        IpAddress.parse("10.0.0.2"),
                        List.of(
                                Capability.Multiprotocol.of(AddressFamily.IPV4),
                                new Capability.FourOctetAs(65533),
                                new Capability.Fqdn("my-host-name", "my-domain-name.com"))),
                open);
    }

    @Test
    void openWithAnUnknownCapability() {
        BgpMessage.Open open = (BgpMessage.Open) accepted(
                        "00510104FFFD00B40A000002340206010400010001020641040000FFFD"
                                + "02224B201F4578614247502F6D61696E2D633261326561386562642D3230323430373135",
                        MessageFormat.INITIAL)
                .message();
        Capability.Unknown software = open.capability(Capability.Unknown.class).orElseThrow();
        assertEquals(75, software.code());
        assertEquals(32, software.value().length());
    }

    private static Accepted accepted(String message, MessageFormat format) {
        DecodeOutcome outcome = Hex.decode(Hex.octets(MARKER + message), format);
        return assertInstanceOf(Accepted.class, outcome, outcome::toString);
    }

    private static Update readAndWritten(String message, MessageFormat format) {
        Accepted accepted = accepted(message, format);
        assertEquals(List.of(), accepted.discarded());
        assertEquals(
                Octets.of(Hex.octets(MARKER + message)), Octets.of(MessageEncoder.encode(accepted.message(), format)));
        return (Update) accepted.message();
    }
}
