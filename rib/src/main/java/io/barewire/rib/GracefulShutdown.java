package io.barewire.rib;

import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// Routes that are about to go, and say so beforehand (RFC 8326).
final class GracefulShutdown {
    private static final LocalPref LAST_RESORT = new LocalPref(0);

    private GracefulShutdown() {}

    /// What an external peer marked is used only where there is nothing else, in the whole AS (§4.3).
    static PathAttributes heeded(PathAttributes attributes) {
        return attributes.hasCommunity(Communities.GRACEFUL_SHUTDOWN) ? attributes.with(LAST_RESORT) : attributes;
    }

    /// Marked for other ASes, and the last resort within our own (§4.2).
    static PathAttributes told(PathAttributes attributes, boolean external) {
        if (!external) {
            return attributes.with(LAST_RESORT);
        }
        if (attributes.hasCommunity(Communities.GRACEFUL_SHUTDOWN)) {
            return attributes;
        }
        List<Integer> values = new ArrayList<>(
                attributes.get(Communities.class).map(Communities::values).orElse(List.of()));
        values.add(Communities.GRACEFUL_SHUTDOWN);
        return attributes.with(new Communities(values));
    }
}
