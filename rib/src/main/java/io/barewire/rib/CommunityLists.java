package io.barewire.rib;

import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.ExtendedCommunities;
import io.barewire.wire.PathAttribute.LargeCommunities;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The three community attributes of a route as one set, in their order.
final class CommunityLists {
    private CommunityLists() {}

    static Set<Community> of(PathAttributes attributes) {
        Set<Community> all = new LinkedHashSet<>();
        attributes
                .get(Communities.class)
                .ifPresent(standard -> standard.values().forEach(value -> all.add(new Community.Standard(value))));
        attributes
                .get(ExtendedCommunities.class)
                .ifPresent(extended -> extended.values().forEach(value -> all.add(new Community.Extended(value))));
        attributes
                .get(LargeCommunities.class)
                .ifPresent(large -> large.values().forEach(value -> all.add(new Community.Large(value))));
        return all;
    }

    /// The attributes with just these communities; a kind of which there is none has no attribute.
    static PathAttributes with(PathAttributes attributes, Set<Community> communities) {
        List<Integer> standard = new ArrayList<>();
        List<Long> extended = new ArrayList<>();
        List<LargeCommunities.LargeCommunity> large = new ArrayList<>();
        for (Community community : communities) {
            switch (community) {
                case Community.Standard(int value) -> standard.add(value);
                case Community.Extended(long value) -> extended.add(value);
                case Community.Large(var value) -> large.add(value);
            }
        }
        PathAttributes out =
                standard.isEmpty() ? attributes.without(Communities.class) : attributes.with(new Communities(standard));
        out = extended.isEmpty() ? out.without(ExtendedCommunities.class) : out.with(new ExtendedCommunities(extended));
        return large.isEmpty() ? out.without(LargeCommunities.class) : out.with(new LargeCommunities(large));
    }
}
