package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3/32, 10.1.2.3/32",
        "255.255.255.255/0, 0.0.0.0/0",
        "255.255.255.255/31, 255.255.255.254/31",
        "2001:db8:ffff::1/33, 2001:db8:8000::/33",
        "ffff::ffff/64, ffff::/64",
        "2001:db8::ffff/127, 2001:db8::fffe/127",
        "2001:db8::1/128, 2001:db8::1/128",
        "ffff::/0, ::/0"
    })
    void bitsBehindTheLengthAreCleared(String text, String canonical) {
        assertEquals(canonical, Prefix.parse(text).toString());
        assertEquals(Prefix.parse(canonical), Prefix.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "/8",
                "::/129",
                "::/1000",
                "host/8",
                "10.0.0.0 /8"
            })
    void refusesWhatIsNoPrefix(String text) {
        assertThrows(IllegalArgumentException.class, () -> Prefix.parse(text));
    }

    @Test
    void constructorRefusesBitsBehindTheLength() {
        long ten = 10L << 56;
        assertThrows(IllegalArgumentException.class, () -> new Prefix(AddressFamily.IPV4, ten, 0, 4));
        assertThrows(IllegalArgumentException.class, () -> new Prefix(AddressFamily.IPV6, 0, 1, 127));
        assertThrows(IllegalArgumentException.class, () -> new Prefix(AddressFamily.IPV4, ten, 0, 33));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.0.0/16, true",
        "10.0.0.0/8, 10.0.0.0/8, true",
        "10.1.0.0/16, 10.0.0.0/8, false",
        "10.0.0.0/8, 11.0.0.0/16, false",
        "0.0.0.0/0, 10.0.0.0/8, true",
        "0.0.0.0/0, ::/0, false",
        "2001:db8::/32, 2001:db8:1::/48, true",
        "2001:db8::/64, 2001:db8::1:0:0:0/80, true",
        "2001:db8::/65, 2001:db8::8000:0:0:0/65, false"
    })
    void contains(String outer, String inner, boolean contained) {
        assertEquals(contained, Prefix.parse(outer).contains(Prefix.parse(inner)));
        assertEquals(
                contained || Prefix.parse(inner).contains(Prefix.parse(outer)),
                Prefix.parse(outer).overlaps(Prefix.parse(inner)));
    }

    @Test
    void containsExactlyTheAddressesThatShareItsBits() {
        forSeeds(2_000, rng -> {
            IpAddress one = new IpAddress(AddressFamily.IPV6, rng.bits() & 0xFF, rng.bits());
            IpAddress other = new IpAddress(AddressFamily.IPV6, rng.bits() & 0xFF, rng.bits());
            int length = rng.between(0, 128);
            boolean same = Prefix.of(one, length).equals(Prefix.of(other, length));
            assertEquals(same, Prefix.of(one, length).contains(other));
        });
    }

    @Test
    void ordersByNetworkThenShorterFirst() {
        List<Prefix> ascending = Stream.of(
                        "0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "192.0.2.0/24", "::/0")
                .map(Prefix::parse)
                .toList();
        assertEquals(ascending, ascending.reversed().stream().sorted().toList());
    }
}
