package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// RFC 8326.
class GracefulShutdownTest {
    private static final String EXTERNAL = "10.0.0.11";
    private static final String OTHER = "10.0.0.12";
    private static final String INTERNAL = "10.0.0.13";
    private static final String NET = "10.244.1.0/24";
    private static final Communities MARK = new Communities(List.of(Communities.GRACEFUL_SHUTDOWN));

    private final TestRib test = new TestRib();

    private static long localPref(PathAttributes attributes) {
        return attributes.get(LocalPref.class).map(LocalPref::preference).orElse(100L);
    }

    /// §4.3: the other way is longer, and taken; the whole AS hears that the first one is the last resort.
    @Test
    void aMarkedRouteIsTheLastResort() {
        test.up(EXTERNAL, 65001);
        test.up(OTHER, 65002);
        test.up(INTERNAL, TestRib.AS);
        test.announce(EXTERNAL, TestRib.path(65001), NET);
        test.announce(OTHER, TestRib.path(65002, 7, 8), NET);
        assertEquals(List.of(EXTERNAL), test.used(NET));
        test.announce(EXTERNAL, TestRib.path(65001).with(MARK), NET);
        assertEquals(List.of(OTHER), test.used(NET));
        test.told(INTERNAL);
        test.withdraw(OTHER, NET);
        assertEquals(0, localPref(toldTo(INTERNAL).orElseThrow()));
    }

    @Test
    void unlessWeDoNotHeedIt() {
        test.up(EXTERNAL, 65001, SessionTerms.PLAIN.withHeedsShutdown(false));
        test.up(OTHER, 65002);
        test.announce(EXTERNAL, TestRib.path(65001).with(MARK), NET);
        test.announce(OTHER, TestRib.path(65002, 7, 8), NET);
        assertEquals(List.of(EXTERNAL), test.used(NET));
    }

    /// Within the AS the border router has said what there is to say.
    @Test
    void anInternalPeersMarkChangesNothing() {
        test.up(INTERNAL, TestRib.AS);
        test.announce(INTERNAL, TestRib.path(65009).with(MARK).with(new LocalPref(200)), NET);
        PathAttributes kept = test.rib
                .received(new PeerId(INTERNAL), RouteQuery.first(1))
                .getFirst()
                .attributes();
        assertEquals(200, localPref(kept));
    }

    /// §4.2, and back again.
    @Test
    void whoShutsDownMarksWhatItTells() {
        test.up(EXTERNAL, 65001);
        test.up(INTERNAL, TestRib.AS);
        test.up(OTHER, 65002);
        test.announce(OTHER, TestRib.path(65002), NET);
        assertFalse(isMarked(toldTo(EXTERNAL)));
        assertEquals(100, localPref(toldTo(INTERNAL).orElseThrow()));
        for (String peer : List.of(EXTERNAL, INTERNAL)) {
            test.rib.setShuttingDown(new PeerId(peer), true);
        }
        assertTrue(isMarked(toldTo(EXTERNAL)));
        assertEquals(0, localPref(toldTo(INTERNAL).orElseThrow()));
        assertEquals(Map.of(), test.told(OTHER));
        test.rib.setShuttingDown(new PeerId(EXTERNAL), false);
        assertFalse(isMarked(toldTo(EXTERNAL)));
    }

    private Optional<PathAttributes> toldTo(String peer) {
        return test.told(peer).getOrDefault(NET, Optional.empty());
    }

    private static boolean isMarked(Optional<PathAttributes> told) {
        return told.orElseThrow().get(Communities.class).equals(Optional.of(MARK));
    }
}
