package io.barewire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    private static final int UP = Rtnetlink.IFF_UP | Rtnetlink.IFF_RUNNING;
    private static final Link LO = new Link(1, "lo", UP | Rtnetlink.IFF_LOOPBACK, 0);
    private static final Link ETH0 = new Link(2, "eth0", UP, 0);
    private static final Link ETH1 = new Link(3, "eth1", 0, 0);

    private static Interfaces with(LinkAddress... addresses) {
        return new Interfaces(List.of(LO, ETH0, ETH1), List.of(addresses));
    }

    private static LinkAddress on(Link link, String address, int length) {
        IpAddress parsed = IpAddress.parse(address);
        return new LinkAddress(link.index(), parsed, Prefix.of(parsed, length));
    }

    @Test
    void localIsWhatAnInterfaceHasAndWhatLoopsBack() {
        Interfaces interfaces = with(on(ETH0, "192.0.2.5", 24));
        assertTrue(interfaces.isLocal(IpAddress.parse("192.0.2.5")));
        assertTrue(interfaces.isLocal(IpAddress.parse("127.9.9.9")));
        assertTrue(interfaces.isLocal(IpAddress.parse("::1")));
        assertFalse(interfaces.isLocal(IpAddress.parse("192.0.2.6")));
    }

    @Test
    void anInterfaceIsInTheVrfOfItsBridge() {
        Link red = new Link(7, "red", UP, 0, OptionalInt.of(10));
        Link bridge = new Link(8, "bridge", UP, 7);
        Link port = new Link(9, "port", UP, 8);
        Interfaces interfaces = new Interfaces(List.of(ETH0, red, bridge, port), List.of());
        assertEquals(Map.of(7, red, 8, red, 9, red), interfaces.vrfOfEach());
    }

    @Test
    void theBgpIdentifierIsTheHighestLoopbackAddressElseTheHighestOfAll() {
        LinkAddress loopback = on(LO, "127.0.0.1", 8);
        LinkAddress low = on(ETH0, "10.0.0.1", 24);
        LinkAddress high = on(ETH1, "198.51.100.1", 24);
        LinkAddress named = on(LO, "10.255.0.1", 32);
        assertEquals(
                Optional.empty(), with(loopback, on(ETH0, "2001:db8::1", 64)).bgpIdentifier());
        assertEquals(Optional.of(high.address()), with(loopback, low, high).bgpIdentifier());
        assertEquals(
                Optional.of(named.address()), with(loopback, low, high, named).bgpIdentifier());
    }

    @Test
    void aNeighbourIsOnTheLinkWithTheLongestNetworkThatIsUp() {
        IpAddress neighbour = IpAddress.parse("10.0.0.9");
        assertEquals(Optional.of(ETH0), with(on(ETH0, "10.0.0.1", 8)).onLink(neighbour));
        assertEquals(
                Optional.of(LO),
                with(on(ETH0, "10.0.0.1", 8), on(LO, "10.0.0.2", 24)).onLink(neighbour));
        assertEquals(
                Optional.of(ETH0),
                with(on(ETH0, "10.0.0.1", 8), on(ETH1, "10.0.0.2", 24)).onLink(neighbour));
        assertEquals(Optional.empty(), with(on(ETH0, "192.0.2.1", 24)).onLink(neighbour));
        assertEquals(Optional.empty(), with(on(ETH0, "fe80::5", 64)).onLink(IpAddress.parse("fe80::1")));
    }
}
