package io.barewire.speaker.transport;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Our end of a session, with all addresses of the interface that it is on: what to call ourselves as next hop,
/// and whom else the peer can reach as we do.
///
/// @param own the session's local address
/// @param index the kernel's number of the interface; 0 where the system does not say
/// @param addresses of its interface; none where the system does not say
record LocalInterface(IpAddress own, int index, List<Address> addresses) {
    record Address(IpAddress address, int prefixLength) {
        private Prefix network() {
            return Prefix.of(address, prefixLength);
        }

        private boolean is(AddressFamily family) {
            return address.family() == family;
        }
    }

    LocalInterface {
        addresses = List.copyOf(addresses);
    }

    static LocalInterface of(InetAddress local) {
        IpAddress own = IpAddress.of(local);
        try {
            NetworkInterface on = NetworkInterface.getByInetAddress(local);
            return on == null
                    ? unknown(own)
                    : new LocalInterface(
                            own,
                            Math.max(0, on.getIndex()),
                            on.getInterfaceAddresses().stream()
                                    .map(each ->
                                            new Address(IpAddress.of(each.getAddress()), each.getNetworkPrefixLength()))
                                    .toList());
        } catch (SocketException notSaid) {
            // The session's own family still works; routes of the other one stay unannounced.
            return unknown(own);
        }
    }

    static LocalInterface unknown(IpAddress own) {
        return new LocalInterface(own, 0, List.of());
    }

    /// Networks that a peer is on, too, so that what is said of an address there is as good for the peer as for
    /// us. None between loopback or link-local addresses.
    Set<Prefix> sharedWith(IpAddress peer) {
        if (own.isLoopback() || own.isLinkLocal()) {
            return Set.of();
        }
        Set<Prefix> shared = new HashSet<>();
        for (Address each : addresses) {
            if (each.is(peer.family()) && each.network().contains(peer)) {
                shared.add(each.network());
            }
        }
        return shared;
    }

    /// What to call ourselves as next hop on the session: our own address in its family, and in the other
    /// family an address of the same interface, if it has one that others can reach. A loopback address means
    /// somebody else to whoever reads it, so sessions within a host name the BGP identifier instead.
    ///
    /// Between link-local addresses the link itself is all there is for both families: IPv4 routes may have
    /// that next hop (RFC 8950). A link-local address goes beside a global one between them, and with a peer
    /// that is on a network of the interface (RFC 2545 §3).
    ///
    /// @param ipv4OverIpv6 the peer takes IPv4 routes with IPv6 next hops
    Map<AddressFamily, NextHop> nextHops(IpAddress peer, IpAddress bgpIdentifier, boolean ipv4OverIpv6) {
        Map<AddressFamily, NextHop> nextHops = new EnumMap<>(AddressFamily.class);
        if (own.isLoopback()) {
            nextHops.put(AddressFamily.IPV4, NextHop.of(bgpIdentifier));
            return nextHops;
        }
        if (own.isLinkLocal()) {
            global(AddressFamily.IPV4).ifPresent(address -> nextHops.put(AddressFamily.IPV4, NextHop.of(address)));
            nextHops.put(
                    AddressFamily.IPV6,
                    global(AddressFamily.IPV6)
                            .map(global -> new NextHop(global, Optional.of(own)))
                            .orElse(NextHop.of(own)));
            if (ipv4OverIpv6) {
                nextHops.put(AddressFamily.IPV4, NextHop.of(own));
            }
            return nextHops;
        }
        for (AddressFamily family : AddressFamily.values()) {
            (family == own.family() ? Optional.of(own) : global(family))
                    .ifPresent(address -> nextHops.put(family, NextHop.of(address)));
        }
        if (ipv4OverIpv6 && own.family() == AddressFamily.IPV6) {
            nextHops.putIfAbsent(AddressFamily.IPV4, NextHop.of(own));
        }
        if (!sharedWith(peer).isEmpty()) {
            nextHops.computeIfPresent(AddressFamily.IPV6, (_, global) -> new NextHop(global.address(), linkLocal()));
        }
        return nextHops;
    }

    private Optional<IpAddress> global(AddressFamily family) {
        for (Address each : addresses) {
            if (each.is(family)
                    && !each.address().isLinkLocal()
                    && !each.address().isLoopback()) {
                return Optional.of(each.address());
            }
        }
        return Optional.empty();
    }

    private Optional<IpAddress> linkLocal() {
        return addresses.stream()
                .map(Address::address)
                .filter(address -> address.family() == AddressFamily.IPV6 && address.isLinkLocal())
                .findFirst();
    }
}
