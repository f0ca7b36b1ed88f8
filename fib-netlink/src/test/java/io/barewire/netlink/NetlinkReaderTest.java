package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.NLM_F_ACK_TLVS;
import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkMessage.AddressChanged;
import io.barewire.netlink.NetlinkMessage.Answer;
import io.barewire.netlink.NetlinkMessage.Done;
import io.barewire.netlink.NetlinkMessage.LinkChanged;
import io.barewire.netlink.NetlinkMessage.Malformed;
import io.barewire.netlink.NetlinkMessage.Other;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages as Linux 6.18 sent them (x86-64, so numbers are little-endian), and messages that it never would
/// send.
class NetlinkReaderTest {
    private static final String GATEWAY_ROUTE = "44000000180022009b09016b5942000002180000feba0001000000000800"
            + "0f00fe000000080001000a010000080006001400000008000500c00002010800040003000000";
    private static final String ECMP_ROUTE = "58000000180022009b09016b5942000002180000feba000100000000"
            + "08000f00fe000000080001000a0200000800060014000000240009001000000003000000"
            + "08000500c0000201100000000500000008000500c6336401";
    private static final String VIA_IPV6_ROUTE = "54000000180022009b09016b5942000002180000feba000100000000"
            + "08000f00fe000000080001000a0300000800060014000000160012000a0020010db8000a00000000"
            + "00000000000100000800040003000000";
    private static final String NEXT_HOP_OBJECT_ROUTE = "4c000000180022009b09016b5942000002180000feba000100000000"
            + "08000f00fe000000080001000a070000080006001400000008001e000700000008000500c000020908000400"
            + "03000000";
    private static final String IPV6_ECMP_ROUTE = "a8000000180022009b09016b604200000a400000feba000100000000"
            + "08000f00fe0000001400010020010db8000200000000000000000000080006001400000"
            + "03c0009001c000000030000001400050020010db8000a0000000000000000000"
            + "11c000000050000001400050020010db8000b000000000000000000012400"
            + "0c0000000000000000000000000000000000000000000000000000000000000000000500140000000000";
    private static final String POINT_TO_POINT_ADDRESS = "50000000140022009c09016b674200000220800005000000"
            + "080001000a090902080002000a0909010a00030072696768740000000800080080000000"
            + "14000600fffffffffffffffff5970500f5970500";
    private static final String IPV6_ADDRESS = "48000000140022009c09016b6e4200000a40820005000000"
            + "1400010020010db8000b000000000000000000fe14000600fffffffffffffffff5970500f5970500"
            + "0800080082000000";
    private static final String LINK =
            "2c00000010000000010000000000000000000100050000004310010000000000" + "0a00030072696768740000" + "00";
    /// Made by hand after linux/if_link.h: the kernel that sent the others has no VRF devices (CONFIG_NET_VRF).
    private static final String VRF = "400000001000000000000000000000000000010007000000c104010000000000"
            + "08000300726564001800120008000100767266000c000200080001000a000000";
    private static final String REFUSED = "68000000020000029b09016b4f4200009bffffff"
            + "34000000180005069b09016b0000000002180000feba000100000000080001000a050000"
            + "08000500cb00710108000600140000002000"
            + "01004e657874686f702068617320696e76616c6964206761746577617900";
    private static final String ACKNOWLEDGED =
            "24000000020000019b09016b3342000000000000" + "34000000180005069b09016b00000000";
    private static final String END_OF_DUMP = "14000000030022009b09016b5942000000000000";

