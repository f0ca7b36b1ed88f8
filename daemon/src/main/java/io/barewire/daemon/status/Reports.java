package io.barewire.daemon.status;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reports on their way. Of one object and reason there is one at most, the latest, with how many it stands for, and
/// one a minute leaves; so a session that flaps is one line that counts. Confined to one thread.
final class Reports {
    /// Objects and reasons that wait or left within the last minute; more are dropped and counted.
    static final int MOST = 256;

    static final Duration PAUSE = Duration.ofMinutes(1);

    private record Key(Report.About about, Report.Reason reason) {}

    /// @param count how many reports of this kind there were since the last one left
    record Due(Report report, int count) {}

    private final Map<Key, Due> waiting = new LinkedHashMap<>();
    private final Map<Key, Long> left = new LinkedHashMap<>();
    private long dropped;

    /// @param now of a clock that never goes back, in nanoseconds
    void offer(Report report, long now) {
        left.values().removeIf(at -> now - at >= PAUSE.toNanos());
        Key key = new Key(report.about(), report.reason());
        Due before = waiting.get(key);
        if (before == null && waiting.size() + left.size() >= MOST) {
            dropped++;
            return;
        }
        waiting.put(key, new Due(report, before == null ? 1 : before.count() + 1));
    }

    /// The next one that may leave; it has left.
    Optional<Due> poll(long now) {
        Iterator<Map.Entry<Key, Due>> each = waiting.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Key, Due> next = each.next();
            Long before = left.get(next.getKey());
            if (before == null || now - before >= PAUSE.toNanos()) {
                each.remove();
                left.put(next.getKey(), now);
                return Optional.of(next.getValue());
            }
        }
        return Optional.empty();
    }

    /// It has not left: it waits again, as if nobody had polled it.
    void putBack(Due due) {
        Key key = new Key(due.report().about(), due.report().reason());
        left.remove(key);
        waiting.put(key, due);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// How many were dropped since this was asked last.
    long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }
}
