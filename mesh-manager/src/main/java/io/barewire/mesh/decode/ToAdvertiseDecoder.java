package io.barewire.mesh.decode;

import io.barewire.mesh.objects.ToAdvertise;
import io.barewire.rib.Community;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads `toAdvertise` of one neighbor. What gives a prefix attributes must be about a prefix that the same object
/// advertises to the same neighbor.
final class ToAdvertiseDecoder {
    /// Names, such as `no-export`, and extended communities are not in the API.
    private static final Pattern COMMUNITY = Pattern.compile("\\d+:\\d+|large:\\d+:\\d+:\\d+");

    private final Field toAdvertise;
    private final RouterContext router;
    private final String neighbor;
    private final Set<AddressFamily> families;

    /// @param neighbor its name in error texts
    /// @param families of the session
    ToAdvertiseDecoder(Field toAdvertise, RouterContext router, String neighbor, Set<AddressFamily> families) {
        this.toAdvertise = toAdvertise;
        this.router = router;
        this.neighbor = neighbor;
        this.families = families;
    }

    /// What is right of it; the rest is reported.
    ToAdvertise decode() {
        toAdvertise.expectOnly(List.of("allowed", "nextHop", "withLocalPref", "withCommunity"));
        Set<Prefix> allowed = allowed(toAdvertise.member("allowed"));
        return new ToAdvertise(
                allowed,
                nextHops(toAdvertise.member("nextHop")),
                localPrefs(toAdvertise.member("withLocalPref"), allowed),
                communities(toAdvertise.member("withCommunity"), allowed));
    }

    private Set<Prefix> allowed(Field allowed) {
        allowed.expectOnly(List.of("mode", "prefixes"));
        if (allowed.member("mode")
                .oneOf(NeighborDecoder.MODES)
                .orElse("filtered")
                .equals("all")) {
            return router.prefixes().stream()
                    .filter(prefix -> families.contains(prefix.family()))
                    .collect(Collectors.toSet());
        }
        Set<Prefix> prefixes = new HashSet<>();
        for (Field element : allowed.member("prefixes").elements()) {
            element.prefix().ifPresent(prefix -> {
                if (!router.prefixes().contains(prefix)) {
                    fault(
                            element,
                            "trying to advertise non configured prefix " + prefix + " to neighbor " + neighbor
                                    + ", vrf " + router.vrf(),
                            "list it under the router's prefixes, too");
                } else if (isOfTheSession(element, prefix, "allowed prefixes [" + prefix + "]")) {
                    prefixes.add(prefix);
                }
            });
        }
        return prefixes;
    }

    /// @param what the list that it stands in, as frr-k8s names it
    private boolean isOfTheSession(Field element, Prefix prefix, String what) {
        boolean is = families.contains(prefix.family());
        if (!is) {
            String family = families.contains(AddressFamily.IPV4) ? "ipv4" : "ipv6";
            fault(
                    element,
                    "invalid " + what + " for neighbor " + neighbor + ", err: prefix " + prefix
                            + " is not compatible with the ipfamily " + family,
                    "leave it out, or set dualStackAddressFamily");
        }
        return is;
    }

    private Map<AddressFamily, IpAddress> nextHops(Field nextHop) {
        nextHop.expectOnly(List.of("ipv4", "ipv6"));
        Map<AddressFamily, IpAddress> nextHops = new EnumMap<>(AddressFamily.class);
        for (AddressFamily family : AddressFamily.values()) {
            String name = family == AddressFamily.IPV4 ? "ipv4" : "ipv6";
            Field field = nextHop.member(name);
            field.text()
                    .filter(text -> !text.isEmpty())
                    .flatMap(text -> nextHop(field, text, family, name))
                    .ifPresent(address -> nextHops.put(family, address));
        }
        return nextHops;
    }

