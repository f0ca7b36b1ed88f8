package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.DecodeOutcome.SessionReset;
import io.barewire.wire.DecodeOutcome.TreatAsWithdraw;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 7606 row by row, assembled by hand from the diagrams of RFC 4271 §4.3, RFC 4760 §3 and the RFCs of the
/// attributes. In the rows O, P, N and L stand for a good ORIGIN, AS_PATH, NEXT_HOP and LOCAL_PREF; the announced
/// route is 10.0.1.0/24.
class UpdateErrorsTest {
    private static final String NLRI = "18 0a0001";

    /// MP_REACH_NLRI of 2001:db8::/32 by way of 2001:db8::1.
    private static final String REACH = "800e1a 0002 01 10 20010db8000000000000000000000001 00 2020010db8";

    private static String hex(String attributes) {
        return attributes
                .replace("O", "400101 00")
                .replace("P", "400206 02010000fde8")
                .replace("p", "400204 0201fde8")
                .replace("N", "400304 c0000201")
                .replace("L", "400504 00000064")
                .replace("R", REACH);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        all well                              | O P N                                    | accepted
        attributes in any order               | N P O                                    | accepted
        no attributes                         | ''                                       | withdraw
        ORIGIN short                          | 400100 P N                               | withdraw
        ORIGIN long                           | 4001020000 P N                           | withdraw
        ORIGIN 3                              | 40010103 P N                             | withdraw
        ORIGIN optional                       | c0010100 P N                             | withdraw
        ORIGIN not transitive                 | 00010100 P N                             | withdraw
        ORIGIN twice                          | O 40010102 P N                           | discard
        ORIGIN twice, second malformed        | O 400100 P N                             | discard
        ORIGIN missing                        | P N                                      | withdraw
        ORIGIN, unused flag bits set          | 4f010100 P N                             | accepted
        ORIGIN, extended length bit           | 5001000100 P N                           | accepted
        AS_PATH empty                         | O 400200 N                               | accepted
        AS_PATH of one octet                  | O 40020102 N                             | withdraw
        AS_PATH segment type 0                | O 40020600010000fde8 N                   | withdraw
        AS_PATH segment type 5                | O 40020605010000fde8 N                   | withdraw
        AS_PATH segment of 0                  | O 4002020200 N                           | withdraw
        AS_PATH segment too long              | O 40020602020000fde8 N                   | withdraw
        AS_PATH octet left over               | O 40020702010000fde800 N                 | withdraw
        AS_PATH with AS 0                     | O 400206020100000000 N                   | withdraw
        AS_PATH, AS 0 in an AS_SET            | O 40020a02010000fde8 0101 00000000 N     | withdraw
        AS_PATH with a confederation segment  | O 40020603010000fde8 N                   | withdraw
        AS_PATH optional                      | O c00206 02010000fde8 N                  | withdraw
        AS_PATH twice                         | O P P N                                  | discard
        AS_PATH missing                       | O N                                      | withdraw
        NEXT_HOP short                        | O P 400303c00002                         | withdraw
        NEXT_HOP long                         | O P 400305c000020100                     | withdraw
        NEXT_HOP optional                     | O P c00304c0000201                       | withdraw
        NEXT_HOP 0.0.0.1                      | O P 40030400000001                       | withdraw
        NEXT_HOP 127.0.0.1                    | O P 4003047f000001                       | withdraw
        NEXT_HOP 224.0.0.1                    | O P 400304e0000001                       | withdraw
        NEXT_HOP 255.255.255.255              | O P 400304ffffffff                       | withdraw
        NEXT_HOP twice                        | O P N 400303c00002                       | discard
        NEXT_HOP missing                      | O P                                      | withdraw
        MULTI_EXIT_DISC                       | O P N 80040400000064                     | accepted
        MULTI_EXIT_DISC short                 | O P N 800403000064                       | withdraw
        MULTI_EXIT_DISC long                  | O P N 8004050000006400                   | withdraw
        MULTI_EXIT_DISC transitive            | O P N c0040400000064                     | withdraw
        MULTI_EXIT_DISC twice                 | O P N 80040400000064 80040400000065      | discard
        LOCAL_PREF from outside               | O P N L                                  | discard
        LOCAL_PREF from outside, short        | O P N 400503000064                       | discard
        ATOMIC_AGGREGATE                      | O P N 400600                             | accepted
        ATOMIC_AGGREGATE long                 | O P N 40060100                           | discard
        ATOMIC_AGGREGATE optional             | O P N c00600                             | discard
        ATOMIC_AGGREGATE twice                | O P N 400600 400600                      | discard
        AGGREGATOR                            | O P N c007080000fde8c0000201             | accepted
        AGGREGATOR, partial                   | O P N e007080000fde8c0000201             | accepted
        AGGREGATOR of two-octet speakers      | O P N c00706fde8c0000201                 | discard
        AGGREGATOR long                       | O P N c007090000fde8c000020100           | discard
        AGGREGATOR well-known                 | O P N 4007080000fde8c0000201             | discard
        AGGREGATOR of AS 0                    | O P N c0070800000000c0000201             | discard
        COMMUNITIES                           | O P N c00804fde80001                     | accepted
        COMMUNITIES empty                     | O P N c00800                             | withdraw
        COMMUNITIES short                     | O P N c00803fde800                       | withdraw
        COMMUNITIES long                      | O P N c00805fde8000100                   | withdraw
        COMMUNITIES not transitive            | O P N 800804fde80001                     | withdraw
        COMMUNITIES twice                     | O P N c00804fde80001 c00800              | discard
        ORIGINATOR_ID from outside            | O P N 80090401010101                     | discard
        ORIGINATOR_ID from outside, short     | O P N 800903010101                       | discard
        CLUSTER_LIST from outside             | O P N 800a0401010101                     | discard
        EXTENDED COMMUNITIES                  | O P N c010080002fde800000064             | accepted
        EXTENDED COMMUNITIES empty            | O P N c01000                             | withdraw
        EXTENDED COMMUNITIES short            | O P N c010070002fde8000000               | withdraw
        EXTENDED COMMUNITIES well-known       | O P N 4010080002fde800000064             | withdraw
        AS4_PATH from a four-octet speaker    | O P N c0110602010000fde8                 | discard
        AS4_AGGREGATOR likewise               | O P N c012080000fde8c0000201             | discard
        LARGE_COMMUNITY                       | O P N c0200c000000010000000200000003     | accepted
        LARGE_COMMUNITY empty                 | O P N c02000                             | withdraw
        LARGE_COMMUNITY short                 | O P N c0200b0000000100000002000000       | withdraw
        LARGE_COMMUNITY not transitive        | O P N 80200c000000010000000200000003     | withdraw
        ONLY_TO_CUSTOMER                      | O P N c023040000fde9                     | accepted
        ONLY_TO_CUSTOMER, partial             | O P N e023040000fde9                     | accepted
        ONLY_TO_CUSTOMER short                | O P N c0230300fde9                       | withdraw
        ONLY_TO_CUSTOMER long                 | O P N c023050000fde900                   | withdraw
        ONLY_TO_CUSTOMER empty                | O P N c02300                             | withdraw
        ONLY_TO_CUSTOMER not transitive       | O P N 8023040000fde9                     | withdraw
        ONLY_TO_CUSTOMER well-known           | O P N 4023040000fde9                     | withdraw
        ONLY_TO_CUSTOMER twice                | O P N c023040000fde9 c02300              | discard
        unknown optional transitive           | O P N c0c80101                           | accepted
        unknown optional                      | O P N 80c80101                           | accepted
        unknown twice                         | O P N c0c80101 c0c80102                  | discard
        unknown well-known                    | O P N 40c80101                           | reset 3/2
        last attribute overruns               | O P N 80040500000064                     | withdraw
        one octet behind the attributes       | O P N 80                                 | withdraw
        extended length of one octet          | O P N 900400                             | withdraw
        MP_REACH_NLRI and NLRI                | O P N R                                  | accepted
        MP_REACH_NLRI twice                   | R R O P N                                | reset 3/1
        MP_UNREACH_NLRI twice                 | 800f03000201 800f03000201 O P N          | reset 3/1
        MP_REACH_NLRI of 4 octets             | O P N 800e0400020110                     | reset 3/9
        MP_REACH_NLRI transitive              | O P N c00e06000201000000                 | reset 3/9
        MP_REACH_NLRI, next hop overruns      | O P N 800e0600020110 0000                | reset 3/9
        MP_REACH_NLRI, next hop of 4 for IPv6 | O P N 800e0a 0002 01 04 c0000201 00 00   | reset 3/9
        MP_REACH_NLRI, /129                   | O P N 800e26 0002 01 10 20010db8000000000000000000000001 00 81 0000000000000000000000000000000000 | reset 3/9
        MP_REACH_NLRI, prefix overruns        | O P N 800e18 0002 01 10 20010db8000000000000000000000001 00 202001 | reset 3/9
        MP_REACH_NLRI, next hop ff02::1       | O P N 800e1a 0002 01 10 ff020000000000000000000000000001 00 2020010db8 | withdraw
        MP_REACH_NLRI, next hop ::            | O P N 800e1a 0002 01 10 00000000000000000000000000000000 00 2020010db8 | withdraw
        MP_REACH_NLRI of VPNv4                | O P N 800e08 0001 80 00 00 707070        | discard
        MP_UNREACH_NLRI of 2 octets           | O P N 800f020002                         | reset 3/9
        MP_UNREACH_NLRI well-known            | O P N 400f03000201                       | reset 3/9
        MP_UNREACH_NLRI, /129                 | O P N 800f15 0002 01 81 0000000000000000000000000000000000 | reset 3/9
        two faults, the stronger wins         | 400100 P N 40c80101                      | reset 3/2
        two faults, withdraw before discard   | 400100 P N 40060100                      | withdraw
        """)
    void fromAnExternalPeer(String what, String attributes, String verdict) {
        assertVerdict(verdict, Hex.decode(Hex.update("", hex(attributes), NLRI), Hex.EXTERNAL));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        all well                              | O P N L                                  | accepted
        LOCAL_PREF missing                    | O P N                                    | withdraw
        LOCAL_PREF short                      | O P N 400503000064                       | withdraw
        LOCAL_PREF long                       | O P N 4005050000006400                   | withdraw
        LOCAL_PREF optional                   | O P N c0050400000064                     | withdraw
        LOCAL_PREF twice                      | O P N L L                                | discard
        ORIGINATOR_ID                         | O P N L 80090401010101                   | accepted
        ORIGINATOR_ID short                   | O P N L 800903010101                     | withdraw
        ORIGINATOR_ID long                    | O P N L 8009050101010101                 | withdraw
        ORIGINATOR_ID transitive              | O P N L c0090401010101                   | withdraw
        CLUSTER_LIST                          | O P N L 800a080101010102020202           | accepted
        CLUSTER_LIST empty                    | O P N L 800a00                           | withdraw
        CLUSTER_LIST short                    | O P N L 800a03010101                     | withdraw
        AS_PATH with a confederation segment  | O 40020603010000fde8 N L                 | accepted
        """)
    void fromAnInternalPeer(String what, String attributes, String verdict) {
        assertVerdict(verdict, Hex.decode(Hex.update("", hex(attributes), NLRI), Hex.INTERNAL));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        all well                              | O p N                                    | accepted
        AS_PATH of four octets each           | O P N                                    | withdraw
        AGGREGATOR                            | O p N c00706fde8c0000201                 | accepted
        AGGREGATOR of four-octet speakers     | O p N c007080000fde8c0000201             | discard
        AS4_PATH                              | O p N c0110602010000fde8                 | accepted
        AS4_PATH empty                        | O p N c01100                             | discard
        AS4_PATH, segment overruns            | O p N c0110602020000fde8                 | discard
        AS4_PATH, segment type 9              | O p N c0110609010000fde8                 | discard
        AS4_PATH with AS 0                    | O p N c01106020100000000                 | discard
        AS4_PATH not transitive               | O p N 80110602010000fde8                 | discard
        AS4_AGGREGATOR                        | O p N c007065ba0c0000201 c01208000186a0c0000201 | accepted
        AS4_AGGREGATOR short                  | O p N c007065ba0c0000201 c01206fde8c0000201 | discard
        """)
    void fromATwoOctetSpeaker(String what, String attributes, String verdict) {
        assertVerdict(verdict, Hex.decode(Hex.update("", hex(attributes), NLRI), Hex.EXTERNAL_TWO_OCTET));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        IPv4 End-of-RIB                       | ''               | ''                           | ''            | accepted
        withdrawal                            | 180a0001         | ''                           | ''            | accepted
        withdrawal of the default route       | 00               | ''                           | ''            | accepted
        withdrawal of a /33                   | 210a000100 80    | ''                           | ''            | reset 3/10
        withdrawal cut short                  | 180a00           | ''                           | ''            | reset 3/10
        NLRI of a /33                         | ''               | O P N                        | 210a00010080  | reset 3/10
        NLRI cut short                        | ''               | O P N                        | 180a00        | reset 3/10
        NLRI /33 beside a bad attribute       | ''               | 400100 P N                   | 210a00010080  | reset 3/10
        attributes without routes             | ''               | O P N                        | ''            | accepted
        bad attribute without routes          | ''               | 400100 P N                   | ''            | reset 3/1
        discardable attribute without routes  | ''               | O P N 40060100               | ''            | discard
        bad attribute beside a withdrawal     | 180a0001         | 400100                       | ''            | reset 3/1
        bad attribute beside MP_UNREACH_NLRI  | ''               | 800f080002012020010db8 400100 | ''           | reset 3/1
        overrun without routes                | ''               | 800f080002012020010db8 40    | ''            | reset 3/1
        bad attribute beside MP_REACH_NLRI    | ''               | R 400100 P                   | ''            | withdraw
        MP_REACH_NLRI needs no NEXT_HOP       | ''               | R O P                        | ''            | accepted
        NEXT_HOP without NLRI is not looked at | ''              | R O P 400303c00002           | ''            | accepted
        MP_REACH_NLRI without ORIGIN          | ''               | R P                          | ''            | withdraw
        MP_REACH_NLRI last, as older speakers | ''               | O P R                        | ''            | accepted
        """)
    void withAndWithoutRoutes(String what, String withdrawn, String attributes, String nlri, String verdict) {
        assertEquals(verdict, Hex.verdict(Hex.decode(Hex.update(withdrawn, hex(attributes), nlri), Hex.EXTERNAL)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        withdrawn routes overrun the message    | 0005 0000             | reset 3/1
        withdrawn routes leave no room          | 0002 0000             | reset 3/1
        path attributes overrun the message     | 0000 0001             | reset 3/1
        """)
    void lengthFieldsThatDisagreeWithTheMessage(String what, String body, String verdict) {
        assertEquals(verdict, Hex.verdict(Hex.decode(Hex.message(2, body), Hex.EXTERNAL)));
    }

    private static void assertVerdict(String expected, DecodeOutcome outcome) {
        assertEquals(expected, Hex.verdict(outcome), outcome::toString);
        switch (outcome) {
            case Accepted(Update update, List<String> _) ->
                assertEquals(
                        "10.0.1.0/24",
                        update.announced().getLast().nlri().toList().getFirst().toString());
            case TreatAsWithdraw(Update withdrawal, String _) -> {
                assertTrue(withdrawal.announced().isEmpty());
                assertTrue(withdrawal.withdrawn().stream()
                        .anyMatch(nlri -> nlri.toList().contains(Prefix.parse("10.0.1.0/24"))));
            }
            case Accepted _, SessionReset _, DecodeOutcome.Ignored _ -> {}
        }
    }

    @Test
    void treatAsWithdrawNamesTheRoutesOfEveryField() {
        String attributes = hex("400100 P N R 800f09 0002 01 28 20010db8ff");
        DecodeOutcome outcome = Hex.decode(Hex.update("180a0002", attributes, NLRI), Hex.EXTERNAL);
        List<String> withdrawn =
                assertInstanceOf(TreatAsWithdraw.class, outcome, outcome::toString).withdrawal().withdrawn().stream()
                        .flatMap(nlri -> nlri.toList().stream())
                        .map(Prefix::toString)
                        .toList();
        assertEquals(List.of("10.0.2.0/24", "2001:db8:ff00::/40", "2001:db8::/32", "10.0.1.0/24"), withdrawn);
    }

    @Test
    void firstOfRepeatedAttributesCounts() {
        Update update = accepted("O 40010102 P N", Hex.EXTERNAL);
        assertEquals(
                PathAttribute.Origin.Kind.IGP,
                update.attributes()
                        .get(PathAttribute.Origin.class)
                        .orElseThrow()
                        .kind());
    }

    @Test
    void unknownAttributesArePassedOnWithThePartialBitOrEndHere() {
        PathAttributes attributes =
                accepted("O P N c0c80101 80c90101", Hex.EXTERNAL).attributes();
        assertEquals(
                List.of(new PathAttribute.Unknown(0xE0, 200, Octets.of((byte) 1))),
                attributes.list().subList(2, attributes.list().size()));
    }

    @Test
    void aPartialBitThatSomebodySetStays() {
        PathAttributes attributes =
                accepted("O P N e00804fde80001", Hex.EXTERNAL).attributes();
        byte[] sent = MessageEncoder.encode(
                Update.announce(
                        NextHop.of(IpAddress.parse("192.0.2.1")), attributes, Nlri.of(Prefix.parse("10.0.1.0/24"))),
                Hex.EXTERNAL);
        assertEquals(Octets.of(Hex.update("", hex("O P N e00804fde80001"), NLRI)), Octets.of(sent));
    }

    @Test
    void unrecognizedWellKnownAttributeIsSentBack() {
        DecodeOutcome outcome = Hex.decode(Hex.update("", hex("O P N 40c80101"), NLRI), Hex.EXTERNAL);
        Notification notification =
                assertInstanceOf(SessionReset.class, outcome).notification();
        assertEquals("40c80101", notification.data().toHex()); // RFC 4271 §6.3
    }

    @Test
    void bitsBehindAPrefixAreCleared() {
        DecodeOutcome outcome = Hex.decode(Hex.update("", hex("O P N"), "0f0aff 180a0001"), Hex.EXTERNAL);
        Nlri nlri =
                ((Update) ((Accepted) outcome).message()).announced().getFirst().nlri();
        assertEquals("[10.254.0.0/15, 10.0.1.0/24]", nlri.toString());
        assertEquals(Nlri.of(Prefix.parse("10.254.0.0/15"), Prefix.parse("10.0.1.0/24")), nlri);
    }

    @Test
    void repeatedLargeCommunitiesAreRemoved() {
        Update update = accepted("O P N c02018 000000010000000200000003 000000010000000200000003", Hex.EXTERNAL);
        assertEquals(
                "[1:2:3]",
                update.attributes()
                        .get(PathAttribute.LargeCommunities.class)
                        .orElseThrow()
                        .values()
                        .toString());
    }

    @Test
    void routesOfAFamilyNotInUseAreLeftOutWithANote() {
        MessageFormat ipv4Only = MessageFormat.INITIAL;
        DecodeOutcome outcome = Hex.decode(Hex.update("", hex("R O p N"), NLRI), ipv4Only);
        Accepted accepted = assertInstanceOf(Accepted.class, outcome, outcome::toString);
        assertEquals(1, ((Update) accepted.message()).announced().size());
        assertEquals(List.of("routes of IPV6, which is not in use on the session"), accepted.discarded());
    }

    private static Update accepted(String attributes, MessageFormat format) {
        DecodeOutcome outcome = Hex.decode(Hex.update("", hex(attributes), NLRI), format);
        return (Update)
                assertInstanceOf(Accepted.class, outcome, outcome::toString).message();
    }
}
