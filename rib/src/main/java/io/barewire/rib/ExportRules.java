package io.barewire.rib;

import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.ExtendedCommunities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import io.barewire.wire.PathAttribute.Unknown;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// Which routes may be told to which kind of peer, and how their attributes change on the way (RFC 4271 §5.1, §9.1.3,
/// §9.2). Filters are applied elsewhere.
final class ExportRules {
    private static final int PARTIAL = 0x20;
    private static final long EXTENDED_NON_TRANSITIVE = 0x40L << 56; // RFC 4360 §2

    private ExportRules() {}

    /// Communities may keep a route in (RFC 1997).
    static boolean mayTell(boolean noExport, boolean noAdvertise, boolean toExternal) {
        return !noAdvertise && !(toExternal && noExport);
    }

    /// RFC 4456 §8, upon what [#passedOn] made of it: whose it was, unless that is known already, and our cluster in
    /// front of those that reflected it before.
    static PathAttributes reflected(PathAttributes passedOn, int originator, int clusterId) {
        List<Integer> clusters = new ArrayList<>(List.of(clusterId));
        passedOn.get(ClusterList.class).ifPresent(list -> clusters.addAll(list.clusterIds()));
        return passedOn.with(new OriginatorId(originator)).with(new ClusterList(clusters));
    }

    /// The attributes of our own prefixes.
    static PathAttributes originated(boolean toExternal, long localAs) {
        return toExternal
                ? PathAttributes.of(new Origin(Origin.Kind.IGP), AsPaths.prepend(localAs, AsPath.EMPTY))
                : PathAttributes.of(
                        new Origin(Origin.Kind.IGP), AsPath.EMPTY, new LocalPref(AttributeTable.DEFAULT_LOCAL_PREF));
    }

    /// The attributes of a learned route.
    static PathAttributes passedOn(PathAttributes learned, boolean toExternal, long localAs) {
        PathAttributes out = unknownPassedOn(learned);
        return toExternal ? toExternal(out, localAs) : toInternal(out);
    }

    private static PathAttributes toInternal(PathAttributes learned) {
        // RFC 4271 §5.1.5
        return learned.get(LocalPref.class).isPresent()
                ? learned
                : learned.with(new LocalPref(AttributeTable.DEFAULT_LOCAL_PREF));
    }

    private static PathAttributes toExternal(PathAttributes learned, long localAs) {
        PathAttributes out = learned.with(AsPaths.prepend(localAs, AsPaths.of(learned)))
                .without(LocalPref.class) // RFC 4271 §5.1.5
                .without(MultiExitDisc.class) // §5.1.4: not to other neighboring ASes
                .without(OriginatorId.class) // RFC 4456 §8, and the next
                .without(ClusterList.class);
        List<Long> communities = out.get(ExtendedCommunities.class)
                .map(ExtendedCommunities::values)
                .orElse(List.of());
        List<Long> transitive = communities.stream()
                .filter(value -> (value & EXTENDED_NON_TRANSITIVE) == 0)
                .toList();
        if (transitive.size() == communities.size()) {
            return out;
        }
        return transitive.isEmpty()
                ? out.without(ExtendedCommunities.class)
                : out.with(new ExtendedCommunities(transitive));
    }

    /// RFC 4271 §9: what we do not understand goes on marked partial; the decoder kept what is optional and transitive.
    private static PathAttributes unknownPassedOn(PathAttributes learned) {
        List<Unknown> unknown = learned.list().stream()
                .filter(Unknown.class::isInstance)
                .map(Unknown.class::cast)
                .toList();
        if (unknown.isEmpty()) {
            return learned;
        }
        PathAttributes out = learned;
        for (Unknown attribute : unknown) {
            out = out.with(new Unknown(attribute.flags() | PARTIAL, attribute.type(), attribute.value()));
        }
        return out;
    }
}
