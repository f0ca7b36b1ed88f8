package io.barewire.speaker.transport;

import io.barewire.speaker.Source;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.HashSet;
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
}
