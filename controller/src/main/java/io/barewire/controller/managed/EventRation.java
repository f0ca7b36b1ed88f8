package io.barewire.controller.managed;

import io.barewire.kubernetes.Budget;
import io.barewire.mesh.objects.ObjectKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// So many Events: of an object and reason one a minute, however often it changes, and of all of them some at once and
/// then one a second, however many objects there are. What has to wait is told later, as it is then. For one thread.
final class EventRation {
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final int BURST = 50;

    private static final Duration EACH = Duration.ofSeconds(1);

    private record About(String kind, ObjectKey object, String reason) {}

    private final Budget budget;

    /// No more than may be told within a minute.
    private final Map<About, Long> told = new HashMap<>();

    /// @param now of a clock that never goes back, in nanoseconds, here and below
    EventRation(long now) {
        this.budget = new Budget(BURST, EACH, now);
    }

    /// Whether it may be told now; then it counts as told.
    boolean take(String kind, ObjectKey object, String reason, long now) {
        told.values().removeIf(at -> now - at >= PAUSE.toNanos());
        About about = new About(kind, object, reason);
        if (told.containsKey(about) || !budget.pause(now).isZero()) {
            return false;
        }
        budget.take(now, 1);
        told.put(about, now);
        return true;
    }
}
