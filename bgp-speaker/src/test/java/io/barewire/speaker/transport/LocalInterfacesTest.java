package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalInterfacesTest {
    private final List<InetAddress> asked = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final LocalInterfaces interfaces = new LocalInterfaces(
            local -> {
                asked.add(local);
                return LocalInterface.unknown(IpAddress.of(local));
            },
            now::get);

    private void ask(String address) {
        InetAddress local = IpAddress.parse(address).toInetAddress();
        assertEquals(IpAddress.parse(address), interfaces.at(local).own());
    }

    @Test
    void theSystemIsAskedOnceASecond() {
        ask("192.0.2.1");
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        ask("192.0.2.1");
        assertEquals(1, asked.size());
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        ask("192.0.2.1");
        assertEquals(2, asked.size());
    }

    @Test
    void manyAddressesAreNotKeptForEver() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 65; i++) {
                ask("192.0.2." + i);
            }
        }
        assertEquals(130, asked.size());
    }
}
