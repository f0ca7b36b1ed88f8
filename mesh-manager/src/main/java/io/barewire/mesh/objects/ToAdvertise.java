package io.barewire.mesh.objects;

import io.barewire.rib.Community;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a neighbor is told, and how.
///
/// @param allowed exactly these prefixes; `mode: all` is already resolved
/// @param nextHops told in place of our own address
/// @param localPrefs LOCAL_PREF of some of the prefixes
/// @param communities added to some of the prefixes, standard and large ones
public record ToAdvertise(
        Set<Prefix> allowed,
        Map<AddressFamily, IpAddress> nextHops,
        Map<Prefix, Long> localPrefs,
        Map<Prefix, Set<Community>> communities) {
    public static final ToAdvertise NOTHING = of(Set.of());

    public ToAdvertise {
        allowed = Set.copyOf(allowed);
        nextHops = Map.copyOf(nextHops);
        localPrefs = Map.copyOf(localPrefs);
        communities = communities.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
        if (!allowed.containsAll(localPrefs.keySet()) || !allowed.containsAll(communities.keySet())) {
            throw new IllegalArgumentException("attributes for a prefix that is not advertised");
        }
    }

    /// These as they are.
    public static ToAdvertise of(Set<Prefix> allowed) {
        return new ToAdvertise(allowed, Map.of(), Map.of(), Map.of());
    }
}
