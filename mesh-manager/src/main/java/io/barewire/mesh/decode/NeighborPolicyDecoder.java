package io.barewire.mesh.decode;

import io.barewire.mesh.objects.NeighborPolicy;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy.DefaultRoute;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.speaker.Endpoint;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads one of a RoutingPolicy's `neighbors`.
final class NeighborPolicyDecoder {
    private static final int MOST_TIMES = 10;

    private NeighborPolicyDecoder() {}

    /// What is right of it; the rest is reported.
    static NeighborPolicy decode(Field neighbor) {
        neighbor.requireOnly(List.of(
                "addresses",
                "interfaces",
                "asNumbers",
                "import",
                "export",
                "allowOwnAs",
                "asOverride",
                "refuseDefaultRoute",
                "maximumPrefixes",
                "nextHop"));
        return new NeighborPolicy(
                selector(neighbor),
                RuleDecoder.rules(neighbor.member("import")),
                RuleDecoder.rules(neighbor.member("export")),
                allowOwnAs(neighbor.member("allowOwnAs")),
                neighbor.member("asOverride").flag(),
                neighbor.member("refuseDefaultRoute")
                        .flag()
                        .map(refuse -> refuse ? DefaultRoute.ONLY_BY_NAME : DefaultRoute.LIKE_ANY_OTHER),
                PrefixLimitsDecoder.decode(neighbor.member("maximumPrefixes")),
                nextHops(neighbor.member("nextHop")));
    }

    private static NeighborPolicy.Selector selector(Field neighbor) {
        Set<Endpoint> endpoints = new HashSet<>();
        for (Field element : neighbor.member("addresses").atLeastOne()) {
            element.address().ifPresent(address -> {
                if (unicast(element, address)) {
                    endpoints.add(new Endpoint.Address(address));
                }
            });
        }
        for (Field element : neighbor.member("interfaces").atLeastOne()) {
            element.text().ifPresent(name -> {
                try {
                    endpoints.add(new Endpoint.Interface(name));
                } catch (IllegalArgumentException wrong) {
                    element.error(
                            String.valueOf(wrong.getMessage()),
                            "the name of an interface (1 to 15 characters) is needed");
                }
            });
        }
        return new NeighborPolicy.Selector(endpoints, RuleDecoder.asNumbers(neighbor.member("asNumbers")));
    }

    private static boolean unicast(Field field, IpAddress address) {
        boolean unicast = !address.isUnspecified() && !address.isMulticast();
        if (!unicast) {
            field.error(address + " is nobody's address", "a unicast address is needed");
        }
        return unicast;
    }

    /// A number, or `Origin`.
    private static Optional<OwnAs> allowOwnAs(Field field) {
        if (field.isText()) {
            return field.oneOf(List.of("Origin")).map(_ -> new OwnAs.AsOrigin());
        }
        return field.integer(0, MOST_TIMES)
                .map(times -> times == 0 ? OwnAs.REFUSED : new OwnAs.AtMost(Math.toIntExact(times)));
    }

    private static Map<AddressFamily, ExportedNextHop> nextHops(Field nextHop) {
        nextHop.requireOnly(List.of("ipv4", "ipv6"));
        Map<AddressFamily, ExportedNextHop> nextHops = new EnumMap<>(AddressFamily.class);
        for (AddressFamily family : AddressFamily.values()) {
            Field field = nextHop.member(family == AddressFamily.IPV4 ? "ipv4" : "ipv6");
            field.text().flatMap(text -> nextHop(field, text, family)).ifPresent(found -> nextHops.put(family, found));
        }
        return nextHops;
    }

    private static Optional<ExportedNextHop> nextHop(Field field, String text, AddressFamily family) {
        return switch (text) {
            case "Standard" -> Optional.of(ExportedNextHop.STANDARD);
            case "Self" -> Optional.of(new ExportedNextHop.Self());
            case "Unchanged" -> Optional.of(new ExportedNextHop.Unchanged());
            default -> address(field, text, family);
        };
    }

    private static Optional<ExportedNextHop> address(Field field, String text, AddressFamily family) {
        try {
            IpAddress address = IpAddress.parse(text);
            if (address.family() == family) {
                return Optional.of(new ExportedNextHop.Address(address));
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        field.error(
                "\"" + text + "\" is no next hop",
                "Standard, Self, Unchanged or a unicast address of that family is needed");
        return Optional.empty();
    }
}
