package io.barewire.speaker.routing;

import io.barewire.rib.PeerId;
import java.util.HashMap;
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
    private final Map<PeerId, Long> since = new HashMap<>();
    private long last;

    Newcomers(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    void up(PeerId peer) {
        last = deadlines.now();
        since.put(peer, last);
        // Nothing but the time passes then, and whoever drives the tables sends what there is to send.
        deadlines.after(QUIET_MILLIS, () -> {});
        deadlines.after(LONGEST_MILLIS, () -> {});
    }

    void down(PeerId peer) {
        since.remove(peer);
    }

    boolean waits(PeerId peer) {
        Long up = since.get(peer);
        if (up == null) {
            return false;
        }
        long now = deadlines.now();
        if (now - last < QUIET_MILLIS && now - up < LONGEST_MILLIS) {
            return true;
        }
        since.remove(peer);
        return false;
    }
}
