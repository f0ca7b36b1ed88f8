package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.plan.Handover;
import io.barewire.mesh.plan.Handover.Held;
import io.barewire.mesh.plan.Handover.Patience;
import io.barewire.mesh.plan.Handover.Tie;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// From a session with `old` to one with `new`, beside a table of 100,000 routes of which most come over the latter.
class HandoverWatchTest {
    private static final int SIZE = 100_000;
    private static final IpAddress OLD_ADDRESS = IpAddress.parse("192.0.2.1");
    private static final PeerId OLD = new PeerId(OLD_ADDRESS.toString());
    private static final PeerId NEW = new PeerId("192.0.2.2");

    /// Whose policy lets everything in.
    private static final List<PeerConfig> PEERS = List.of(PeerConfig.builder(OLD_ADDRESS, RemoteAs.of(64512))
            .policy(PeerPolicy.EVERYTHING)
            .build());

    private final Handover handover = new Handover(
            new Patience(Duration.ofMillis(30), Duration.ofMillis(300)),
            Map.of(NEW, new Tie(false, false, true)),
            Map.of(OLD, new Held(new Tie(false, false, false), 0)),
            Set.of(NEW));

    private final Table table = new Table();
    private final HandoverWatch watch = new HandoverWatch(Duration.ofMillis(50));

    private static final class Table implements HandoverWatch.Tables {
        private final Set<PeerId> awaited = new HashSet<>();
        private final Set<Integer> overOld = new HashSet<>();
        private final List<Integer> pages = new ArrayList<>();

        @Override
        public CompletableFuture<Set<PeerId>> awaited() {
            return CompletableFuture.completedFuture(Set.copyOf(awaited));
        }

        @Override
        public CompletableFuture<List<LocRibEntry>> routes(RouteQuery query) {
            int begin = query.after().map(Table::number).orElse(-1) + 1;
            List<LocRibEntry> page = new ArrayList<>();
            for (int i = begin; i < SIZE && page.size() < query.limit(); i++) {
                page.add(entry(i));
            }
            pages.add(page.size());
            return CompletableFuture.completedFuture(page);
        }

        private static Prefix prefix(int number) {
            return Prefix.of(IpAddress.ipv4(number << 8), 24);
        }

        private static int number(Prefix prefix) {
            return (int) (prefix.high() >>> 40);
        }

        private LocRibEntry entry(int number) {
            LocRibEntry.Path path = new LocRibEntry.Path(
                    Optional.of(overOld.contains(number) ? OLD : NEW),
                    0,
                    Optional.of(NextHop.of(OLD_ADDRESS)),
                    PathAttributes.of(List.of()),
                    true,
                    Optional.empty(),
                    Optional.empty());
            return new LocRibEntry(prefix(number), List.of(path), Optional.empty());
        }

        int looks() {
            int all = pages.stream().mapToInt(size -> size).sum();
            pages.clear();
            return all;
        }
    }

    private boolean goesOn() {
        return watch.look(handover, PEERS, table, 100).next().isUnderWay();
    }

    @Test
    void noRouteIsLookedAtBeforeTheNewPeersHaveToldAll() {
        table.awaited.add(NEW);
        assertTrue(goesOn());
        assertEquals(0, table.looks());
    }

    @Test
    void whatItWaitsForIsLookedAtFirstAndTheRestWhenThatHasCome() {
        table.overOld.add(70_000);
        assertTrue(goesOn());
        table.looks();
        for (int i = 0; i < 10; i++) {
            assertTrue(goesOn());
            assertEquals(100, table.looks());
        }
        table.overOld.add(20_000);
        table.overOld.remove(70_000);
        assertTrue(goesOn());
        table.looks();
        assertTrue(goesOn());
        assertEquals(100, table.looks());
        table.overOld.clear();
        assertFalse(goesOn());
    }

    @Test
    void aRoutingThreadThatDoesNotAnswerHoldsNothingLongerThanTheLongestTime() {
        HandoverWatch.Tables silent = new HandoverWatch.Tables() {
            @Override
            public CompletableFuture<Set<PeerId>> awaited() {
                return new CompletableFuture<>();
            }

            @Override
            public CompletableFuture<List<LocRibEntry>> routes(RouteQuery query) {
                return new CompletableFuture<>();
            }
        };
        assertEquals(handover, watch.look(handover, PEERS, silent, 299).next());
        Handover.Seen seen = watch.look(handover, PEERS, silent, 300);
        assertFalse(seen.next().isUnderWay());
        assertTrue(seen.gaveUp());
    }
}
