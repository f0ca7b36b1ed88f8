package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 4271 §5.1.3, RFC 2545 §3, RFC 8950 §3.
class LocalInterfaceTest {
    private static final IpAddress IDENTIFIER = IpAddress.parse("10.255.0.1");

    /// The interface's addresses; the session's ends, a word more where the peer takes IPv4 routes with IPv6 next hops;
    /// the next hops.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        a shared IPv4 network      | 192.0.2.1/24                              | 192.0.2.1 192.0.2.9          | 192.0.2.1
        a shared IPv6 network      | 2001:db8::1/64 fe80::1/64                 | 2001:db8::1 2001:db8::9      | 2001:db8::1 (fe80::1)
        both families              | 192.0.2.1/24 2001:db8::1/64 fe80::1/64    | 192.0.2.1 192.0.2.9          | 192.0.2.1 2001:db8::1 (fe80::1)
        a router between           | 2001:db8::1/64 fe80::1/64                 | 2001:db8::1 2001:db8:1::9    | 2001:db8::1
        no link-local address      | 2001:db8::1/64                            | 2001:db8::1 2001:db8::9      | 2001:db8::1
        the second address         | 192.0.2.1/24 192.0.2.2/24                 | 192.0.2.2 192.0.2.9          | 192.0.2.2
        link-local, global too     | 2001:db8::1/64 fe80::1/64                 | fe80::1 fe80::9              | 2001:db8::1 (fe80::1)
        link-local alone           | fe80::1/64                                | fe80::1 fe80::9              | fe80::1
        link-local, IPv4 by IPv6   | fe80::1/64                                | fe80::1 fe80::9 rfc8950      | fe80::1 fe80::1
        global, IPv4 by IPv6       | 2001:db8::1/64                            | 2001:db8::1 2001:db8::9 rfc8950 | 2001:db8::1 2001:db8::1
        an IPv4 address is better  | 192.0.2.1/24 2001:db8::1/64               | 2001:db8::1 2001:db8::9 rfc8950 | 192.0.2.1 2001:db8::1
        loopback                   | 127.0.0.1/8 ::1/128                       | 127.0.0.1 127.0.0.2          | 10.255.0.1
        nothing is known           |                                           | 192.0.2.1 192.0.2.9          | 192.0.2.1
        """)
    void whatWeAreCalled(String what, String addresses, String session, String nextHops) {
        String[] ends = session.split(" ", -1);
        Map<AddressFamily, NextHop> called =
                on(ends[0], addresses).nextHops(IpAddress.parse(ends[1]), IDENTIFIER, ends.length > 2);
        assertEquals(
                nextHops,
                String.join(" ", called.values().stream().map(NextHop::toString).toList()));
    }

    @Test
    void onlyNetworksWithThePeerAreShared() {
        LocalInterface two = on("192.0.2.1", "192.0.2.1/24 198.51.100.1/24 2001:db8::1/64 fe80::1/64");
        assertEquals(Set.of(Prefix.parse("192.0.2.0/24")), two.sharedWith(IpAddress.parse("192.0.2.9")));
        assertEquals(Set.of(Prefix.parse("198.51.100.0/24")), two.sharedWith(IpAddress.parse("198.51.100.9")));
        assertEquals(Set.of(), two.sharedWith(IpAddress.parse("203.0.113.9")));
        assertEquals(Set.of(), on("fe80::1", "fe80::1/64").sharedWith(IpAddress.parse("fe80::9")));
        assertEquals(Set.of(), on("127.0.0.1", "127.0.0.1/8").sharedWith(IpAddress.parse("127.0.0.2")));
    }

    private static LocalInterface on(String own, String addresses) {
        List<LocalInterface.Address> all = Optional.ofNullable(addresses).stream()
                .flatMap(text -> Arrays.stream(text.split(" ", -1)))
                .map(text -> text.split("/", -1))
                .map(parts -> new LocalInterface.Address(IpAddress.parse(parts[0]), Integer.parseInt(parts[1])))
                .toList();
        return new LocalInterface(IpAddress.parse(own), 0, all);
    }
}
