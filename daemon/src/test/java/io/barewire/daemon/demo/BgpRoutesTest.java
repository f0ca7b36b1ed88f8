package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BgpRoutesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void bothFamiliesAreReadFromWhatIpSays() throws JsonProcessingException {
        BgpRoutes routes = BgpRoutes.ofKernel(
                JSON.readTree(
                        "[{\"dst\":\"10.244.2.0/24\",\"gateway\":\"172.18.0.12\",\"dev\":\"eth0\",\"metric\":20}]"),
                JSON.readTree("[{\"dst\":\"fd00:10:244:2::/64\",\"gateway\":\"fd00:18::c\",\"dev\":\"eth0\"}]"),
                JSON.readTree("[]"));
        assertEquals(Map.of("10.244.2.0/24", "172.18.0.12", "fd00:10:244:2::/64", "fd00:18::c"), routes.gateways());
    }

    @Test
    void whatLeavesAGatewayRouterIsReadFromWhatOvnNbctlSays() {
        BgpRoutes routes = BgpRoutes.ofGatewayRouter("""
                IPv4 Routes
                Route Table <main>:
                            10.244.1.0/24                100.64.0.1 dst-ip
                            10.244.2.0/24               172.18.0.12 dst-ip rtoe-GR_node1
                            10.244.9.0/24               172.18.0.19 dst-ip rtoe-GR_other
                                0.0.0.0/0                172.18.0.1 dst-ip rtoe-GR_node1
                """, "rtoe-GR_node1");
        assertEquals(Map.of("10.244.2.0/24", "172.18.0.12"), routes.gateways());
    }

    @Test
    void everyDifferenceIsNamed() {
        BgpRoutes wanted = new BgpRoutes(Map.of("10.0.1.0/24", "192.0.2.1", "10.0.2.0/24", "192.0.2.2"));
        BgpRoutes found = new BgpRoutes(Map.of("10.0.2.0/24", "192.0.2.9", "10.0.3.0/24", "192.0.2.3"));
        assertEquals(
                List.of(
                        "no route to 10.0.1.0/24",
                        "10.0.2.0/24 is via 192.0.2.9 instead of 192.0.2.2",
                        "a route to 10.0.3.0/24 via 192.0.2.3"),
                found.differencesFrom(wanted));
        assertEquals(List.of(), wanted.differencesFrom(wanted));
    }
}
