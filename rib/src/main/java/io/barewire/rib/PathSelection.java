package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Arrays;

/// [BestPath] over packed columns: the same steps with the same outcome, without an object for a path. Candidates are
/// put in, [#decide] moves what a step removes to the back, and the best is what stays in front. Used again and again.
final class PathSelection {
    private static final Step[] STEPS = Step.values();

    private final AddressFamily family;
    private final AttributeTable attributes;
    private final Sessions sessions;
    private int number;
    private int[] slots = new int[16];
    private int[] sets = new int[16];
    private int count;
    private int left;
    private int equal;

    PathSelection(AddressFamily family, AttributeTable attributes, Sessions sessions) {
        this.family = family;
        this.attributes = attributes;
        this.sessions = sessions;
    }

    /// Forgets all candidates; the next ones are for this prefix.
    void begin(int prefix) {
        number = prefix;
        count = 0;
    }

    void add(int slot, int set) {
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
            sets = Arrays.copyOf(sets, 2 * count);
        }
        slots[count] = slot;
        sets[count++] = set;
    }

    int count() {
        return count;
    }

    /// Decides among at least one candidate. Our own prefix is not one: where there is one, nothing needs deciding.
    ///
    /// @param relax equal paths need not be alike ([RibSettings#multipathRelax])
    void decide(boolean relax) {
        left = count;
        equal = count;
        for (Step step : STEPS) {
            if (left == 1) {
                break;
            }
            switch (step) {
                case LOCAL -> {}
                case LONG_LIVED_STALE,
                        LOCAL_PREF,
                        AS_PATH_LENGTH,
                        ORIGIN,
                        EXTERNAL,
                        INTERIOR_COST,
                        BGP_IDENTIFIER,
                        CLUSTER_LIST_LENGTH,
                        PATH_IDENTIFIER -> keepLowest(step);
                case MULTI_EXIT_DISC -> keepLowestMedPerNeighborAs();
                case PEER_ADDRESS -> keepLowestPeerAddress();
            }
            if (step.compareTo(Step.INTERIOR_COST) <= 0) {
                equal = left;
            }
        }
        if (!relax) {
            keepLikeBest();
        }
    }

    /// The slot of the best path, after [#decide].
    int bestSlot() {
        return slots[0];
    }

    /// Takes the first candidate out, so that the next best can be found.
    void removeBest() {
        swap(0, --count);
    }

    /// How many paths are as good as the best, itself included.
    int equal() {
        return equal;
    }

    /// Puts the equal paths in their order, the best first.
    void sortEqual() {
        for (int i = 1; i < equal; i++) {
            for (int j = i; j > 0 && isBefore(j, j - 1); j--) {
                swap(j, j - 1);
            }
        }
    }

    int slot(int index) {
        return slots[index];
    }

    int set(int index) {
        return sets[index];
    }

    private void keepLowest(Step step) {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < left; i++) {
            lowest = Math.min(lowest, measure(step, i));
        }
        for (int i = left - 1; i >= 0; i--) {
            if (measure(step, i) != lowest) {
                swap(i, --left);
            }
        }
    }

    private long measure(Step step, int index) {
        int set = sets[index];
        return switch (step) {
            case LONG_LIVED_STALE -> attributes.longLivedStale(set) ? 1 : 0;
            case LOCAL_PREF -> -attributes.localPref(set);
            case AS_PATH_LENGTH -> attributes.asPathLength(set);
            case ORIGIN -> attributes.origin(set);
            case EXTERNAL -> session(index).info().external() ? 0 : 1;
            case INTERIOR_COST -> attributes.interiorCost(set);
            case BGP_IDENTIFIER -> identifier(index);
            case CLUSTER_LIST_LENGTH -> attributes.clusterListLength(set);
            case PATH_IDENTIFIER -> pathId(index);
            case LOCAL, MULTI_EXIT_DISC, PEER_ADDRESS -> throw new IllegalArgumentException(step + " has no measure");
        };
    }

    private void keepLowestMedPerNeighborAs() {
        // A path that goes loses to one that stays, or to one that lost to that: so looking at what is left will do.
        for (int i = left - 1; i >= 0; i--) {
            if (hasLowerMed(i)) {
                swap(i, --left);
            }
        }
    }

    private boolean hasLowerMed(int index) {
        long med = attributes.med(sets[index]);
        int neighborAs = attributes.neighborAs(sets[index]);
        for (int i = 0; med > 0 && i < left; i++) {
            if (attributes.med(sets[i]) < med && attributes.neighborAs(sets[i]) == neighborAs) {
                return true;
            }
        }
        return false;
    }

    private void keepLowestPeerAddress() {
        for (int i = 1; i < left; i++) {
            if (peerAddress(i).compareTo(peerAddress(0)) < 0) {
                swap(0, i);
            }
        }
        for (int i = left - 1; i > 0; i--) {
            if (!peerAddress(i).equals(peerAddress(0))) {
                swap(i, --left);
            }
        }
    }

    private void keepLikeBest() {
        boolean external = session(0).info().external();
        for (int i = equal - 1; i > 0; i--) {
            boolean like = external
                    ? attributes.neighborAs(sets[i]) == attributes.neighborAs(sets[0])
                    : attributes.sameAsPath(sets[i], sets[0]);
            if (!like) {
                swap(i, --equal);
            }
        }
    }

    private boolean isBefore(int one, int other) {
        int order = Long.compare(identifier(one), identifier(other));
        if (order == 0) {
            order = Integer.compare(attributes.clusterListLength(sets[one]), attributes.clusterListLength(sets[other]));
        }
        if (order == 0) {
            order = peerAddress(one).compareTo(peerAddress(other));
        }
        return order == 0 ? pathId(one) < pathId(other) : order < 0;
    }

    private IpAddress peerAddress(int index) {
        return session(index).info().peerAddress();
    }

    private long pathId(int index) {
        return Integer.toUnsignedLong(sessions.at(slots[index]).in(family).pathId(number));
    }

    private long identifier(int index) {
        int set = sets[index];
        return Integer.toUnsignedLong(
                attributes.hasOriginator(set)
                        ? attributes.originatorId(set)
                        : session(index).identifier());
    }

    private Session session(int index) {
        return sessions.at(slots[index]).session();
    }

    private void swap(int one, int other) {
        int slot = slots[one];
        slots[one] = slots[other];
        slots[other] = slot;
        int set = sets[one];
        sets[one] = sets[other];
        sets[other] = set;
    }
}
