package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoutingThreadTest {
    private static SpeakerConfig config(String identifier) {
        return SpeakerConfig.builder(65000, IpAddress.parse(identifier)).build();
    }

    /// What the tables take after they were built anew under another identifier.
    private static long octets(boolean withSink) throws InterruptedException {
        RoutingThread routing = new RoutingThread(
                config("192.0.2.9"), NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
        if (withSink) {
            routing.addListener("gone", _ -> {});
            routing.removeSink("gone");
        }
        AtomicLong octets = new AtomicLong();
        routing.await(core -> {
            core.configure(config("192.0.2.10"));
            core.announce(Prefix.parse("198.51.100.0/24"));
            octets.set(core.rib().estimatedOctets());
        });
        routing.end();
        return octets.get();
    }

    @Test
    void nothingIsKeptForASinkThatLeft() throws InterruptedException {
        assertEquals(octets(false), octets(true));
    }
}
