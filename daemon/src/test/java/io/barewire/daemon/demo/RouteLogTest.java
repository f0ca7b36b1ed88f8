package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteLogTest {
    @Test
    void onlyRoutesOfBgpAreToldAndDeletionsApart() {
        RouteLog log = RouteLog.parse("""
                local 10.9.0.1 dev eth0 table local proto kernel scope host src 10.9.0.1
                10.244.2.0/24 via 172.18.0.12 dev eth0 proto bgp metric 20\s
                Deleted 10.244.2.0/24 via 172.18.0.12 dev eth0 proto bgp metric 20\s
                Deleted fd00:10:244:2::/64 via fd00:18::c dev eth0 proto bgp metric 20 pref medium
                Deleted 10.9.0.0/24 dev eth0 proto kernel scope link src 10.9.0.1
                Deleted 192.0.2.0/24 proto bgp
                """);
        assertEquals(List.of("10.244.2.0/24", "fd00:10:244:2::/64", "192.0.2.0/24"), log.deleted());
        assertEquals(List.of("10.244.2.0/24"), log.set());
    }

    @Test
    void silenceMeansThatNothingHappened() {
        assertEquals(new RouteLog(List.of(), List.of()), RouteLog.parse(""));
    }

    @Test
    void aMonitorIsSubscribedOnceItsRoutingSocketHasGroups() {
        String columns = "sk               Eth Pid        Groups   Rmem\n";
        assertTrue(RouteWatch.subscribed(17257, columns + "00000000c09a8155 0   17257      04000440 0\n"));
        assertFalse(RouteWatch.subscribed(17257, columns + "00000000c09a8155 0   17257      00000000 0\n"));
        assertFalse(RouteWatch.subscribed(17257, columns + "00000000c09a8155 9   17257      04000440 0\n"));
        assertFalse(RouteWatch.subscribed(17257, columns + "00000000c09a8155 0   1725       04000440 0\n"));
        assertFalse(RouteWatch.subscribed(17257, columns + "half a line"));
    }
}
