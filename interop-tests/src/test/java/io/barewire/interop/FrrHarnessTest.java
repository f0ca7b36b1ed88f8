package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The other tests trust the harness: what it says about FRR must be FRR's own word.
@Tag("container")
class FrrHarnessTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    @Test
    void aConfigurationIsInForceAndTheNextOneStartsFromNothing() {
        frr.startWith("""
                router bgp 65001
                 no bgp network import-check
                 address-family ipv4 unicast
                  network 10.1.0.0/24
                """);
        assertTrue(frr.vtysh("show running-config").contains("router bgp 65001"));
        assertEquals(
                "0.0.0.0",
                frr.waitForRoute("ipv4", "10.1.0.0/24")
                        .path("nexthops")
                        .path(0)
                        .path("ip")
                        .asText());
        frr.startWith("router bgp 65009");
        assertTrue(frr.vtysh("show running-config").contains("router bgp 65009"));
        frr.waitForNoRoute("ipv4", "10.1.0.0/24");
    }

    @Test
    void aLineThatFrrDoesNotKnowFailsTheTest() {
        AssertionError refused = assertThrows(AssertionError.class, () -> frr.startWith("router bgq 65001"));
        assertTrue(String.valueOf(refused.getMessage()).contains("config line 1: router bgq"), refused.getMessage());
        frr.startWith("router bgp 65001");
        refused = assertThrows(AssertionError.class, () -> frr.change("router bgq 65001"));
        assertTrue(String.valueOf(refused.getMessage()).contains("Unknown command"), refused.getMessage());
    }

    @Test
    void bothFamiliesReachTheContainer() {
        frr.run("ping", "-c1", "-w30", frr.gateway().toString());
        frr.run("ping", "-c1", "-w30", frr.gatewayV6().toString());
    }
}
