package io.barewire.interop;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Text for bgpd, put together from what a test says. Families are exchanged only where they are activated, eBGP needs
/// no policy, networks need no route behind them, and FRR neither collects updates for a second before it sends them
/// nor waits long before it connects again.
final class FrrConfig {
    static final String ROUTER_ID = "192.0.2.200";

    private final long as;
    private final List<String> router = new ArrayList<>();
    private final Map<AddressFamily, List<String>> families = new EnumMap<>(AddressFamily.class);
    private final List<String> policy = new ArrayList<>();

    private FrrConfig(long as) {
        this.as = as;
        router.add("bgp router-id " + ROUTER_ID);
        router.add("no bgp ebgp-requires-policy");
        router.add("no bgp network import-check");
        router.add("no bgp default ipv4-unicast");
        router.add("coalesce-time 0");
        router.add("timers bgp 3 9");
    }

    static FrrConfig as(long as) {
        return new FrrConfig(as);
    }

    /// A line below `router bgp`.
    FrrConfig line(String line) {
        router.add(line);
        return this;
    }

    /// A neighbor with its options: `passive`, `port 1790` and what else may follow its address.
    FrrConfig neighbor(IpAddress address, long remoteAs, String... options) {
        return neighbor(address.toString(), " remote-as " + remoteAs, options);
    }

    /// @param name its address or an interface
    /// @param kind what follows the name: ` remote-as 65002`, ` interface remote-as 65002`
    FrrConfig neighbor(String name, String kind, String... options) {
        router.add("neighbor " + name + kind);
        router.add("neighbor " + name + " timers connect 1");
        for (String option : options) {
            router.add("neighbor " + name + " " + option);
        }
        return this;
    }

    /// Exchanges a family with a neighbor, with options such as `prefix-list P in`.
    FrrConfig activate(AddressFamily family, IpAddress neighbor, String... options) {
        return activate(family, neighbor.toString(), options);
    }

    FrrConfig activate(AddressFamily family, String neighbor, String... options) {
        inFamily(family, "neighbor " + neighbor + " activate");
        for (String option : options) {
            inFamily(family, "neighbor " + neighbor + " " + option);
        }
        return this;
    }

    /// Originates prefixes of a family.
    FrrConfig networks(AddressFamily family, Iterable<String> prefixes) {
        for (String prefix : prefixes) {
            inFamily(family, "network " + prefix);
        }
        return this;
    }

    FrrConfig networks(AddressFamily family, String... prefixes) {
        return networks(family, List.of(prefixes));
    }

    /// Lines outside `router bgp`: prefix lists, route maps.
    FrrConfig policy(String lines) {
        policy.add(lines);
        return this;
    }

    private void inFamily(AddressFamily family, String line) {
        families.computeIfAbsent(family, _ -> new ArrayList<>()).add(line);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("debug bgp neighbor-events\n");
        policy.forEach(lines -> text.append(lines.strip()).append('\n'));
        text.append("router bgp ").append(as).append('\n');
        router.forEach(line -> text.append(' ').append(line).append('\n'));
        families.forEach((family, lines) -> {
            text.append(" address-family ").append(name(family)).append(" unicast\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
            text.append(" exit-address-family\n");
        });
        return text.append("exit\n").toString();
    }

    /// `ipv4` or `ipv6`, as FRR's commands call it.
    static String name(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
        };
    }
}
