package io.barewire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleOptionsTest {
    static Stream<Arguments> refused() {
        InetSocketAddress ipv6 = new InetSocketAddress("2001:db8::1", 179);
        InetSocketAddress ipv4 = new InetSocketAddress("192.0.2.1", 179);
        return Stream.of(
                refused("--sessions must be", options -> Options.ofSessions(0)),
                refused("--sessions must be", options -> Options.ofSessions(50_001)),
                refused("--routes must not be", options -> options.routes(-1)),
                refused("--flap must be", options -> options.flap(11)),
                refused("--ramp must not be", options -> options.ramp(-1)),
                refused("--probes must be", options -> options.probes(-1)),
                refused("not 10 AS numbers", options -> options.localAs("4294967290+")),
                refused(
                        "of the target's family",
                        options -> options.target(ipv6).sources("192.0.2.0/24")),
                refused(
                        "has 6 addresses for 10 sessions",
                        options -> options.target(ipv4).sources("198.51.100.0/29")),
                refused("one session with an address", options -> options.sources("127.1.0.1/32")),
                refused(
                        "no room for 131082 routes",
                        options -> options.target(ipv4).probes(2).routes(13_108)));
    }

    private static Arguments refused(String why, UnaryOperator<Options> change) {
        return Arguments.of(why, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatCannotBeSaysWhy(String why, UnaryOperator<Options> change) {
        Options options = change.apply(Options.ofSessions(10));
        IllegalArgumentException told = assertThrows(IllegalArgumentException.class, options::build);
        assertTrue(String.valueOf(told.getMessage()).contains(why), told.getMessage());
    }

    @Test
    void oneSessionWithTheTargetsAsIsInternal() {
        assertTrue(Options.ofSessions(1).localAs("65000").build().isInternal());
        assertFalse(Options.ofSessions(1).localAs("65001").build().isInternal());
        assertFalse(Options.ofSessions(1).localAs("65000+").build().isInternal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "0", "x", "65001-", "4294967296"})
    void anAsNumberIsANumber(String text) {
        assertThrows(IllegalArgumentException.class, () -> LocalAs.parse(text));
    }

    @Test
    void anAsNumberMayCountUp() {
        assertEquals(
                List.of(65001L, 65003L),
                List.of(LocalAs.parse("65001+").of(0), LocalAs.parse("65001+").of(2)));
        assertEquals(65001, LocalAs.parse("65001").of(2));
        assertEquals("65001+", LocalAs.parse("65001+").toString());
    }

    /// The child that is our target is told in one line.
    @Test
    void anOrderIsReadAsItWasWritten() {
        TargetMain.Order order = TargetMain.Order.of(Options.ofSessions(3).build());
        assertEquals(order, TargetMain.Order.parse(order.text().strip()));
        assertEquals(3, order.config().peers().size());
    }
}
