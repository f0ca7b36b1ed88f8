package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.PathAttribute.LargeCommunities.LargeCommunity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommunityTest {
    /// Values of the IANA registries and of RFC 4360 §4, RFC 5668 §2.
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            65000:1,           fde80001
            0:0,               00000000
            no-export,         ffffff01
            no-advertise,      ffffff02
            graceful-shutdown, ffff0000
            blackhole,         ffff029a
            llgr-stale,        ffff0006
            no-llgr,           ffff0007""")
    void standardCommunitiesAsText(String text, String octets) {
        Community community = Community.parse(text);
        assertEquals(new Community.Standard(Integer.parseUnsignedInt(octets, 16)), community);
        assertEquals(text, community.toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            rt:65000:100,         0002fde800000064
            soo:65000:4294967295, 0003fde8ffffffff
            rt:192.0.2.1:5,       0102c00002010005
            rt:4200000000:7,      0202fa56ea000007
            ext:4002fde800000001, 4002fde800000001""")
    void extendedCommunitiesAsText(String text, String octets) {
        Community community = Community.parse(text);
        assertEquals(new Community.Extended(Long.parseUnsignedLong(octets, 16)), community);
        assertEquals(text, community.toString());
    }

    @Test
    void largeCommunitiesAsText() {
        Community community = Community.parse("large:4294967295:0:7");
        assertEquals(new Community.Large(new LargeCommunity(4294967295L, 0, 7)), community);
        assertEquals("large:4294967295:0:7", community.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "1",
                "1:2:3",
                "65536:1",
                "1:65536",
                "-1:1",
                "large:1:2",
                "large:1:2:4294967296",
                "rt:1",
                "rt:4200000000:65536",
                "rt:1.2.3:1",
                "ext:12",
                "no-such-name",
                "١:١",
                "1:99999999999999999999"
            })
    void garbageIsRefusedWithTheFormsThereAre(String text) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> Community.parse(text));
        assertTrue(String.valueOf(refused.getMessage()).contains("large:A:B:C"));
    }
}
