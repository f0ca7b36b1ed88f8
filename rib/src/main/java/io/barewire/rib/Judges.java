package io.barewire.rib;

import java.util.HashMap;
import java.util.Map;

/// One [Judge] for each policy in use, whoever uses it.
final class Judges {
    private final AttributeTable attributes;
    private final Map<RoutePolicy, Judge> judges = new HashMap<>();

    Judges(AttributeTable attributes) {
        this.attributes = attributes;
    }

    /// To be given back with [#release].
    Judge of(RoutePolicy policy) {
        Judge judge = judges.computeIfAbsent(policy, missing -> new Judge(missing, attributes));
        judge.uses++;
        return judge;
    }

    void release(Judge judge) {
        if (--judge.uses == 0) {
            judge.clear();
            judges.remove(judge.policy());
        }
    }

    long estimatedOctets() {
        return judges.values().stream().mapToLong(Judge::estimatedOctets).sum();
    }
}
