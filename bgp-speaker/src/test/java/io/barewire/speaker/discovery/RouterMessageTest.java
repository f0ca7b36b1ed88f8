package io.barewire.speaker.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.testkit.Seeds;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterMessageTest {
    /// Type 134, and a lifetime of 0 in octets 6 and 7 (RFC 4861 §4.2): a router, but nobody's default router.
    @Test
    void weAdvertiseARouterThatIsNobodysWayOut() {
        byte[] sent = RouterMessage.advertisement();
        assertEquals("86000000000000000000000000000000", Octets.of(sent).toHex());
        assertEquals(
                Optional.of(RouterMessage.ADVERTISEMENT), RouterMessage.read(sent, IpAddress.parse("fe80::1"), 255));
    }

    /// RFC 4861 §6.1.1 and §6.1.2. The third is as FRR sends it: hop limit 64, lifetime 30 s, its link-layer address.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        advertisement                  | 86000000000000000000000000000000                 | fe80::1     | 255 | ADVERTISEMENT
        advertisement with two options | 8600000040000000000000000000000005010000000005dc01010242ac110002 | fe80::1 | 255 | ADVERTISEMENT
        advertisement of FRR           | 860000004000001e000000000000000001010242ac110002 | fe80::1     | 255 | ADVERTISEMENT
        from another link              | 86000000000000000000000000000000                 | fe80::1     | 254 | -
        from a global address          | 86000000000000000000000000000000                 | 2001:db8::1 | 255 | -
        code 1                         | 86010000000000000000000000000000                 | fe80::1     | 255 | -
        half a header                  | 860000000000000000000000000000                   | fe80::1     | 255 | -
        an option without length       | 860000000000000000000000000000000100000000000000 | fe80::1     | 255 | -
        an option that overruns        | 860000000000000000000000000000000102000000000000 | fe80::1     | 255 | -
        half an option                 | 86000000000000000000000000000000010102           | fe80::1     | 255 | -
        one octet of an option         | 8600000000000000000000000000000001               | fe80::1     | 255 | -
        solicitation                   | 8500000000000000                                 | fe80::1     | 255 | SOLICITATION
        solicitation of a new host     | 8500000000000000                                 | ::          | 255 | SOLICITATION
        solicitation from elsewhere    | 8500000000000000                                 | fe80::1     | 1   | -
        half a solicitation            | 85000000000000                                   | fe80::1     | 255 | -
        something else                 | 87000000000000000000000000000000                 | fe80::1     | 255 | -
        nothing                        |                                                  | fe80::1     | 255 | -
        """)
    void whatIsReadAndWhatIsIgnored(String what, String hex, String source, int hopLimit, String read) {
        byte[] message = Octets.parseHex(hex == null ? "" : hex).toArray();
        Optional<RouterMessage> expected =
                read.equals("-") ? Optional.empty() : Optional.of(RouterMessage.valueOf(read));
        assertEquals(expected, RouterMessage.read(message, IpAddress.parse(source), hopLimit), what);
    }

    @Test
    void noOctetsMakeItThrow() {
        Seeds.forSeeds(5_000, rng -> {
            byte[] message = rng.octets(rng.between(0, 80));
            if (message.length > 0 && rng.oneIn(2)) {
                message[0] = (byte) rng.between(133, 134);
            }
            RouterMessage.read(message, IpAddress.parse("fe80::1"), 255);
        });
    }
}
