package io.barewire.rib;

import io.barewire.wire.AttributeCode;
import io.barewire.wire.AttributeEdit;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute;
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
import java.util.Optional;

/// Which routes may be told to which kind of peer, and how their attributes change on the way (RFC 4271 §5.1, §9.1.3,
/// §9.2). What a policy permits is decided elsewhere.
final class ExportRules {
    private static final int PARTIAL = 0x20;
    private static final long EXTENDED_NON_TRANSITIVE = 0x40L << 56; // RFC 4360 §2

    /// The attributes of our own prefixes, before they are told to anybody.
    static final PathAttributes OWN = PathAttributes.of(
            new Origin(Origin.Kind.IGP), AsPath.EMPTY, new LocalPref(AttributeTable.DEFAULT_LOCAL_PREF));

    private static final AttributeEdit INTERNALS = AttributeEdit.NOTHING.leavingOut(
            MultiExitDisc.class, // RFC 4271 §5.1.4: not to other neighboring ASes
            OriginatorId.class, // RFC 4456 §8, and the next
            ClusterList.class);
    private static final AttributeEdit TO_NEXT_AS = INTERNALS.leavingOut(LocalPref.class); // RFC 4271 §5.1.5

    private ExportRules() {}

    /// Communities may keep a route in (RFC 1997).
    static boolean mayTell(boolean noExport, boolean noAdvertise, boolean toExternal) {
        return !noAdvertise && !(toExternal && noExport);
    }

    /// RFC 4456 §8, upon what [#told] made of it: whose it was, unless that is known already, and our cluster in
    /// front of those that reflected it before.
    static PathAttributes reflected(PathAttributes passedOn, int originator, int clusterId) {
        List<Integer> clusters = new ArrayList<>(List.of(clusterId));
        passedOn.get(ClusterList.class).ifPresent(list -> clusters.addAll(list.clusterIds()));
        return passedOn.with(new OriginatorId(originator)).with(new ClusterList(clusters));
    }

    /// What a peer is told of a route with these attributes; empty when the changes make them longer than BGP can say.
    /// The policy's changes come after what does not leave the AS is gone, and before our own AS is put in front.
    ///
    /// @param overriddenAs replaced by our own on the way to an external peer; 0: none is
    static Optional<PathAttributes> told(
            PathAttributes attributes,
            List<AttributeChange> changes,
            boolean toExternal,
            long overriddenAs,
            long localAs) {
        PathAttributes out = unknownPassedOn(attributes);
        if (toExternal && changes.isEmpty() && overriddenAs == 0 && !out.has(AttributeCode.EXTENDED_COMMUNITIES)) {
            return Optional.of(TO_NEXT_AS.prepending(localAs).apply(out));
        }
        return toExternal
                ? AttributeChange.applyAll(changes, withoutInternals(out))
                        .map(changed -> toExternal(changed, overriddenAs, localAs))
                : AttributeChange.applyAll(changes, out).map(ExportRules::toInternal);
    }

    private static PathAttributes toInternal(PathAttributes changed) {
        // RFC 4271 §5.1.5
        return changed.has(LocalPref.class) ? changed : changed.with(new LocalPref(AttributeTable.DEFAULT_LOCAL_PREF));
    }

    private static PathAttributes toExternal(PathAttributes changed, long overriddenAs, long localAs) {
        AsPath path = AsPaths.of(changed);
        AsPath overridden = overriddenAs == 0 ? path : AsPaths.replace(path, overriddenAs, localAs);
        return changed.with(AsPaths.prepend(localAs, overridden)).without(LocalPref.class);
    }

    private static PathAttributes withoutInternals(PathAttributes learned) {
        PathAttributes out = INTERNALS.apply(learned);
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
        if (!learned.hasUnknown()) {
            return learned;
        }
        PathAttributes out = learned;
        for (PathAttribute attribute : learned.list()) {
            if (attribute instanceof Unknown(int flags, int type, Octets value)) {
                out = out.with(new Unknown(flags | PARTIAL, type, value));
            }
        }
        return out;
    }
}
