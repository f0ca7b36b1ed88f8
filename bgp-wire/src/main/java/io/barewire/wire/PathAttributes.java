package io.barewire.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The attributes that a set of routes share: immutable, without repeats, in ascending order of type code, equal by
/// content. The next hop and the NLRI are not among them.
public final class PathAttributes {
    public static final PathAttributes NONE = new PathAttributes(List.of());

    private final List<PathAttribute> list;

    private PathAttributes(List<PathAttribute> list) {
        this.list = list;
    }

    /// @throws IllegalArgumentException when two are of one type
    public static PathAttributes of(List<PathAttribute> attributes) {
        List<PathAttribute> sorted = new ArrayList<>(attributes);
        sorted.sort(Comparator.comparingInt(PathAttributes::typeCode));
        for (int i = 1; i < sorted.size(); i++) {
            if (typeCode(sorted.get(i - 1)) == typeCode(sorted.get(i))) {
                throw new IllegalArgumentException("attribute type " + typeCode(sorted.get(i)) + " appears twice");
            }
        }
        return sorted.isEmpty() ? NONE : new PathAttributes(List.copyOf(sorted));
    }

    public static PathAttributes of(PathAttribute... attributes) {
        return of(List.of(attributes));
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    public List<PathAttribute> list() {
        return list;
    }

    /// The attribute of a kind; for [PathAttribute.Unknown] the first one.
    public <A extends PathAttribute> Optional<A> get(Class<A> kind) {
        return list.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// The IANA type code.
    static int typeCode(PathAttribute attribute) {
        return switch (attribute) {
            case PathAttribute.Origin _ -> 1;
            case PathAttribute.AsPath _ -> 2;
            case PathAttribute.MultiExitDisc _ -> 4;
            case PathAttribute.LocalPref _ -> 5;
            case PathAttribute.AtomicAggregate _ -> 6;
            case PathAttribute.Aggregator _ -> 7;
            case PathAttribute.Communities _ -> 8;
            case PathAttribute.OriginatorId _ -> 9;
            case PathAttribute.ClusterList _ -> 10;
            case PathAttribute.ExtendedCommunities _ -> 16;
            case PathAttribute.LargeCommunities _ -> 32;
            case PathAttribute.Unknown unknown -> unknown.type();
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathAttributes that && list.equals(that.list);
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
