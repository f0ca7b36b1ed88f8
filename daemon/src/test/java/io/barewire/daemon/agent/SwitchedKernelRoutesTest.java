package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.rib.KernelRoutes.Presence;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SwitchedKernelRoutesTest {
    private static final KernelRoute ROUTE = new KernelRoute(100, Prefix.parse("10.0.0.0/8"), false);

    private final SwitchedKernelRoutes switched = new SwitchedKernelRoutes("there is no VRF device red");

    private static final class Kernel implements KernelRoutes {
        private Set<KernelRoute> followed = Set.of();
        private Runnable whenChanged = () -> {};

        @Override
        public void onChange(Runnable whenChanged) {
            this.whenChanged = whenChanged;
        }

        @Override
        public void follow(Set<KernelRoute> routes) {
            followed = routes;
        }

        @Override
        public Presence presence(KernelRoute route) {
            return new Presence.Present();
        }
    }

    @Test
    void whatIsFollowedIsAskedOfWhoeverKnows() {
        AtomicInteger told = new AtomicInteger();
        switched.onChange(told::incrementAndGet);
        switched.follow(Set.of(ROUTE));
        assertEquals(new Presence.Unknown("there is no VRF device red"), switched.presence(ROUTE));
        Kernel kernel = new Kernel();
        switched.use(Optional.of(kernel));
        assertEquals(1, told.get());
        assertEquals(Set.of(ROUTE), kernel.followed);
        assertEquals(new Presence.Present(), switched.presence(ROUTE));
        kernel.whenChanged.run();
        assertEquals(2, told.get());
        switched.use(Optional.empty());
        assertEquals(3, told.get());
        assertEquals(new Presence.Unknown("there is no VRF device red"), switched.presence(ROUTE));
    }
}
