package io.barewire.fib;

import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.Rtnetlink;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Links, addresses and a table of routes as of now, and what they make of a next hop.
///
/// A next hop is looked up once, in the longest prefix among routes that are not ours; a default route will do. The
/// kernel's routes all name their interface, so one look is enough. Belongs to one thread, or to one lock.
final class Network {
    private final int ownProtocol;
    private Interfaces interfaces = Interfaces.NONE;
    private Map<Integer, Link> links = Map.of();
    private Set<IpAddress> own = Set.of();
    private RouteView routes;

    Network(int ownProtocol) {
        this.ownProtocol = ownProtocol;
        this.routes = new RouteView(ownProtocol);
    }

    Optional<Link> link(int index) {
        return Optional.ofNullable(links.get(index));
    }

    void interfaces(Interfaces now) {
        Map<Integer, Link> before = links;
        Map<Integer, Link> after = new HashMap<>();
        now.links().forEach(link -> after.put(link.index(), link));
        before.forEach((index, link) -> {
            Link still = after.get(index);
            if (link.isUp() && (still == null || !still.isUp())) {
                routes.linkDown(index);
            }
        });
        links = after;
        interfaces = now;
        own = new HashSet<>();
        now.addresses().forEach(address -> own.add(address.address()));
    }

    /// @return false when only a reading can tell what is in the table
    boolean apply(Route route, boolean removed, boolean replacing) {
        return routes.apply(route, removed, replacing);
    }

    /// To fill with a reading, and then to [#replace] what was known.
    RouteView emptyView() {
        return new RouteView(ownProtocol);
    }

    void replace(RouteView read) {
        routes = read;
    }

    Resolution resolve(ScopedNextHop hop) {
        IpAddress address = hop.address();
        Optional<IpAddress> linkLocal = hop.nextHop().linkLocal();
        if (address.isLinkLocal() || (address.isUnspecified() && linkLocal.isPresent())) {
            return onLink(address.isLinkLocal() ? address : linkLocal.orElseThrow(), hop.interfaceIndex());
        }
        Resolution found = own.contains(address) ? new Resolution.Nowhere("it is our own address") : lookUp(address);
        // RFC 2545 §3: the link-local address beside a global one is on the network that both ends share.
        return found instanceof Resolution.Leads leads && leads.connected() && linkLocal.isPresent()
                ? new Resolution.Leads(
                        leads.hops().stream()
                                .map(way -> Hop.via(linkLocal.get(), way.interfaceIndex()))
                                .toList(),
                        leads.cost(),
                        true,
                        leads.by())
                : found;
    }

    private Resolution onLink(IpAddress linkLocal, int interfaceIndex) {
        Link link = links.get(interfaceIndex);
        if (link == null) {
            return new Resolution.Nowhere("link-local, and its interface is not known");
        }
        return link.isRunning()
                ? new Resolution.Leads(
                        List.of(Hop.via(linkLocal, interfaceIndex)), 0, true, "link-local on " + link.name())
                : down(link);
    }

    private Resolution lookUp(IpAddress address) {
        Optional<RouteView.Match> match = routes.longestMatch(address);
        Optional<Link> lost =
                downNetwork(address, match.map(found -> found.prefix().length()).orElse(-1));
        if (lost.isPresent()) {
            return down(lost.get());
        }
        if (match.isEmpty()) {
            return new Resolution.Nowhere("no route");
        }
        Resolution last = new Resolution.Nowhere("no route");
        for (Route route : match.get().routes()) {
            last = through(route, address);
            if (last instanceof Resolution.Leads) {
                return last;
            }
        }
        return last;
    }

    /// A link that is down whose own network contains the address and is longer than the best route: when an
    /// interface goes, the kernel forgets its network, and what is left, often a default route, leads elsewhere.
    private Optional<Link> downNetwork(IpAddress address, int routed) {
        for (LinkAddress local : interfaces.addresses()) {
            Link link = links.get(local.linkIndex());
            if (link != null
                    && !link.isUp()
                    && local.onLink().length() > routed
                    && local.onLink().contains(address)) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    private Resolution through(Route route, IpAddress address) {
        if (route.type() != Rtnetlink.RTN_UNICAST) {
            return new Resolution.Nowhere("the route " + route.destination() + " does not forward");
        }
        if (route.hops().isEmpty()) {
            return new Resolution.Nowhere("the route " + route.destination() + " does not tell where it leads");
        }
        List<Hop> hops = new ArrayList<>();
        Set<String> ways = new TreeSet<>();
        Resolution notRunning = new Resolution.Nowhere("no route");
        boolean connected = true;
        for (Hop hop : route.hops()) {
            Link link = links.get(hop.interfaceIndex());
            if (link == null || !link.isRunning()) {
                notRunning = link == null ? notRunning : down(link);
                continue;
            }
            connected &= hop.gateway().isEmpty();
            hops.add(new Hop(Optional.of(hop.gateway().orElse(address)), link.index(), hop.weight()));
            ways.add(hop.gateway().map(gateway -> "via " + gateway + " ").orElse("") + "dev " + link.name());
        }
        if (hops.isEmpty()) {
            return notRunning;
        }
        String way = String.join(", ", ways);
        return connected
                ? new Resolution.Leads(hops, 0, true, "connected " + way)
                : new Resolution.Leads(hops, route.metric(), false, name(route) + ' ' + way);
    }

    private static String name(Route route) {
        Prefix to = route.destination();
        return Protocols.name(route.protocol()) + " route " + (to.length() == 0 ? "default" : to);
    }

    private static Resolution down(Link link) {
        return new Resolution.Nowhere("interface " + link.name() + " is down");
    }
}
