package io.barewire.speaker.transport;

import io.barewire.speaker.Source;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Prefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What this host is called on its networks.
public final class LocalAddresses {
    private LocalAddresses() {}

    /// Every address of every interface.
    public static Set<IpAddress> all() throws SocketException {
        Set<IpAddress> addresses = new HashSet<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                addresses.add(IpAddress.of(address));
            }
        }
        return addresses;
    }

    /// The interface that a link-local address is on; 0 for any other address.
    static int scope(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    /// The kernel's number of the interface that has a local address; 0 when there is none or it cannot be asked.
    static int interfaceIndex(InetAddress local) {
        try {
            NetworkInterface on = NetworkInterface.getByInetAddress(local);
            return on == null ? 0 : Math.max(0, on.getIndex());
        } catch (SocketException unknown) {
            return 0;
        }
    }

    /// Whether an address is on a network of one of our interfaces, so that no router lies between.
    public static boolean isConnected(IpAddress address) {
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InterfaceAddress own : each.getInterfaceAddresses()) {
                    IpAddress here = IpAddress.of(own.getAddress());
                    if (here.family() == address.family()
                            && Prefix.of(here, own.getNetworkPrefixLength()).contains(address)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /// Where to connect from, as configured.
    ///
    /// @throws SocketException when the interface is not there or has no such address
    static Optional<IpAddress> of(Source source, AddressFamily family) throws SocketException {
        return switch (source) {
            case Source.Any() -> Optional.empty();
            case Source.Address(IpAddress address) -> Optional.of(address);
            case Source.Interface(String name) -> Optional.of(first(name, family));
        };
    }

    private static IpAddress first(String name, AddressFamily family) throws SocketException {
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            throw new SocketException("there is no interface " + name + " to connect from");
        }
        return found.getInterfaceAddresses().stream()
                .map(each -> IpAddress.of(each.getAddress()))
                .filter(address -> address.family() == family && !address.isLinkLocal())
                .findFirst()
                .orElseThrow(() -> new SocketException("interface " + name + " has no " + family + " address"));
    }

    /// What to call ourselves as next hop on a session from `local`: that address in its own family, and in the
    /// other family an address of the same interface, if it has one that others can reach. A loopback address means
    /// somebody else to whoever reads it, so sessions within a host name the BGP identifier instead.
    ///
    /// Between link-local addresses the link itself is all there is for both families: IPv4 routes may have that
    /// next hop (RFC 8950), and a global IPv6 address goes beside it if there is one (RFC 2545 §3).
    ///
    /// @param ipv4OverIpv6 the peer takes IPv4 routes with IPv6 next hops
    static Map<AddressFamily, NextHop> nextHops(InetAddress local, IpAddress bgpIdentifier, boolean ipv4OverIpv6) {
        Map<AddressFamily, NextHop> nextHops = addresses(local, bgpIdentifier);
        IpAddress own = IpAddress.of(local);
        if (own.isLinkLocal()) {
            NextHop global = nextHops.getOrDefault(AddressFamily.IPV6, NextHop.of(own));
            nextHops.put(
                    AddressFamily.IPV6,
                    global.address().isLinkLocal() ? global : new NextHop(global.address(), Optional.of(own)));
            if (ipv4OverIpv6) {
                nextHops.put(AddressFamily.IPV4, NextHop.of(own));
            }
        } else if (ipv4OverIpv6 && own.family() == AddressFamily.IPV6 && !own.isLoopback()) {
            nextHops.putIfAbsent(AddressFamily.IPV4, NextHop.of(own));
        }
        return nextHops;
    }

    private static Map<AddressFamily, NextHop> addresses(InetAddress local, IpAddress bgpIdentifier) {
        Map<AddressFamily, NextHop> nextHops = new EnumMap<>(AddressFamily.class);
        IpAddress own = IpAddress.of(local);
        if (own.isLoopback()) {
            nextHops.put(AddressFamily.IPV4, NextHop.of(bgpIdentifier));
            return nextHops;
        }
        if (!own.isLinkLocal()) {
            nextHops.put(own.family(), NextHop.of(own));
        }
        try {
            NetworkInterface on = NetworkInterface.getByInetAddress(local);
            if (on != null) {
                for (InterfaceAddress each : on.getInterfaceAddresses()) {
                    IpAddress address = IpAddress.of(each.getAddress());
                    if (!address.isLinkLocal() && !address.isLoopback()) {
                        nextHops.putIfAbsent(address.family(), NextHop.of(address));
                    }
                }
            }
        } catch (SocketException unknown) {
            // The session's own family still works; routes of the other one stay unannounced.
            return nextHops;
        }
        return nextHops;
    }
}
