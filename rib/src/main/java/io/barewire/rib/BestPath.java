package io.barewire.rib;

import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttributes;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// The decision process (RFC 4271 §9.1.2) over values: the words of the RFC, step by step. Views are made with it;
/// the tables use [PathSelection], which decides the same over packed columns, and tests hold the two together.
final class BestPath {
    private BestPath() {}

    /// A path that may be used.
    ///
    /// @param local our own prefix; the other parts are then of no account
    /// @param bgpIdentifier of the peer that told it
    /// @param pathId what the peer calls the path (RFC 7911); 0 without ADD-PATH
    record Candidate(
            boolean local,
            PathAttributes attributes,
            NextHop nextHop,
            boolean external,
            long interiorCost,
            IpAddress bgpIdentifier,
            IpAddress peerAddress,
            int pathId) {
        long localPref() {
            return attributes.get(LocalPref.class).map(LocalPref::preference).orElse(AttributeTable.DEFAULT_LOCAL_PREF);
        }

        boolean longLivedStale() {
            return attributes
                    .get(Communities.class)
                    .filter(list -> list.values().contains(Communities.LLGR_STALE))
                    .isPresent();
        }

        AsPath asPath() {
            return AsPaths.of(attributes);
        }

        Origin.Kind origin() {
            return attributes.get(Origin.class).map(Origin::kind).orElse(Origin.Kind.INCOMPLETE);
        }

        long med() {
            return attributes
                    .get(MultiExitDisc.class)
                    .map(MultiExitDisc::metric)
                    .orElse(0L);
        }

        /// RFC 4456 §9: the originator's where there is one.
        long effectiveIdentifier() {
            return Integer.toUnsignedLong(attributes
                    .get(OriginatorId.class)
                    .map(OriginatorId::bgpIdentifier)
                    .orElse(bgpIdentifier.ipv4Bits()));
        }

        int clusterListLength() {
            return attributes
                    .get(ClusterList.class)
                    .map(list -> list.clusterIds().size())
                    .orElse(0);
        }
    }

    /// @param by the last step that was needed; empty when there was one candidate
    /// @param used the best and those equal to it, in a stable order
    /// @param lostBy the step that removed a candidate, by its identity; of all but the best
    record Decision(Candidate best, Optional<Step> by, List<Candidate> used, IdentityHashMap<Candidate, Step> lostBy) {}

    /// @param candidates at least one
    static Decision decide(List<Candidate> candidates, RibSettings self) {
        List<Candidate> left = candidates;
        List<Candidate> equal = candidates;
        Optional<Step> by = Optional.empty();
        IdentityHashMap<Candidate, Step> lostBy = new IdentityHashMap<>();
        for (Step step : Step.values()) {
            if (left.size() == 1) {
                break;
            }
            left.forEach(path -> lostBy.put(path, step));
            left = keep(step, left, self.localAs());
            left.forEach(lostBy::remove);
            by = Optional.of(step);
            if (step.compareTo(Step.INTERIOR_COST) <= 0) {
                equal = left;
            }
        }
        Candidate best = left.getFirst();
        // Two routing instances may lend the very same path; the last step has not told them apart.
        left.subList(1, left.size()).forEach(path -> lostBy.put(path, Step.PATH_IDENTIFIER));
        return new Decision(best, by, used(best, equal, self), lostBy);
    }

    private static List<Candidate> keep(Step step, List<Candidate> from, long localAs) {
        return switch (step) {
            case LOCAL -> lowest(from, path -> path.local() ? 0 : 1);
            case LONG_LIVED_STALE -> lowest(from, path -> path.longLivedStale() ? 1 : 0);
            case LOCAL_PREF -> lowest(from, path -> -path.localPref());
            case AS_PATH_LENGTH -> lowest(from, path -> AsPaths.length(path.asPath()));
            case ORIGIN -> lowest(from, path -> AttributeTable.rank(path.origin()));
            case MULTI_EXIT_DISC -> lowestMedPerNeighborAs(from, localAs);
            case EXTERNAL -> lowest(from, path -> path.external() ? 0 : 1);
            case INTERIOR_COST -> lowest(from, Candidate::interiorCost);
            case BGP_IDENTIFIER -> lowest(from, Candidate::effectiveIdentifier);
            case CLUSTER_LIST_LENGTH -> lowest(from, Candidate::clusterListLength);
            case PEER_ADDRESS -> lowestPeerAddress(from);
            case PATH_IDENTIFIER -> lowest(from, path -> Integer.toUnsignedLong(path.pathId()));
        };
    }

    private static List<Candidate> lowest(List<Candidate> from, ToLongFunction<Candidate> measure) {
        long lowest = from.stream().mapToLong(measure).min().orElseThrow();
        return from.stream().filter(path -> measure.applyAsLong(path) == lowest).toList();
    }

    private static List<Candidate> lowestPeerAddress(List<Candidate> from) {
        IpAddress lowest = from.stream()
                .map(Candidate::peerAddress)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return from.stream().filter(path -> path.peerAddress().equals(lowest)).toList();
    }

    private static List<Candidate> lowestMedPerNeighborAs(List<Candidate> from, long localAs) {
        return from.stream()
                .filter(path -> from.stream()
                        .noneMatch(other -> AsPaths.neighborAs(other.asPath(), localAs)
                                        == AsPaths.neighborAs(path.asPath(), localAs)
                                && other.med() < path.med()))
                .toList();
    }

    /// As FRR counts paths equal: still left after the interior cost, and from the same neighbor AS when external,
    /// with the very same AS_PATH when internal, unless that is relaxed.
    private static List<Candidate> used(Candidate best, List<Candidate> equal, RibSettings self) {
        if (best.local()) {
            return List.of(best);
        }
        List<Candidate> used = equal.stream()
                .filter(path -> self.multipathRelax() || alike(path, best, self.localAs()))
                .sorted(Comparator.comparingLong(Candidate::effectiveIdentifier)
                        .thenComparingInt(Candidate::clusterListLength)
                        .thenComparing(Candidate::peerAddress)
                        .thenComparingLong(path -> Integer.toUnsignedLong(path.pathId())))
                .toList();
        return List.copyOf(used.subList(0, Math.min(used.size(), self.maximumPaths())));
    }

    private static boolean alike(Candidate path, Candidate best, long localAs) {
        return best.external()
                ? AsPaths.neighborAs(path.asPath(), localAs) == AsPaths.neighborAs(best.asPath(), localAs)
                : path.asPath().equals(best.asPath());
    }
}
