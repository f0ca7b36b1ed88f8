package io.barewire.fib;

import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.Rtnetlink;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.rib.KernelRoutes.Presence;
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
import java.util.stream.Collectors;

/// Links, addresses and routes as of now, and what they make of a next hop: in our own table, or in that of the routing
/// instance (VRF) that a route was leaked from.
///
/// A next hop is looked up once, in the longest prefix among routes that are not ours; a default route will do. The
/// kernel's routes all name their interface, so one look is enough. Belongs to one thread, or to one lock.
final class Network {
    private static final int NO_VRF = 0;

    private final int ownProtocol;
    private final int ownTable;
    private Interfaces interfaces = Interfaces.NONE;
    private Map<Integer, Link> links = Map.of();
    /// VRFs may have the same addresses: those of the interfaces in each, by its table.
    private Map<Integer, Set<LinkAddress>> addresses = Map.of();
    private Set<Integer> vrfTables = Set.of();
    private Map<String, Integer> instances = Map.of();
    private Set<Integer> followedTables = Set.of();
    private Map<Integer, RouteView> views = Map.of();
    /// Tables that a reading has shown.
    private Set<Integer> known = Set.of();

    /// @param ownTable where next hops are looked up that belong to no other instance
    Network(int ownProtocol, int ownTable) {
        this.ownProtocol = ownProtocol;
        this.ownTable = ownTable;
        views = emptyViews();
    }

    /// The tables of other instances, by the name of the instance. What is in them is known after the next reading.
    ///
    /// @return whether there are others than before
    boolean instances(Map<String, Integer> tables) {
        if (instances.equals(tables)) {
            return false;
        }
        instances = Map.copyOf(tables);
        keepViews();
        return true;
    }

    /// Tables whose routes are asked for ([#presence]). What is in them is known after the next reading.
    ///
    /// @return whether there are others than before
    boolean follow(Set<Integer> tables) {
        if (followedTables.equals(tables)) {
            return false;
        }
        followedTables = Set.copyOf(tables);
        keepViews();
        return true;
    }

    private void keepViews() {
        Map<Integer, RouteView> next = emptyViews();
        next.replaceAll((table, empty) -> views.getOrDefault(table, empty));
        views = next;
        known = known.stream().filter(views::containsKey).collect(Collectors.toUnmodifiableSet());
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
                views.values().forEach(view -> view.linkDown(index));
            }
        });
        links = after;
        interfaces = now;
        vrfTables =
                now.vrfs().stream().map(vrf -> vrf.vrfTable().orElseThrow()).collect(Collectors.toUnmodifiableSet());
        addresses = new HashMap<>();
        Map<Integer, Link> vrfs = now.vrfOfEach();
        for (LinkAddress address : now.addresses()) {
            Link vrf = vrfs.get(address.linkIndex());
            addresses
                    .computeIfAbsent(vrf == null ? NO_VRF : vrf.vrfTable().orElseThrow(), _ -> new HashSet<>())
                    .add(address);
        }
    }

    /// Of the interfaces whose packets are looked up in this table.
    private Set<LinkAddress> addressesOf(int table) {
        return addresses.getOrDefault(vrfTables.contains(table) ? table : NO_VRF, Set.of());
    }

    /// Next hops may be looked up there.
    boolean hasTable(int table) {
        return views.containsKey(table);
    }

    /// A notification about a table that is there.
    ///
    /// @return false when only a reading can tell what is in the table
    boolean apply(Route route, boolean removed, boolean replacing) {
        RouteView view = views.get(route.table());
        return view != null && view.apply(route, removed, replacing);
    }

    /// By table; to fill with a reading, and then to [#replace] what was known.
    Map<Integer, RouteView> emptyViews() {
        Map<Integer, RouteView> empty = new HashMap<>();
        empty.put(ownTable, new RouteView(ownProtocol));
        instances.values().forEach(table -> empty.put(table, new RouteView(ownProtocol)));
        followedTables.forEach(table -> empty.put(table, new RouteView(ownProtocol)));
        return empty;
    }

    void replace(Map<Integer, RouteView> read) {
        views = read;
        known = Set.copyOf(read.keySet());
    }

    Presence presence(KernelRoute route) {
        RouteView view = views.get(route.table());
        if (view == null || !known.contains(route.table())) {
            return new Presence.Unknown("table " + route.table() + " has not been read yet");
        }
        return view.has(route.prefix(), route.orWithin()) ? new Presence.Present() : new Presence.Absent();
    }

    Resolution resolve(ScopedNextHop hop) {
        IpAddress address = hop.address();
        Optional<IpAddress> linkLocal = hop.nextHop().linkLocal();
        if (address.isLinkLocal() || (address.isUnspecified() && linkLocal.isPresent())) {
            return onLink(address.isLinkLocal() ? address : linkLocal.orElseThrow(), hop.interfaceIndex());
        }
        if (hop.isInstanceItself()) {
            return into(hop.instance());
        }
        Integer table = hop.instance().isEmpty() ? Integer.valueOf(ownTable) : instances.get(hop.instance());
        RouteView routes = table == null ? null : views.get(table);
        if (table == null || routes == null) {
            return new Resolution.Nowhere("no VRF " + hop.instance());
        }
        Set<LinkAddress> here = addressesOf(table);
        boolean own = here.stream().anyMatch(local -> local.address().equals(address));
        Resolution found = own ? new Resolution.Nowhere("it is our own address") : lookUp(address, routes, here);
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

    /// Packets into a VRF go to its device. The default instance has none; its own prefixes are for peers to hear.
    private Resolution into(String instance) {
        if (instance.equals(ScopedNextHop.DEFAULT_INSTANCE)) {
            return new Resolution.Leads(List.of(), 0, true, "own prefix of the default VRF, not to be installed");
        }
        for (Link link : interfaces.links()) {
            if (link.name().equals(instance)) {
                return link.isUp()
                        ? new Resolution.Leads(
                                List.of(new Hop(Optional.empty(), link.index(), 1)), 0, true, "VRF " + instance)
                        : down(link);
            }
        }
        return new Resolution.Nowhere("no VRF " + instance);
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

    private Resolution lookUp(IpAddress address, RouteView routes, Set<LinkAddress> here) {
        Optional<RouteView.Match> match = routes.longestMatch(address);
        Optional<Link> lost = downNetwork(
                address, here, match.map(found -> found.prefix().length()).orElse(-1));
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
    private Optional<Link> downNetwork(IpAddress address, Set<LinkAddress> here, int routed) {
        for (LinkAddress local : here) {
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
