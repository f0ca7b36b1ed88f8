package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.NextHopResolver;
import io.barewire.rib.Reachability;
import io.barewire.rib.Reachability.Unreachable;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SwitchedNextHopsTest {
    private static final ScopedNextHop ONE = hop("192.0.2.1");
    private static final ScopedNextHop OTHER = hop("192.0.2.2");
    private static final Reachability NOWHERE = new Unreachable("there is no VRF device red");

    private final SwitchedNextHops switched = new SwitchedNextHops("there is no VRF device red");
    private final AtomicInteger told = new AtomicInteger();

    private static ScopedNextHop hop(String address) {
        return ScopedNextHop.of(NextHop.of(IpAddress.parse(address)));
    }

    @Test
    void withoutATableNothingCanBeReached() {
        assertEquals(NOWHERE, switched.follow(ONE));
        assertEquals(Map.of(), switched.changes());
    }

    @Test
    void anotherTableIsNewsForEveryNextHopThatIsFollowed() {
        switched.onChange(told::incrementAndGet);
        switched.follow(ONE);
        switched.follow(OTHER);
        switched.release(OTHER);
        switched.use(Optional.of(NextHopResolver.EVERYTHING_CONNECTED));
        assertEquals(1, told.get());
        Reachability connected = NextHopResolver.EVERYTHING_CONNECTED.follow(ONE);
        assertEquals(Map.of(ONE, connected), switched.changes());
        assertEquals(Map.of(), switched.changes());
        assertEquals(connected, switched.follow(OTHER));

        switched.use(Optional.empty());
        assertEquals(2, told.get());
        assertEquals(Map.of(ONE, NOWHERE, OTHER, NOWHERE), switched.changes());
    }
}
