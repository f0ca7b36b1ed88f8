package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6793 §4.2.3: what a path from a two-octet speaker means. 5ba0 is AS_TRANS, 000186a0 is AS 100000.
class TwoOctetSpeakerTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no AS4_PATH                           | 0202 5ba0 0001               | ''                          | 23456 1
            AS4_PATH of equal length              | 0202 5ba0 0001               | 0202 000186a0 00000001      | 100000 1
            two-octet speakers prepended          | 0204 0005 0006 5ba0 0001     | 0202 000186a0 00000001      | 5 6 100000 1
            AS4_PATH is longer                    | 0201 5ba0                    | 0202 000186a0 00000001      | 23456
            a set in front counts as one          | 0102 0005 0006 0201 5ba0     | 0201 000186a0               | {5 6} 100000
            a set inside AS4_PATH counts as one   | 0202 0005 0006               | 0102 000186a0 000186a1      | 5 {100000 100001}
            sequence behind a set is cut          | 0101 0005 0203 0006 0007 5ba0 | 0202 00000007 000186a0     | {5} 6 7 100000
            AS4_PATH with a confederation segment | 0202 0005 5ba0               | 0301 0000fde8 0201 000186a0 | 5 100000
            """)
    void asPath(String what, String asPath, String as4Path, String merged) {
        String attributes = "40010100" + attribute("4002", asPath) + "400304c0000201"
                + (as4Path.isEmpty() ? "" : attribute("c011", as4Path));
        assertEquals(merged, text(decoded(attributes).get(AsPath.class).orElseThrow()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            AS_TRANS with the truth beside it | 5ba0 | 000186a0 | 100000 | 100000 1
            AS_TRANS alone                    | 5ba0 | ''       | 23456  | 100000 1
            another AS, so both are stale     | 0009 | 000186a0 | 9      | 23456 1
            another AS alone                  | 0009 | ''       | 9      | 100000 1
            """)
    void aggregator(String what, String as, String as4, long aggregator, String path) {
        String attributes = "40010100" + attribute("4002", "0202 5ba0 0001") + "400304c0000201"
                + attribute("c007", as + "c0000207")
                + attribute("c011", "0202 000186a0 00000001")
                + (as4.isEmpty() ? "" : attribute("c012", as4 + "c0000209"));
        PathAttributes decoded = decoded(attributes);
        assertEquals(aggregator, decoded.get(Aggregator.class).orElseThrow().as());
        assertEquals(path, text(decoded.get(AsPath.class).orElseThrow()));
    }

    @Test
    void as4AttributesAreSentOnlyWhenTheyAreNeeded() {
        String small = attribute("4002", "0202 0005 0001");
        String large = attribute("4002", "0202 0005 5ba0") + "400304c0000201" + attribute("c007", "5ba0c0000207");
        PathAttributes needsNothing = decoded("40010100" + small + "400304c0000201");
        assertEquals("40010100" + small.replace(" ", "") + "400304c0000201", encodedAttributes(needsNothing));
        PathAttributes both = decoded("40010100" + large + attribute("c011", "0202 00000005 000186a0")
                + attribute("c012", "000186a0c0000207"));
        assertEquals(
                ("40010100" + large + "c0110a 0202 00000005 000186a0" + "c01208000186a0c0000207").replace(" ", ""),
                encodedAttributes(both));
    }

    private static String encodedAttributes(PathAttributes attributes) {
        byte[] message = MessageEncoder.encode(
                Update.announce(
                        NextHop.of(IpAddress.parse("192.0.2.1")), attributes, Nlri.of(Prefix.parse("10.0.1.0/24"))),
                Hex.EXTERNAL_TWO_OCTET);
        return Octets.of(message, 23, message.length - 4).toHex();
    }

    private static String attribute(String flagsAndType, String value) {
        return flagsAndType + "%02x".formatted(Hex.octets(value).length) + value;
    }

    private static PathAttributes decoded(String attributes) {
        DecodeOutcome outcome = Hex.decode(Hex.update("", attributes, "180a0001"), Hex.EXTERNAL_TWO_OCTET);
        assertEquals("accepted", Hex.verdict(outcome), outcome::toString);
        return ((Update) ((Accepted) outcome).message()).attributes();
    }

    private static String text(AsPath path) {
        return path.segments().stream()
                .map(segment -> {
                    String numbers =
                            segment.asNumbers().stream().map(String::valueOf).collect(Collectors.joining(" "));
                    return segment.type() == AsPath.Segment.SegmentType.AS_SET ? "{" + numbers + "}" : numbers;
                })
                .collect(Collectors.joining(" "));
    }
}
