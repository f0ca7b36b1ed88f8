package io.barewire.fib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.Rtnetlink;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Two VRFs with the same network: eth0 is in none, eth1 through a bridge in `red`.
final class NetworkTest {
    private static final int UP = Rtnetlink.IFF_UP | Rtnetlink.IFF_RUNNING;
    private static final int RED = 10;
    private static final Prefix NETWORK = Prefix.parse("192.0.2.0/24");

    private final Network network = new Network(FibConfig.PROTOCOL_BGP, FibConfig.MAIN_TABLE);

    private void interfaces(int flagsOfEth1) {
        network.interfaces(new Interfaces(
                List.of(
                        new Link(3, "eth0", UP, 0),
                        new Link(4, "eth1", flagsOfEth1, 6),
                        new Link(6, "bridge", UP, 7),
                        new Link(7, "red", UP, 0, OptionalInt.of(RED))),
                List.of(
                        new LinkAddress(3, IpAddress.parse("192.0.2.1"), NETWORK),
                        new LinkAddress(4, IpAddress.parse("192.0.2.2"), NETWORK))));
    }

    private void read() {
        network.instances(Map.of("red", RED));
        Map<Integer, RouteView> views = network.emptyViews();
        views.forEach((table, view) -> view.apply(connected(table, table == RED ? 4 : 3), false, false));
        network.replace(views);
    }

    private static Route connected(int table, int link) {
        Hop onLink = new Hop(Optional.empty(), link, 1);
        return new Route(NETWORK, table, 2, Rtnetlink.RTN_UNICAST, 0, 0, List.of(onLink), 0);
    }

    private String resolve(String address, String instance) {
        ScopedNextHop hop = new ScopedNextHop(NextHop.of(IpAddress.parse(address)), 0, instance);
        return switch (network.resolve(hop)) {
            case Resolution.Leads leads -> leads.by();
            case Resolution.Nowhere nowhere -> nowhere.why();
        };
    }

    @Test
    void anAddressIsOurOwnOnlyWhereItIs() {
        interfaces(UP);
        read();
        assertEquals("it is our own address", resolve("192.0.2.1", ""));
        assertEquals("connected dev eth1", resolve("192.0.2.1", "red"));
        assertEquals("connected dev eth0", resolve("192.0.2.2", ""));
        assertEquals("it is our own address", resolve("192.0.2.2", "red"));
    }

    @Test
    void aNetworkThatIsDownIsSoOnlyInItsVrf() {
        interfaces(0);
        Map<Integer, RouteView> views = network.emptyViews();
        Hop router = new Hop(Optional.of(IpAddress.parse("198.51.100.1")), 3, 1);
        views.forEach((table, view) -> view.apply(
                new Route(Prefix.parse("0.0.0.0/0"), table, 4, Rtnetlink.RTN_UNICAST, 0, 0, List.of(router), 0),
                false,
                false));
        network.replace(views);
        assertEquals("static route default via 198.51.100.1 dev eth0", resolve("192.0.2.9", ""));
    }
}
