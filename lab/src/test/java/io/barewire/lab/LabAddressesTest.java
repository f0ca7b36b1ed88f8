package io.barewire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabAddressesTest {
    private static LabAddresses addresses(String sources, String target, String routes, int probes, int routesEach) {
        return new LabAddresses(
                Optional.of(Prefix.parse(sources)), IpAddress.parse(target), Prefix.parse(routes), probes, routesEach);
    }

    @ParameterizedTest(name = "{0}: session {2} with the target at {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    192.0.2.0/24     | 198.51.100.1 | 0   | 192.0.2.1
                    192.0.2.0/24     | 198.51.100.1 | 253 | 192.0.2.254
                    192.0.2.0/24     | 192.0.2.2    | 0   | 192.0.2.1
                    192.0.2.0/24     | 192.0.2.2    | 1   | 192.0.2.3
                    192.0.2.4/31     | 198.51.100.1 | 1   | 192.0.2.5
                    192.0.2.4/32     | 198.51.100.1 | 7   | 192.0.2.4
                    2001:db8::/64    | 2001:db8::1  | 0   | 2001:db8::
                    2001:db8::/64    | 2001:db8::1  | 1   | 2001:db8::2
                    """)
    void everySessionHasASourceThatIsNotTheTarget(String sources, String target, int session, String source) {
        assertEquals(
                Optional.of(IpAddress.parse(source)),
                addresses(sources, target, "198.18.0.0/15", 0, 0).source(session));
    }

    @ParameterizedTest(name = "{0} without {1}")
    @CsvSource({"192.0.2.0/24,192.0.2.1,253", "192.0.2.0/24,198.51.100.1,254", "192.0.2.0/31,198.51.100.1,2"})
    void theRoomOfARangeCountsWhatSessionsCanHave(String sources, String target, long room) {
        assertEquals(room, LabAddresses.room(Prefix.parse(sources), IpAddress.parse(target)));
    }

    @Test
    void noTwoSessionsShareAnAddressAnIdentifierOrARoute() {
        LabAddresses addresses = addresses("127.64.0.0/10", "127.0.0.1", "10.0.0.0/8", 5, 3);
        assertEquals(
                2000,
                IntStream.range(0, 2000).mapToObj(addresses::source).distinct().count());
        assertEquals(
                2000,
                IntStream.range(0, 2000)
                        .mapToObj(addresses::identifier)
                        .distinct()
                        .count());
        assertEquals(
                6000,
                IntStream.range(0, 2000)
                        .boxed()
                        .flatMap(i -> addresses.routes(i, 0, 3).toList().stream())
                        .distinct()
                        .count());
    }

    @Test
    void loopbackAddressesAreNoIdentifiers() {
        LabAddresses addresses = addresses("127.64.0.0/10", "127.0.0.1", "10.0.0.0/8", 0, 0);
        assertEquals(IpAddress.parse("100.64.0.1"), addresses.identifier(0));
    }

    @Test
    void aProbeIsKnownByItsPrefixAndNoRouteIsTakenForOne() {
        LabAddresses addresses = addresses("192.0.2.0/24", "198.51.100.1", "198.18.0.0/15", 2, 2);
        assertEquals(1, addresses.probeAt(addresses.probe(1).network()));
        addresses.routes(0, 0, 2).toList().forEach(route -> assertEquals(-1, addresses.probeAt(route.network())));
        assertEquals(-1, addresses.probeAt(IpAddress.parse("203.0.113.1")));
    }

    @Test
    void ipv6RoutesGoOnOverTheLowerHalf() {
        AddressRange range = new AddressRange(Prefix.parse("2001:2::/48"));
        assertEquals(IpAddress.parse("2001:2::1:0:0"), range.get(1L << 32));
        assertEquals(1L << 32, range.indexOf(IpAddress.parse("2001:2::1:0:0")));
        assertTrue(range.size() > 1L << 40);
        assertThrows(IllegalArgumentException.class, () -> new AddressRange(Prefix.parse("192.0.2.0/31")).get(2));
    }
}
