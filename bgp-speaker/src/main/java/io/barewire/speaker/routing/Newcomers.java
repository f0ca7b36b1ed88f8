package io.barewire.speaker.routing;

import io.barewire.rib.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Peers whose sessions have just come up, and who hear nothing yet: those that come up together are told together, in
/// one update group, and not each alone. A hundred peers that are told a table one by one cost a hundred times as much.
final class Newcomers {
    /// So long after the last one has come up, in milliseconds: more than the next handshake takes, less than anybody
    /// notices.
    static final long QUIET_MILLIS = 20;
    /// But nobody waits longer than this.
    static final long LONGEST_MILLIS = 200;

    private final Deadlines deadlines;
    /// When each came up, in that order.
    private final Map<PeerId, Long> since = new LinkedHashMap<>();

    private long last;
    private boolean waiting;

    Newcomers(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    void up(PeerId peer) {
        last = deadlines.now();
        since.remove(peer);
        since.put(peer, last);
    }

    void down(PeerId peer) {
        since.remove(peer);
    }

    /// Those whose wait is over; they are newcomers no more.
    List<PeerId> takeReady() {
        if (since.isEmpty()) {
            return List.of();
        }
        long now = deadlines.now();
        List<PeerId> ready = new ArrayList<>();
        for (var each = since.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<PeerId, Long> first = each.next();
            if (now - last < QUIET_MILLIS && now - first.getValue() < LONGEST_MILLIS) {
                waitUntil(Math.min(last + QUIET_MILLIS, first.getValue() + LONGEST_MILLIS));
                break; // and whoever came later waits as well
            }
            ready.add(first.getKey());
            each.remove();
        }
        return ready;
    }

    /// Nothing but the time passes then, and whoever drives the tables sends what there is to send. When others have
    /// come up meanwhile, [#takeReady] waits once more.
    private void waitUntil(long then) {
        if (!waiting) {
            waiting = true;
            deadlines.after(then - deadlines.now(), () -> waiting = false);
        }
    }
}
