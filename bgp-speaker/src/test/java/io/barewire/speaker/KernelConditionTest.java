package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A speaker hears of changes in the kernel's tables by itself: nobody asks, and no peer says a word.
class KernelConditionTest {
    private static final KernelRoutes.KernelRoute ROUTE =
            new KernelRoutes.KernelRoute(100, Prefix.parse("203.0.113.0/24"), false);

    private static final class Kernel implements KernelRoutes {
        private volatile Presence presence = new Presence.Absent();
        private volatile Runnable whenChanged = () -> {};

        @Override
        public void onChange(Runnable whenChanged) {
            this.whenChanged = whenChanged;
        }

        @Override
        public void follow(Set<KernelRoute> routes) {}

        @Override
        public Presence presence(KernelRoute route) {
            return presence;
        }

        void set(Presence now) {
            presence = now;
            whenChanged.run();
        }
    }

    @Test
    void aChangeInTheKernelAnnouncesAndWithdraws() throws Exception {
        Kernel kernel = new Kernel();
        SpeakerConfig config = Loopback.onFreePort().speaker("127.0.9.1").toBuilder()
                .conditional(List.of(new ConditionalPrefixes(
                        "service", Set.of(Prefix.parse("192.0.2.0/24")), new AdvertiseWhen.InKernel(ROUTE))))
                .build();
        try (BgpSpeaker speaker = new BgpSpeaker(config, NextHopResolver.EVERYTHING_CONNECTED, kernel)) {
            speaker.start();
            assertEquals(0, routes(speaker));
            kernel.set(new KernelRoutes.Presence.Present());
            await().until(() -> routes(speaker) == 1);
            kernel.set(new KernelRoutes.Presence.Absent());
            await().until(() -> routes(speaker) == 0);
        }
    }

    private static int routes(BgpSpeaker speaker) {
        return speaker.status().prefixes().getOrDefault(AddressFamily.IPV4, 0);
    }
}
