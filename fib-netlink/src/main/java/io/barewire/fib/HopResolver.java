package io.barewire.fib;

import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.NextHop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns the next hops that BGP names into those that the kernel needs. A link-local gateway means nothing
/// without its interface, which is the one that reaches the global address beside it (RFC 2545 §3).
///
/// Remembers the answers: few sets of next hops serve many prefixes, which then share one object.
final class HopResolver {
    private static final int REMEMBERED = 4096;

    private final Map<List<ScopedNextHop>, Resolution> answers = new HashMap<>();
    private Interfaces interfaces = Interfaces.NONE;

    sealed interface Resolution {
        /// @param nextHops the question, as an object that many prefixes can share
        /// @param reachable the hops on a network of ours whose link is up: what to fall back to when the
        ///     kernel refuses the whole set
        record Forwards(List<ScopedNextHop> nextHops, Forwarding all, Forwarding reachable) implements Resolution {}

        record Fails(List<ScopedNextHop> nextHops, String why) implements Resolution {}

        List<ScopedNextHop> nextHops();
    }

    void interfaces(Interfaces interfaces) {
        this.interfaces = interfaces;
        answers.clear();
    }

    Interfaces interfaces() {
        return interfaces;
    }

    Resolution resolve(List<ScopedNextHop> nextHops) {
        Resolution known = answers.get(nextHops);
        if (known != null) {
            return known;
        }
        if (answers.size() >= REMEMBERED) {
            answers.clear();
        }
        Resolution answer = resolveAnew(nextHops);
        answers.put(nextHops, answer);
        return answer;
    }

    private Resolution resolveAnew(List<ScopedNextHop> nextHops) {
        List<Hop> all = new ArrayList<>();
        List<Hop> reachable = new ArrayList<>();
        for (ScopedNextHop scoped : nextHops) {
            if (all.size() == Route.MAXIMUM_HOPS) {
                break;
            }
            NextHop nextHop = scoped.nextHop();
            Optional<Link> link = interfaces.onLink(nextHop.address());
            Optional<Hop> hop = hop(nextHop, link);
            hop.ifPresent(all::add);
            if (link.isPresent() && link.get().isRunning()) {
                hop.ifPresent(reachable::add);
            }
        }
        return all.isEmpty()
                ? new Resolution.Fails(nextHops, "link-local next hop without an interface")
                : new Resolution.Forwards(nextHops, Forwarding.unicast(all), Forwarding.unicast(reachable));
    }

    private static Optional<Hop> hop(NextHop nextHop, Optional<Link> link) {
        if (nextHop.linkLocal().isPresent() && link.isPresent()) {
            return Optional.of(Hop.via(nextHop.linkLocal().get(), link.get().index()));
        }
        return nextHop.address().isLinkLocal() ? Optional.empty() : Optional.of(Hop.via(nextHop.address()));
    }
}
