package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteSink;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Speakers beside each other, one for each routing instance, that import each other's routes.
class RouteImportTest {
    private static final String A = "127.0.2.1";
    private static final String RED = "127.0.2.2";
    private static final String MAIN = "127.0.2.3";
    private static final String B = "127.0.2.4";
    private static final Prefix LEARNED = Prefix.parse("10.244.1.0/24");
    private static final Prefix OWN = Prefix.parse("10.244.2.0/24");

    private final List<BgpSpeaker> open = new ArrayList<>();
    private final Loopback net = Loopback.onFreePort();
    private final Map<Prefix, List<ScopedNextHop>> kernel = new ConcurrentHashMap<>();
    private final AtomicInteger converged = new AtomicInteger();

    RouteImportTest() throws IOException {}

    private final class Sink implements RouteSink {
        @Override
        public void apply(List<RouteChange> changes) {
            for (RouteChange change : changes) {
                if (change.nextHops().isEmpty()) {
                    kernel.remove(change.prefix());
                } else {
                    kernel.put(change.prefix(), change.nextHops());
                }
            }
        }

        @Override
        public void converged() {
            converged.incrementAndGet();
        }
    }

    @AfterEach
    void closeAll() {
        open.forEach(BgpSpeaker::close);
    }

    private BgpSpeaker speaker(SpeakerConfig config) {
        BgpSpeaker speaker = new BgpSpeaker(config);
        open.add(speaker);
        return speaker;
    }

    private static List<ScopedNextHop> inRed(String address) {
        return List.of(new ScopedNextHop(NextHop.of(IpAddress.parse(address)), 0, "red"));
    }

    @Test
    void whatOneInstanceLearnsAndOriginatesIsUsedAndToldByTheOther() throws Exception {
        Map<Prefix, List<ScopedNextHop>> expected = Map.of(LEARNED, inRed("192.0.2.1"), OWN, inRed("0.0.0.0"));
        BgpSpeaker red = speaker(net.speaker(RED, net.peer(RED, A)));
        BgpSpeaker main = speaker(net.speaker(MAIN, net.peer(MAIN, B)));
        main.addRouteSink("test", new Sink());
        RouteImport imported = main.importFrom("red", red);
        RouteImport back = red.importFrom("default", main);
        BgpSpeaker b = speaker(net.speaker(B, net.peer(B, MAIN)));
        for (BgpSpeaker speaker : List.of(red, main, b)) {
            speaker.start();
        }
        red.announce(OWN);
        await().until(() -> b.status().prefixes().values().contains(1));
        // Red's peer has not told anything so far, so nobody may take what is in the kernel for stale.
        assertEquals(0, converged.get());

        BgpSpeaker a = speaker(net.speaker(A, net.peer(A, RED)));
        a.announce(LEARNED);
        a.start();
        await().until(() -> kernel, expected::equals);
        await().until(() -> converged.get() == 1);

        // Another identifier means other tables, which begin with all that is lent.
        main.apply(net.speaker(MAIN, net.peer(MAIN, B)).toBuilder()
                .bgpIdentifier(IpAddress.parse("192.0.2.99"))
                .build());
        await().until(() -> main.status().bgpIdentifier(), IpAddress.parse("192.0.2.99")::equals);
        await().until(() -> kernel, expected::equals);

        imported.close();
        await().until(kernel::isEmpty);
        await().until(() -> b.status().prefixes().values().stream().allMatch(size -> size == 0));
        back.close();
    }
}