    private Optional<IpAddress> nextHop(Field field, String text, AddressFamily family, String name) {
        try {
            IpAddress address = IpAddress.parse(text);
            if (address.family() == family && !address.isUnspecified() && !address.isMulticast()) {
                if (!families.contains(family)) {
                    fault(
                            field,
                            name + " next hop \"" + text + "\" set for neighbor " + neighbor + " without an " + name
                                    + " address family",
                            "leave it out, or set dualStackAddressFamily");
                }
                return Optional.of(address);
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        fault(
                field,
                "invalid " + name + " next hop \"" + text + "\" for neighbor " + neighbor,
                "a unicast address of that family is needed");
        return Optional.empty();
    }

    private Map<Prefix, Long> localPrefs(Field list, Set<Prefix> allowed) {
        Map<Prefix, Long> localPrefs = new HashMap<>();
        Set<Long> defined = new HashSet<>();
        for (Field element : list.elements()) {
            element.expectOnly(List.of("prefixes", "localPref"));
            Field field = element.member("localPref");
            Optional<Long> value = field.integer(0, 0xFFFFFFFFL);
            if (value.isEmpty()) {
                requirePresent(field, "a number is needed");
                continue;
            }
            long preference = value.get();
            if (!defined.add(preference)) {
                attributeFault(field, "local preference " + preference + " is already defined", "join the entries");
                continue;
            }
            prefixes(
                            element.member("prefixes"),
                            "prefixes %s for localpref " + preference,
                            "prefix %s is already defined for local preference " + preference,
                            "localPref " + preference + " associated to non existing prefix %s",
                            allowed)
                    .forEach(prefix -> {
                        Long other = localPrefs.putIfAbsent(prefix, preference);
                        if (other != null) {
                            attributeFault(
                                    element,
                                    "prefix " + prefix + " is configured with both local preference " + other + " and "
                                            + preference,
                                    "keep one of them");
                        }
                    });
        }
        return localPrefs;
    }

    private Map<Prefix, Set<Community>> communities(Field list, Set<Prefix> allowed) {
        Map<Prefix, Set<Community>> communities = new HashMap<>();
        Set<Community> defined = new HashSet<>();
        for (Field element : list.elements()) {
            element.expectOnly(List.of("prefixes", "community"));
            Field field = element.member("community");
            Optional<Community> value = community(field);
            if (value.isEmpty()) {
                requirePresent(field, "A:B or large:A:B:C is needed");
                continue;
            }
            String text = field.text().orElse("");
            if (!defined.add(value.get())) {
                attributeFault(field, "community " + text + " is already defined", "join the entries");
                continue;
            }
            prefixes(
                            element.member("prefixes"),
                            "prefixes %s for community " + text,
                            "prefix %s is already defined for community " + text,
                            "prefix %s is advertised for community " + text
                                    + " but it's not in the advertisement list of the neighbor",
                            allowed)
                    .forEach(prefix -> communities
                            .computeIfAbsent(prefix, _ -> new HashSet<>())
                            .add(value.get()));
        }
        return communities;
    }

    private Optional<Community> community(Field field) {
        return field.text().flatMap(text -> {
            boolean wellFormed = COMMUNITY.matcher(text).matches();
            if (wellFormed) {
                try {
                    return Optional.of(Community.parse(text));
                } catch (IllegalArgumentException _) {
                    // said below
                }
            }
            attributeFault(
                    field,
                    "invalid community " + text + ", err: invalid community " + (wellFormed ? "value" : "format"),
                    "A:B with numbers up to 65535, or large:A:B:C with numbers up to 4294967295, is needed");
            return Optional.empty();
        });
    }

    /// The prefixes of one entry that may stand there. `%s` in the texts is the prefix.
    private Set<Prefix> prefixes(Field list, String what, String twice, String notAdvertised, Set<Prefix> allowed) {
        Set<Prefix> prefixes = new LinkedHashSet<>();
        if (list.elements().isEmpty()) {
            list.error("no prefix", "at least one is needed");
        }
        for (Field element : list.elements()) {
            element.prefix().ifPresent(prefix -> {
                if (!isOfTheSession(element, prefix, what.replace("%s", "[" + prefix + "]"))) {
                    return;
                }
                if (!allowed.contains(prefix)) {
                    attributeFault(
                            element,
                            notAdvertised.replace("%s", prefix.toString()),
                            "allow it under toAdvertise.allowed, too");
                } else if (!prefixes.add(prefix)) {
                    attributeFault(element, twice.replace("%s", prefix.toString()), "name it once");
                }
            });
        }
        return prefixes;
    }

    private static void requirePresent(Field field, String remedy) {
        if (!field.present()) {
            field.error("missing", remedy);
        }
    }

    /// frr-k8s says this of communities, too.
    private void attributeFault(Field field, String reason, String remedy) {
        fault(field, "failed to process local pref for neighbor " + neighbor + ", err: " + reason, remedy);
    }

    private void fault(Field field, String reason, String remedy) {
        router.fault(field, neighbor, reason, remedy);
    }
}