    private static final List<String> ALL = List.of(
            GATEWAY_ROUTE,
            ECMP_ROUTE,
            VIA_IPV6_ROUTE,
            NEXT_HOP_OBJECT_ROUTE,
            IPV6_ECMP_ROUTE,
            POINT_TO_POINT_ADDRESS,
            IPV6_ADDRESS,
            LINK,
            VRF,
            REFUSED,
            ACKNOWLEDGED,
            END_OF_DUMP);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.1.0.0/24 via 192.0.2.1 dev 3 proto 186 metric 20 table 254                              | gateway
            10.2.0.0/24 nexthop via 192.0.2.1 dev 3 nexthop via 198.51.100.1 dev 5 proto 186 metric 20 table 254 | ecmp
            10.3.0.0/24 via 2001:db8:a::1 dev 3 proto 186 metric 20 table 254                          | via
            10.7.0.0/24 nhid 7 via 192.0.2.9 dev 3 proto 186 metric 20 table 254                       | nhid
            2001:db8:2::/64 nexthop via 2001:db8:a::1 dev 3 nexthop via 2001:db8:b::1 dev 5 proto 186 metric 20 table 254 | ecmp6
            """)
    void routesOfADumpAreRead(String route, String kind) {
        String octets = switch (kind) {
            case "gateway" -> GATEWAY_ROUTE;
            case "ecmp" -> ECMP_ROUTE;
            case "via" -> VIA_IPV6_ROUTE;
            case "nhid" -> NEXT_HOP_OBJECT_ROUTE;
            default -> IPV6_ECMP_ROUTE;
        };
        assertEquals(route, one(RouteChanged.class, octets).route().toString());
    }

    @Test
    void addressesAreReadWithWhatTheyReachDirectly() {
        assertEquals(
                new LinkAddress(5, IpAddress.parse("10.9.9.1"), Prefix.parse("10.9.9.2/32")),
                one(AddressChanged.class, POINT_TO_POINT_ADDRESS).address());
        assertEquals(
                new LinkAddress(5, IpAddress.parse("2001:db8:b::fe"), Prefix.parse("2001:db8:b::/64")),
                one(AddressChanged.class, IPV6_ADDRESS).address());
    }

    @Test
    void anAddressWithoutAPrefixRouteReachesOnlyItself() {
        String noPrefixRoute = IPV6_ADDRESS.replace("0800080082000000", "0800080082020000");
        assertEquals(
                Prefix.parse("2001:db8:b::fe/128"),
                one(AddressChanged.class, noPrefixRoute).address().onLink());
    }

    @Test
    void aLinkIsRead() {
        Link link = one(LinkChanged.class, LINK).link();
        assertEquals("right", link.name());
        assertEquals(5, link.index());
        assertTrue(link.isRunning());
        assertEquals(OptionalInt.empty(), link.vrfTable());
    }

    @Test
    void aVrfDeviceHasItsTable() {
        assertEquals(
                new Link(7, "red", 0x104c1, 0, OptionalInt.of(10)),
                one(LinkChanged.class, VRF).link());
        String another = VRF.replace(hex("vrf"), hex("foo"));
        assertEquals(OptionalInt.empty(), one(LinkChanged.class, another).link().vrfTable());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aBridgeTellingOfItsPortIsNotALinkThatGoes() {
        String port = LINK.replaceFirst("^2c00000010", "2c00000011").replace("0000000000000100", "0000000007000100");
        one(Other.class, port);
    }

    @Test
    void theKernelsOwnWordsComeWithTheError() {
        Answer answer = one(Answer.class, REFUSED);
        assertEquals(Errno.ENETUNREACH, answer.errno());
        assertEquals("Nexthop has invalid gateway", answer.text());
        assertEquals(0, one(Answer.class, ACKNOWLEDGED).errno());
        assertEquals(0, one(Done.class, END_OF_DUMP).errno());
    }

    @Test
    void theKernelsOwnWordsAreFoundBehindACappedEchoToo() {
        String capped = "48000000" + "0200" + "0003" + "9b09016b" + "4f420000" + "9bffffff"
                + "34000000180005069b09016b00000000" + "24000100"
                + "4e657874686f702068617320696e76616c696420676174657761790000000000";
        assertEquals("Nexthop has invalid gateway", one(Answer.class, capped).text());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            header of three octets         | 100000                                               | 3 octets are no header
            length below the header        | 0f000000 1800 0000 00000000 00000000                 | message length 15
            length beyond the datagram     | 1d000000 1800 0000 00000000 00000000 02180000 feba00 | message length 29
            negative length                | ffffffff 1800 0000 00000000 00000000                 | message length -1
            route without its header       | 14000000 1800 0000 00000000 00000000 02180000        | route message of 4 octets
            prefix length 33               | 1c000000 1800 0000 00000000 00000000 02210000 feba0001 00000000 | prefix length 33
            attribute of length 3          | 20000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 03000100 | attribute length 3
            attribute beyond the message   | 20000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 08000100 | attribute length 8
            two octets behind the last one | 1e000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 0400    | 2 octets are no attribute
            IPv4 destination of 3 octets   | 24000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 07000100 0a010000 | address of 3 octets
            metric of 1 octet              | 24000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 05000600 14000000 | number of 1 octets
            RTA_VIA of 1 octet             | 24000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 05001200 02000000 | RTA_VIA of 1 octets
            RTA_VIA, IPv6 with 4 octets    | 28000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 0a001200 0a00c000 02010000 | RTA_VIA of 6 octets
            next hop of length 4           | 28000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 0c000900 04000000 03000000 | next hop length 4
            next hop beyond the attribute  | 28000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 0c000900 10000000 03000000 | next hop length 16
            address without an address     | 18000000 1400 0000 00000000 00000000 02188000 05000000 | address message without an address
            link without its header        | 14000000 1000 0000 00000000 00000000 00000000 | link message of 4 octets
            error without the request      | 14000000 0200 0000 00000000 00000000 00000000 | error message of 4 octets""")
    void whatMakesNoSenseIsSaidSo(String what, String octets, String why) {
        assertEquals(why, one(Malformed.class, octets).why(), what);
    }

    @Test
    void anEchoThatIsLongerThanTheErrorIsMalformed() {
        String octets =
                "24000000" + "0200" + "0002" + "0000000000000000" + "9bffffff" + "ff000000180005069b09016b00000000";
        assertEquals(NLM_F_ACK_TLVS, 0x200);
        assertTrue(one(Malformed.class, octets).why().startsWith("echo of"));
    }

    @Test
    void aMessageBehindAMalformedAttributeIsStillRead() {
        String broken = "20000000 1800 0000 00000000 00000000 02180000 feba0001 00000000 03000100";
        List<NetlinkMessage> messages = read(octets(broken + GATEWAY_ROUTE));
        assertInstanceOf(Malformed.class, messages.get(0));
        assertInstanceOf(RouteChanged.class, messages.get(1));
    }

    @Test
    void moreNextHopsThanARouteHoldsAreMalformed() {
        StringBuilder hops = new StringBuilder();
        for (int i = 0; i <= Route.MAXIMUM_HOPS; i++) {
            hops.append("0800000003000000");
        }
        int multipath = 4 + hops.length() / 2;
        String octets = le32(28 + multipath) + "1800" + "0000" + "0000000000000000" + "02180000feba000100000000"
                + le16(multipath) + "0900" + hops;
        assertEquals("more than 256 next hops", one(Malformed.class, octets).why());
    }

    /// Anything cut short, and anything with an octet changed, is read or refused: nothing is thrown.
    @Test
    void nothingThatArrivesThrows() {
        forSeeds(3_000, rng -> {
            byte[] octets = octets(String.join("", rng.listOf(1, 3, r -> r.oneOf(ALL))));
            for (int i = rng.between(0, 4); i > 0; i--) {
                octets[rng.between(0, octets.length - 1)] = (byte) rng.bits();
            }
            int length = rng.oneIn(2) ? octets.length : rng.between(0, octets.length);
            NetlinkReader.read(MemorySegment.ofArray(octets).asSlice(0, length), message -> {
                assertTrue(message.toString().length() < 100_000);
            });
            byte[] noise = rng.octets(rng.between(0, 200));
            NetlinkReader.read(MemorySegment.ofArray(noise), message -> {
                assertTrue(message.header().length() <= noise.length || message instanceof Malformed);
            });
        });
    }

    private static <M extends NetlinkMessage> M one(Class<M> type, String hex) {
        List<NetlinkMessage> messages = read(octets(hex));
        assertEquals(1, messages.size(), messages.toString());
        return assertInstanceOf(type, messages.getFirst());
    }

    private static List<NetlinkMessage> read(byte[] octets) {
        List<NetlinkMessage> messages = new ArrayList<>();
        NetlinkReader.read(MemorySegment.ofArray(octets), messages::add);
        return messages;
    }

    private static byte[] octets(String hex) {
        return Octets.parseHex(hex).toArray();
    }

    private static String le16(int value) {
        return "%02x%02x".formatted(value & 0xFF, value >> 8);
    }

    private static String le32(int value) {
        return le16(value & 0xFFFF) + le16(value >>> 16);
    }

    @Test
    void everyExampleIsWholeAndReadable() {
        for (NetlinkMessage message :
                ALL.stream().flatMap(hex -> read(octets(hex)).stream()).toList()) {
            assertTrue(Stream.of(Malformed.class, Other.class).noneMatch(type -> type.isInstance(message)));
        }
    }
}
