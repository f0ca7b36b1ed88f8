package io.barewire.rib;

import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.Optional;
import java.util.Set;

/// Something that may be asked of a route's attributes and next hop, as they are before any rule changes them. What is
/// asked of its prefix is a [PrefixFilter].
public sealed interface Condition {
    /// Has at least one of these communities.
    record AnyCommunity(Set<Community> of) implements Condition {
        public AnyCommunity {
            of = nonEmpty(of);
        }
    }

    /// Has every one of these communities.
    record AllCommunities(Set<Community> of) implements Condition {
        public AllCommunities {
            of = nonEmpty(of);
        }
    }

    /// The length that the decision process compares is within these, both included.
    record AsPathLength(int minimum, int maximum) implements Condition {
        public AsPathLength {
            if (minimum < 0 || maximum < minimum) {
                throw new IllegalArgumentException("no AS path is " + minimum + " to " + maximum + " long");
            }
        }
    }

    /// The last AS of the path is one of these. A path that is empty, or ends with a set, has none.
    record OriginAs(Set<Long> of) implements Condition {
        public OriginAs {
            of = nonEmpty(of);
        }
    }

    /// The first AS of the path, from which it came into ours, is one of these. A path that is empty, or begins with a
    /// set, has none.
    record NeighborAs(Set<Long> of) implements Condition {
        public NeighborAs {
            of = nonEmpty(of);
            if (of.contains(0L)) {
                throw new IllegalArgumentException("AS 0 is nobody's neighbor (RFC 7607)");
            }
        }
    }

    /// The AS is somewhere in the path.
    record AsPathContains(long as) implements Condition {}

    /// MULTI_EXIT_DISC is within these, both included; a missing one is 0, as in the decision process.
    record Med(long minimum, long maximum) implements Condition {
        public Med {
            if (minimum < 0 || maximum < minimum) {
                throw new IllegalArgumentException("no MED is within " + minimum + " to " + maximum);
            }
        }
    }

    /// The next hop lies within one of these. Our own prefixes have none yet.
    record NextHopWithin(Set<Prefix> networks) implements Condition {
        public NextHopWithin {
            networks = nonEmpty(networks);
        }
    }

    record OriginIs(Origin.Kind kind) implements Condition {}

    /// It is our own prefix, not one that a peer told us.
    record Originated() implements Condition {}

    record Not(Condition what) implements Condition {}

    /// @param nextHop empty for our own prefixes
    default boolean holds(Optional<NextHop> nextHop, PathAttributes attributes) {
        return switch (this) {
            case AnyCommunity(Set<Community> of) ->
                CommunityLists.of(attributes).stream().anyMatch(of::contains);
            case AllCommunities(Set<Community> of) ->
                CommunityLists.of(attributes).containsAll(of);
            case AsPathLength(int minimum, int maximum) -> {
                int length = AsPaths.length(AsPaths.of(attributes));
                yield length >= minimum && length <= maximum;
            }
            case OriginAs(Set<Long> of) ->
                AsPaths.originAs(AsPaths.of(attributes)).filter(of::contains).isPresent();
            case NeighborAs(Set<Long> of) -> of.contains(AsPaths.neighborAs(AsPaths.of(attributes), 0));
            case AsPathContains(long as) -> AsPaths.contains(AsPaths.of(attributes), as);
            case Med(long minimum, long maximum) -> {
                long med = attributes
                        .get(MultiExitDisc.class)
                        .map(MultiExitDisc::metric)
                        .orElse(0L);
                yield med >= minimum && med <= maximum;
            }
            case NextHopWithin(Set<Prefix> networks) ->
                nextHop.map(NextHop::address)
                        .filter(hop -> within(networks, hop))
                        .isPresent();
            case OriginIs(Origin.Kind kind) ->
                attributes
                        .get(Origin.class)
                        .map(Origin::kind)
                        .filter(kind::equals)
                        .isPresent();
            case Originated() -> nextHop.isEmpty();
            case Not(Condition what) -> !what.holds(nextHop, attributes);
        };
    }

    private static boolean within(Set<Prefix> networks, IpAddress hop) {
        return networks.stream().anyMatch(network -> network.family() == hop.family() && network.contains(hop));
    }

    private static <T> Set<T> nonEmpty(Set<T> of) {
        if (of.isEmpty()) {
            throw new IllegalArgumentException("a condition without anything to look for");
        }
        return Set.copyOf(of);
    }
}
