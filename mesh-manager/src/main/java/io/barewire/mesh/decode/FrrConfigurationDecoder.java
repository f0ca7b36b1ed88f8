package io.barewire.mesh.decode;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads an FRRConfiguration and checks it by itself, as frr-k8s does before it merges, with its error texts.
///
/// Every field of the API is known here. One that Barewire does not honour yet is an error when a router without it
/// would do something else than was asked for, such as talk to a peer without the demanded password; it is a warning
/// when only comfort is lost.
final class FrrConfigurationDecoder {
    private static final int MOST_ROUTERS = 50;

    private FrrConfigurationDecoder() {}

    static Optional<FrrConfiguration> decode(Field root, Origin origin, ObjectKey key, Faults faults) {
        root.expectOnly(List.of("apiVersion", "kind", "metadata", "spec", "status"));
        Field spec = root.member("spec");
        spec.expectOnly(List.of("nodeSelector", "raw", "bgp"));
        LabelSelector selector = LabelSelectorDecoder.decode(spec.member("nodeSelector"));
        Unsupported.raw(spec.member("raw"));
        Field bgp = spec.member("bgp");
        bgp.expectOnly(List.of("routers", "bfdProfiles"));
        Map<String, BfdProfile> profiles = BfdProfiles.decode(bgp.member("bfdProfiles"), key);
        List<Field> elements = bgp.member("routers").elements();
        if (elements.size() > MOST_ROUTERS) {
            bgp.member("routers").error(elements.size() + " routers", "at most " + MOST_ROUTERS + " are allowed");
            return Optional.empty();
        }
        List<Router> routers = new ArrayList<>();
        elements.forEach(
                element -> routers.addAll(router(element, profiles).stream().toList()));
        return faults.anyError() ? Optional.empty() : Optional.of(new FrrConfiguration(key, origin, selector, routers));
    }

    private static Optional<Router> router(Field router, Map<String, BfdProfile> profiles) {
        router.expectOnly(List.of("asn", "id", "vrf", "prefixes", "imports", "neighbors", "evpn"));
        Unsupported.inRouter(router);
        if (!router.member("asn").present()) {
            router.member("asn").error("missing", "the AS number of this router is needed");
        }
        Optional<Long> asn = router.member("asn").integer(1, 0xFFFFFFFFL);
        Optional<IpAddress> id = router.member("id").address();
        if (id.isPresent()
                && (id.get().family() != AddressFamily.IPV4 || id.get().isUnspecified())) {
            router.member("id").error(id.get() + " is not a router id", "an IPv4 address above 0.0.0.0 is needed");
        }
        Set<Prefix> prefixes = prefixes(router.member("prefixes"));
        if (asn.isEmpty()) {
            return Optional.empty();
        }
        List<Neighbor> neighbors = new ArrayList<>();
        for (Field neighbor : router.member("neighbors").elements()) {
            new NeighborDecoder(neighbor, new RouterContext(asn.get(), "", prefixes, profiles))
                    .decode()
                    .ifPresent(neighbors::add);
        }
        if (router.anyError()) {
            return Optional.empty();
        }
        return Optional.of(new Router(asn.get(), id, prefixes.stream().sorted().toList(), neighbors));
    }

    private static Set<Prefix> prefixes(Field list) {
        Set<Prefix> prefixes = new HashSet<>();
        for (Field element : list.elements()) {
            element.text().ifPresent(text -> {
                try {
                    prefixes.add(Prefix.parse(text));
                } catch (IllegalArgumentException bad) {
                    element.error("unknown ipfamily for " + text, "ADDRESS/LENGTH is needed, as 10.244.0.0/24");
                }
            });
        }
        return prefixes;
    }
}
