package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    /// The examples of RFC 5952 §1 and §4, and of RFC 4291 §2.2.
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "FF01:0:0:0:0:0:0:101, ff01::101",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "::FFFF:129.144.52.38, ::ffff:8190:3426",
        "0:0:0:0:0:0:13.1.68.3, ::d01:4403",
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255"
    })
    void isWrittenInOneWay(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).toString());
        assertEquals(IpAddress.parse(text), IpAddress.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.04",
                "1.2.3.-4",
                "1.2.3.+4",
                " 1.2.3.4",
                "1.2.3.4 ",
                "1.2..4",
                "0x1.2.3.4",
                "localhost",
                "１.2.3.4",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:",
                "12345::",
                "g::",
                "fe80::1%eth0",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "[::1]"
            })
    void refusesWhatIsNoAddress(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
        assertTrue(refusal.toString().contains("\"" + text + "\""), refusal::toString);
    }

    @Test
    void textAndOctetsSayTheSame() {
        forSeeds(2_000, rng -> {
            AddressFamily family = rng.oneOf(AddressFamily.values());
            byte[] octets = rng.octets(family.octets());
            for (int i = 0; i < octets.length; i++) {
                octets[i] = rng.oneIn(2) ? 0 : octets[i]; // runs of zeros are where the text is tricky
            }
            IpAddress address = IpAddress.ofOctets(octets, 0, family);
            assertEquals(Octets.of(octets), Octets.of(address.octets()));
            assertEquals(address, IpAddress.parse(address.toString()));
            assertEquals(address, IpAddress.of(address.toInetAddress()));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, unspecified",
        "127.0.0.1, loopback",
        "127.255.255.255, loopback",
        "128.0.0.0, ''",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.0, ''",
        "::, unspecified",
        "::1, loopback",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, ''",
        "ff02::1, multicast",
        "2001:db8::1, ''"
    })
    void kinds(String text, String kind) {
        IpAddress address = IpAddress.parse(text);
        assertEquals(kind.equals("unspecified"), address.isUnspecified());
        assertEquals(kind.equals("loopback"), address.isLoopback());
        assertEquals(kind.equals("multicast"), address.isMulticast());
        assertEquals(kind.equals("link-local"), address.isLinkLocal());
    }

    @Test
    void ordersByFamilyAndUnsignedNumber() {
        List<IpAddress> ascending = Stream.of(
                        "0.0.0.1", "127.0.0.1", "128.0.0.1", "255.0.0.1", "::1", "7fff::", "8000::", "ffff::1")
                .map(IpAddress::parse)
                .toList();
        assertEquals(ascending, ascending.reversed().stream().sorted().toList());
    }

    @Test
    void anIpv4AddressHas32Bits() {
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(AddressFamily.IPV4, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(AddressFamily.IPV4, 0, 1));
        assertThrows(IllegalStateException.class, () -> IpAddress.parse("::1").ipv4Bits());
    }

    /// Next hops are keys of tables, and peers choose them. The upper half makes up here for what the lower one adds to
    /// the hash that a record has by itself.
    @Test
    void addressesMadeUpToHaveOneHashAreSpread() {
        long hashes = IntStream.range(0, 1_000)
                .mapToObj(i -> new IpAddress(AddressFamily.IPV6, i, (-31L * i) & 0xFFFF_FFFFL))
                .map(NextHop::of)
                .mapToInt(NextHop::hashCode)
                .distinct()
                .count();
        assertTrue(hashes > 990, () -> hashes + " hashes");
    }
}
