package io.barewire.speaker.routing;

import io.barewire.rib.PeerId;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.AddressFamily;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// After a restart of ours: whose routes must be here before any is chosen and told (RFC 4724 §4.1).
///
/// Those are the peers that we are restarter to, until each has sent its End-of-RIB markers. A peer that restarts just
/// as we do is not waited for, or everybody would wait for everybody; nor is one that does not know graceful restart,
/// and after our restart time none that has not come: it has given up our routes as we give up waiting for its.
final class SelectionDeferral {
    private final Map<PeerId, Set<AddressFamily>> waiting = new HashMap<>();
    private final Set<PeerId> seen = new HashSet<>();

    SelectionDeferral(Collection<PeerId> restarterTo) {
        restarterTo.forEach(peer -> waiting.put(peer, EnumSet.allOf(AddressFamily.class)));
    }

    void up(PeerId peer, RestartTerms terms, Set<AddressFamily> families) {
        seen.add(peer);
        if (!terms.offered() || terms.restarting()) {
            waiting.remove(peer);
        } else {
            waiting.computeIfPresent(peer, (_, _) -> EnumSet.copyOf(families));
        }
    }

    void endOfRib(PeerId peer, AddressFamily family) {
        waiting.computeIfPresent(peer, (_, families) -> {
            families.remove(family);
            return families.isEmpty() ? null : families;
        });
    }

    void removed(PeerId peer) {
        waiting.remove(peer);
    }

    /// Our restart time is over.
    void restartTimeIsOver() {
        waiting.keySet().retainAll(seen);
    }

    void giveUp() {
        waiting.clear();
    }

    boolean isOver() {
        return waiting.isEmpty();
    }
}
