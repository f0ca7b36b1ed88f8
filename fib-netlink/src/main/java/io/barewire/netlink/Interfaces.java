package io.barewire.netlink;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The links and addresses of a network namespace at one moment.
public record Interfaces(List<Link> links, List<LinkAddress> addresses) {
    private static final int DEEPEST_MASTER = 8;

    public static final Interfaces NONE = new Interfaces(List.of(), List.of());

    public Interfaces {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
    }

    public Optional<Link> link(int index) {
        return links.stream().filter(link -> link.index() == index).findFirst();
    }

    /// The VRF devices.
    public List<Link> vrfs() {
        return links.stream().filter(link -> link.vrfTable().isPresent()).toList();
    }

    /// The device of the VRF that an interface is in, perhaps through a bridge, by the interface's number. A VRF's own
    /// device is in it; interfaces that are in none are left out.
    public Map<Integer, Link> vrfOfEach() {
        Map<Integer, Link> byIndex = new HashMap<>();
        links.forEach(link -> byIndex.put(link.index(), link));
        Map<Integer, Link> vrfs = new HashMap<>();
        for (Link link : links) {
            Link at = link;
            for (int depth = 0; at != null && depth < DEEPEST_MASTER; depth++) {
                if (at.vrfTable().isPresent()) {
                    vrfs.put(link.index(), at);
                    break;
                }
                at = byIndex.get(at.master());
            }
        }
        return vrfs;
    }

    /// True when packets to `address` are for this machine.
    public boolean isLocal(IpAddress address) {
        return address.isLoopback()
                || addresses.stream().anyMatch(local -> local.address().equals(address));
    }

    /// The link through which `neighbour` is reached without a router: the one with the longest matching
    /// network, links that are up before those that are not. Empty also for link-local addresses, which are
    /// on every link.
    public Optional<Link> onLink(IpAddress neighbour) {
        if (neighbour.isLinkLocal()) {
            return Optional.empty();
        }
        return addresses.stream()
                .filter(local -> local.onLink().contains(neighbour))
                .flatMap(local ->
                        link(local.linkIndex())
                                .map(link -> new OnLink(link, local.onLink().length()))
                                .stream())
                .max(Comparator.comparing((OnLink found) -> found.link.isUp()).thenComparingInt(OnLink::length))
                .map(OnLink::link);
    }

    /// The BGP identifier that zebra would choose: the highest IPv4 address of a loopback interface outside
    /// 127.0.0.0/8,
    /// else the highest of any interface.
    public Optional<IpAddress> bgpIdentifier() {
        return highestIpv4(Link::isLoopback).or(() -> highestIpv4(link -> !link.isLoopback()));
    }

    private Optional<IpAddress> highestIpv4(Predicate<Link> where) {
        return addresses.stream()
                .filter(local -> link(local.linkIndex()).filter(where).isPresent())
                .map(LinkAddress::address)
                .filter(address ->
                        address.family() == AddressFamily.IPV4 && !address.isLoopback() && !address.isUnspecified())
                .max(Comparator.naturalOrder());
    }

    private record OnLink(Link link, int length) {}
}
