package io.barewire.ovn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticRouteTest {
    /// northd takes an address without a length for a host, and does not look at bits behind the length.
    @ParameterizedTest
    @CsvSource({
        "10.128.1.0/24, 10.128.1.0/24",
        "10.128.1.7/24, 10.128.1.0/24",
        "10.128.1.7, 10.128.1.7/32",
        "fd01::7, fd01::7/128",
        "not-a-prefix, none",
        "10.128.1.0/33, none",
        "'', none"
    })
    void aPrefixIsReadAsNorthdReadsIt(String text, String prefix) {
        StaticRoute row =
                StaticRoute.of(new UUID(0, 1), text, "192.0.2.1", Optional.empty(), "", "", "", Optional.empty());
        assertEquals(prefix, row.prefix().map(Object::toString).orElse("none"));
    }
}
