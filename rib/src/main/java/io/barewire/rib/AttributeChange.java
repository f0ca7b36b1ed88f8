package io.barewire.rib;

import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a rule does to the attributes of a route that it matches.
public sealed interface AttributeChange {
    /// On routes for external peers without effect: LOCAL_PREF is not told to them (RFC 4271 §5.1.5).
    record SetLocalPref(long preference) implements AttributeChange {
        public SetLocalPref {
            unsigned32(preference, "local preference");
        }
    }

    record SetMed(long metric) implements AttributeChange {
        public SetMed {
            unsigned32(metric, "MED");
        }
    }

    record RemoveMed() implements AttributeChange {}

    /// Puts these behind the communities that are there.
    record AddCommunities(List<Community> added) implements AttributeChange {
        public AddCommunities {
            added = List.copyOf(added);
        }
    }

    record RemoveCommunities(Set<Community> removed) implements AttributeChange {
        public RemoveCommunities {
            removed = Set.copyOf(removed);
        }
    }

    /// Leaves these and no other, of all three kinds.
    record ReplaceCommunities(List<Community> by) implements AttributeChange {
        public ReplaceCommunities {
            by = List.copyOf(by);
        }
    }

    /// Makes the AS_PATH longer by one AS, so many times over. On the way to an external peer our own AS still comes
    /// in front of it.
    record Prepend(long as, int times) implements AttributeChange {
        public static final int MOST_TIMES = 64;

        public Prepend {
            if (as < 1 || as > 0xFFFFFFFFL || times < 1 || times > MOST_TIMES) {
                throw new IllegalArgumentException("AS " + as + ", " + times + " times: 1 to 4294967295 and 1 to "
                        + MOST_TIMES + " times are possible");
            }
        }
    }

    /// Takes private AS numbers (RFC 6996) out of the AS_PATH, wherever they are.
    record RemovePrivateAs() implements AttributeChange {}

    default PathAttributes apply(PathAttributes to) {
        return switch (this) {
            case SetLocalPref(long preference) -> to.with(new LocalPref(preference));
            case SetMed(long metric) -> to.with(new MultiExitDisc(metric));
            case RemoveMed() -> to.without(MultiExitDisc.class);
            case AddCommunities(List<Community> added) -> {
                Set<Community> all = CommunityLists.of(to);
                all.addAll(added);
                yield CommunityLists.with(to, all);
            }
            case RemoveCommunities(Set<Community> removed) -> {
                Set<Community> left = CommunityLists.of(to);
                left.removeAll(removed);
                yield CommunityLists.with(to, left);
            }
            case ReplaceCommunities(List<Community> by) -> CommunityLists.with(to, new LinkedHashSet<>(by));
            case Prepend(long as, int times) -> to.with(AsPaths.of(to).prepend(as, times));
            case RemovePrivateAs() -> to.with(AsPaths.withoutPrivate(AsPaths.of(to)));
        };
    }

    /// All of them, one after the other; empty when the result is longer than BGP can say.
    static Optional<PathAttributes> applyAll(List<AttributeChange> changes, PathAttributes to) {
        PathAttributes out = to;
        try {
            for (AttributeChange change : changes) {
                out = change.apply(out);
            }
        } catch (IllegalArgumentException tooLong) {
            return Optional.empty(); // changes are checked when made, so nothing else can be wrong
        }
        return Optional.of(out);
    }

    private static void unsigned32(long value, String what) {
        if (value < 0 || value > 0xFFFFFFFFL) {
            throw new IllegalArgumentException(what + " " + value + " is not within 0 to 4294967295");
        }
    }
}
