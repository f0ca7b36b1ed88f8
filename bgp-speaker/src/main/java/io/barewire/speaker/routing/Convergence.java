package io.barewire.speaker.routing;

import io.barewire.rib.PeerId;
import io.barewire.wire.AddressFamily;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Whose End-of-RIB markers (RFC 4724 §2) are still to come after a start. A peer counts as done once it has sent
/// those of all its session's families, even if it is lost afterwards.
final class Convergence {
    private final Map<PeerId, Set<AddressFamily>> waiting = new HashMap<>();

    /// Peers added after the start are waited for as well; those removed no longer.
    void configure(Collection<PeerId> before, Collection<PeerId> now) {
        waiting.keySet().retainAll(now);
        for (PeerId peer : now) {
            if (!before.contains(peer)) {
                waiting.put(peer, EnumSet.allOf(AddressFamily.class));
            }
        }
    }

    void up(PeerId peer, Set<AddressFamily> families) {
        waiting.computeIfPresent(peer, (_, _) -> EnumSet.copyOf(families));
    }

    void endOfRib(PeerId peer, AddressFamily family) {
        waiting.computeIfPresent(peer, (_, families) -> {
            families.remove(family);
            return families.isEmpty() ? null : families;
        });
    }

    Set<PeerId> awaited() {
        return Set.copyOf(waiting.keySet());
    }

    boolean isComplete() {
        return waiting.isEmpty();
    }
}
