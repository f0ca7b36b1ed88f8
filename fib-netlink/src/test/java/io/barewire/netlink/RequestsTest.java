package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.NLM_F_ACK;
import static io.barewire.netlink.Rtnetlink.NLM_F_CREATE;
import static io.barewire.netlink.Rtnetlink.NLM_F_EXCL;
import static io.barewire.netlink.Rtnetlink.NLM_F_REPLACE;
import static io.barewire.testkit.Seeds.forSeeds;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.Route.Hop;
import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What we send, octet by octet after the kernel's headers, and beside what iproute2 6.1 sends for the same
/// route.
class RequestsTest {
    /// The octets of iproute2 hold the table in the header, and were sent by `ip route add` with these words.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            10.1.0.0/24 via 192.0.2.1     | 10.1.0.0/24     | 192.0.2.1              | 34000000180005069b09016b0000000002180000feba000100000000080001000a01000008000500c00002010800060014000000
            10.2.0.0/24, two nexthops     | 10.2.0.0/24     | 192.0.2.1 198.51.100.1 | 50000000180005069b09016b0000000002180000feba000100000000080001000a020000080006001400000024000900100000000000000008000500c0000201100000000000000008000500c6336401
            2001:db8:1::/64               | 2001:db8:1::/64 | 2001:db8:a::1          | 4c000000180005069b09016b000000000a400000feba0001000000001400010020010db80001000000000000000000001400050020010db8000a000000000000000000010800060014000000
            10.3.0.0/24 via inet6         | 10.3.0.0/24     | 2001:db8:a::1          | 44000000180005069b09016b0000000002180000feba000100000000080001000a030000160012000a0020010db8000a0000000000000000000100000800060014000000""")
    void iproute2AndWeMeanTheSameRoute(String words, String prefix, String gateways, String iproute2) {
        List<Hop> hops = new ArrayList<>();
        for (String gateway : List.of(gateways.split(" ", -1))) {
            hops.add(Hop.via(IpAddress.parse(gateway)));
        }
        Route route = Route.unicast(Prefix.parse(prefix), 254, 186, 20, hops);
        // iproute2 gives no interface for a nexthop either, and the kernel fills it in.
        assertEquals(read(Octets.parseHex(iproute2).toArray()), read(octets(out -> add(out, route))), words);
    }

    @Test
    void aRouteIsAddedWithItsIdentityFirst() {
        Route route = Route.unicast(
                Prefix.parse("10.1.0.0/24"), 1000, 186, 20, List.of(Hop.via(IpAddress.parse("192.0.2.1"), 3)));
        assertEquals(
                "44000000" + "1800" + "0106" + "07000000" + "00000000" // nlmsghdr: NEWROUTE, REQUEST|CREATE|EXCL
                        + "02180000" + "00ba0001" + "00000000" // rtmsg: inet /24, proto bgp, unicast
                        + "080001000a010000" // RTA_DST
                        + "0800060014000000" // RTA_PRIORITY
                        + "08000f00e8030000" // RTA_TABLE
                        + "08000500c0000201" // RTA_GATEWAY
                        + "0800040003000000", // RTA_OIF
                hex(out -> add(out, route)));
    }

    @Test
    void aDeletionNamesTypeProtocolMetricAndTableButNoHops() {
        Route blackhole = new Route(Prefix.parse("10.1.0.0/24"), 1000, 186, 6, 0, 20, List.of(), 0);
        assertEquals(
                "34000000" + "1900" + "0100" + "07000000" + "00000000" // nlmsghdr: DELROUTE, REQUEST
                        + "02180000" + "00baff06" + "00000000" // rtmsg: scope nowhere matches any, type blackhole
                        + "080001000a010000" + "0800060014000000" + "08000f00e8030000",
                hex(out -> Requests.deleteRoute(out, blackhole, 7)));
    }

    @Test
    void aDumpAsksForOneTableOnly() {
        assertEquals(
                "24000000" + "1a00" + "0103" + "07000000" + "00000000" + "0a000000" + "00000000" + "00000000"
                        + "08000f00e8030000",
                hex(out -> Requests.dumpRoutes(out, AddressFamily.IPV6, 1000, 7)));
    }

    /// Nothing of what was in the buffer before shows between the attributes.
    @Test
    void fillersAreZeroInAUsedBuffer() {
        MemorySegment used = MemorySegment.ofArray(new byte[512]).fill((byte) 0xEE);
        NetlinkWriter out = new NetlinkWriter(used);
        add(
                out,
                Route.unicast(
                        Prefix.parse("10.3.0.0/24"), 254, 186, 20, List.of(Hop.via(IpAddress.parse("2001:db8:a::1")))));
        String hex = HexFormat.of().formatHex(out.written().toArray(JAVA_BYTE));
        assertEquals("0000", hex.substring(hex.length() - 4));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        forSeeds(2_000, rng -> {
            Route route = route(rng);
            assertEquals(route, read(octets(out -> add(out, route))));
        });
    }

    /// However a batch comes about, its messages are those that [Requests] would write for each route.
    @Test
    void aBatchFromTemplatesIsWhatEachMessageWouldBe() {
        forSeeds(500, rng -> {
            RouteBatch batch = new RouteBatch();
            NetlinkWriter out = new NetlinkWriter(MemorySegment.ofArray(new byte[RouteBatch.BUFFER]));
            int count = rng.between(1, 5);
            for (int i = 0; i < count; i++) {
                Route like = route(rng);
                AddressFamily family = like.destination().family();
                Prefix prefix = Prefix.of(address(rng, family), rng.between(0, family.bits()));
                Route route = new Route(
                        prefix,
                        like.table(),
                        like.protocol(),
                        like.type(),
                        like.tos(),
                        like.metric(),
                        like.hops(),
                        like.nextHopId());
                int sequence = 4711 + i;
                switch (rng.between(0, 2)) {
                    case 0 -> {
                        batch.put(RouteTemplate.adding(like), prefix);
                        Requests.newRoute(out, route, NLM_F_CREATE | NLM_F_EXCL, sequence);
                    }
                    case 1 -> {
                        batch.put(RouteTemplate.replacing(like), prefix);
                        Requests.newRoute(out, route, NLM_F_CREATE | NLM_F_REPLACE, sequence);
                    }
                    default -> {
                        batch.put(RouteTemplate.deleting(like), prefix);
                        Requests.deleteRoute(out, route, sequence);
                    }
                }
                if (i == count - 1) {
                    out.addFlags(lastMessage(out), NLM_F_ACK);
                }
            }
            assertEquals(
                    HexFormat.of().formatHex(out.written().toArray(JAVA_BYTE)),
                    HexFormat.of().formatHex(batch.finish(4711).toArray(JAVA_BYTE)));
        });
    }

    private static long lastMessage(NetlinkWriter out) {
        MemorySegment written = out.written();
        long at = 0;
        for (long next = 0; next < written.byteSize(); next = at + written.get(JAVA_INT_UNALIGNED, at)) {
            at = next;
        }
        return at;
    }

    private static Route route(Rng rng) {
        AddressFamily family = rng.oneOf(AddressFamily.values());
        IpAddress network = address(rng, family);
        List<Hop> hops = rng.listOf(
                1,
                rng.oneIn(20) ? Route.MAXIMUM_HOPS : 4,
                r -> new Hop(
                        java.util.Optional.of(address(r, r.oneIn(4) ? AddressFamily.IPV6 : family)),
                        1 + r.between(0, 9),
                        1));
        if (hops.size() > 1) {
            hops = hops.stream()
                    .map(hop -> new Hop(hop.gateway(), hop.interfaceIndex(), rng.between(1, 256)))
                    .toList();
        }
        return new Route(
                Prefix.of(network, rng.between(0, family.bits())),
                rng.between(1, Integer.MAX_VALUE),
                rng.between(0, 255),
                rng.between(1, 8),
                rng.between(0, 255),
                rng.bits() & 0xFFFFFFFFL,
                hops,
                0);
    }

    private static IpAddress address(Rng rng, AddressFamily family) {
        return IpAddress.ofOctets(rng.octets(family.octets()), 0, family);
    }

    private static void add(NetlinkWriter out, Route route) {
        Requests.newRoute(out, route, NLM_F_CREATE | NLM_F_EXCL, 7);
    }

    private static byte[] octets(Consumer<NetlinkWriter> writing) {
        NetlinkWriter out = new NetlinkWriter(MemorySegment.ofArray(new byte[32 * 1024]));
        writing.accept(out);
        return out.written().toArray(JAVA_BYTE);
    }

    private static String hex(Consumer<NetlinkWriter> writing) {
        return HexFormat.of().formatHex(octets(writing));
    }

    private static Route read(byte[] octets) {
        List<NetlinkMessage> messages = new ArrayList<>();
        NetlinkReader.read(MemorySegment.ofArray(octets), messages::add);
        assertEquals(1, messages.size());
        return assertInstanceOf(RouteChanged.class, messages.getFirst()).route();
    }
}
