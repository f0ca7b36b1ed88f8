package io.barewire.bfd;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Libc;
import io.barewire.wire.AddressFamily;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real sockets, in a network namespace.
@Tag("root")
class PortsTest {
    /// Whoever waits for packets must hear of a descriptor, also where another one was there before.
    @Test
    void thePortForEchoesIsNewAlsoWhenItComesLater() throws Exception {
        inNewNamespace(() -> {
            try (Arena arena = Arena.ofConfined()) {
                Libc libc = new Libc(arena);
                int other = libc.socket(Libc.AF_INET6, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
                assertEquals(
                        0,
                        libc.bind(
                                other,
                                Sockets.address(arena, AddressFamily.IPV6, Optional.empty(), Sockets.ECHO_PORT, 0)));
                Ports ports = new Ports(0, Optional.empty());
                assertTrue(ports.open(libc, AddressFamily.IPV6, false));
                assertTrue(ports.problem().isPresent());
                assertFalse(ports.open(libc, AddressFamily.IPV6, false));
                libc.close(other);
                assertTrue(ports.open(libc, AddressFamily.IPV6, false));
                assertEquals(Optional.empty(), ports.problem());
                assertTrue(ports.echoFd() >= 0);
                assertTrue(ports.returnFd() >= 0);
                ports.close(libc);
            }
        });
    }
}
