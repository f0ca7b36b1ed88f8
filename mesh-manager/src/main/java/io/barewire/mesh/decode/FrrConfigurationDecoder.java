package io.barewire.mesh.decode;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.RawLine;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.speaker.TcpOptions;
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

    /// What `imports` calls the default VRF.
    private static final String DEFAULT = "default";

    private FrrConfigurationDecoder() {}

    static Optional<FrrConfiguration> decode(Field root, Origin origin, ObjectKey key, Faults faults) {
        root.expectOnly(List.of("apiVersion", "kind", "metadata", "spec", "status"));
        Field spec = root.member("spec");
        spec.expectOnly(List.of("nodeSelector", "raw", "bgp"));
        LabelSelector selector = LabelSelectorDecoder.decode(
                spec.member("nodeSelector"), "could not parse nodeSelector for FRRConfiguration " + key + ", err: ");
        List<RawLine> raw = RawConfigDecoder.decode(spec.member("raw"));
        Field bgp = spec.member("bgp");
        bgp.expectOnly(List.of("routers", "bfdProfiles"));
        Map<String, BfdProfile> profiles = BfdProfiles.decode(bgp.member("bfdProfiles"), key);
        List<Field> elements = bgp.member("routers").elements();
        if (elements.size() > MOST_ROUTERS) {
            bgp.member("routers").error(elements.size() + " routers", "at most " + MOST_ROUTERS + " are allowed");
            return Optional.empty();
        }
        List<Head> heads = new ArrayList<>();
        elements.forEach(element -> head(element).ifPresent(heads::add));
        List<Router> routers = new ArrayList<>();
        heads.forEach(head -> router(head, heads, key.namespace(), profiles).ifPresent(routers::add));
        return faults.anyError()
                ? Optional.empty()
                : Optional.of(new FrrConfiguration(key, origin, selector, routers, raw));
    }

    /// What other routers of the object may refer to.
    private record Head(Field router, String vrf, long asn, Set<Prefix> prefixes) {}

    private static Optional<Head> head(Field router) {
        router.expectOnly(List.of("asn", "id", "vrf", "prefixes", "imports", "neighbors", "evpn"));
        Unsupported.evpn(router.member("evpn"));
        if (!router.member("asn").present()) {
            router.member("asn").error("missing", "the AS number of this router is needed");
        }
        Optional<Long> asn = router.member("asn").integer(1, 0xFFFFFFFFL);
        String vrf = vrf(router.member("vrf"));
        Set<Prefix> prefixes = prefixes(router.member("prefixes"));
        return asn.map(number -> new Head(router, vrf, number, prefixes));
    }

    /// [Router#DEFAULT_VRF] where nothing is given.
    static String vrf(Field field) {
        String name = field.text().orElse(Router.DEFAULT_VRF);
        if (name.equals(DEFAULT)) {
            field.error("the default VRF has no name here", "leave it out");
        } else if (!name.isEmpty()) {
            try {
                TcpOptions.DEFAULT.withVrf(name);
            } catch (IllegalArgumentException wrong) {
                field.error(
                        String.valueOf(wrong.getMessage()), "the name of a VRF device (1 to 15 characters) is needed");
            }
        }
        return name;
    }

    private static Optional<Router> router(
            Head head, List<Head> all, String namespace, Map<String, BfdProfile> profiles) {
        Field router = head.router();
        Optional<IpAddress> id = router.member("id").address();
        if (id.isPresent()
                && (id.get().family() != AddressFamily.IPV4 || id.get().isUnspecified())) {
            router.member("id").error(id.get() + " is not a router id", "an IPv4 address above 0.0.0.0 is needed");
        }
        Set<String> imports = imports(head, all);
        Set<Prefix> advertisable = new HashSet<>(head.prefixes());
        all.stream()
                .filter(other -> imports.contains(other.vrf()))
                .forEach(other -> advertisable.addAll(other.prefixes()));
        RouterContext context = new RouterContext(namespace, head.asn(), head.vrf(), advertisable, profiles);
        List<Neighbor> neighbors = new ArrayList<>();
        for (Field neighbor : router.member("neighbors").elements()) {
            new NeighborDecoder(neighbor, context).decode().ifPresent(neighbors::add);
        }
        if (router.anyError()) {
            return Optional.empty();
        }
        List<Prefix> prefixes = head.prefixes().stream().sorted().toList();
        return Optional.of(new Router(head.vrf(), head.asn(), id, prefixes, imports, neighbors));
    }

    /// Of VRFs that this object has routers for, as frr-k8s demands.
    private static Set<String> imports(Head head, List<Head> all) {
        Set<String> imports = new HashSet<>();
        for (Field element : head.router().member("imports").elements()) {
            element.expectOnly(List.of("vrf"));
            Field field = element.member("vrf");
            String given = field.text().orElse("");
            String vrf = given.equals(DEFAULT) ? Router.DEFAULT_VRF : given;
            boolean defined = all.stream().anyMatch(other -> other.vrf().equals(vrf));
            if (given.isEmpty()) {
                field.error("missing", "the name of a VRF, or " + DEFAULT + ", is needed");
            } else if (vrf.equals(head.vrf())) {
                field.error("a router imports from its own VRF", "leave it out");
            } else if (!defined && vrf.isEmpty()) {
                field.error(
                        "vrf  not found in prefixes in router", "a router without vrf is needed in the same object");
            } else if (!defined) {
                field.error(
                        "router " + head.asn() + "-" + head.vrf() + " imports vrf " + vrf + " which is not defined",
                        "a router with this vrf is needed in the same object");
            } else {
                imports.add(vrf);
            }
        }
        return imports;
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
