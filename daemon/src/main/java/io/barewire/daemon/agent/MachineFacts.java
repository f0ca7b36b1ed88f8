package io.barewire.daemon.agent;

import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the planner has to know of this machine.
public final class MachineFacts {
    private MachineFacts() {}

    public static LocalFacts of(String hostName, Interfaces interfaces) {
        Map<Integer, Link> vrfs = interfaces.vrfOfEach();
        Map<String, Set<IpAddress>> addresses = interfaces.addresses().stream()
                .collect(Collectors.groupingBy(
                        address -> Optional.ofNullable(vrfs.get(address.linkIndex()))
                                .map(Link::name)
                                .orElse(Router.DEFAULT_VRF),
                        Collectors.mapping(LinkAddress::address, Collectors.toSet())));
        Set<Prefix> networks = interfaces.addresses().stream()
                .filter(address -> !vrfs.containsKey(address.linkIndex())
                        && !address.address().isLinkLocal())
                .map(LinkAddress::onLink)
                .collect(Collectors.toSet());
        return new LocalFacts(hostName, addresses, networks, interfaces.bgpIdentifier());
    }

    /// Without netlink, for an agent that leaves the kernel alone. Which addresses are in VRFs remains unknown.
    static LocalFacts ofJdk(String hostName) {
        Set<IpAddress> addresses = new HashSet<>();
        try {
            for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
                card.inetAddresses().map(InetAddress::getAddress).forEach(octets -> addresses.add(of(octets)));
            }
        } catch (SocketException notReadable) {
            // Then the only loss is that a neighbor with our own address is not recognised as ourselves.
            return new LocalFacts(hostName, Map.of(), Optional.empty());
        }
        Optional<IpAddress> highest = addresses.stream()
                .filter(address -> address.family() == AddressFamily.IPV4 && !address.isLoopback())
                .max(Comparator.naturalOrder());
        return new LocalFacts(hostName, Map.of(Router.DEFAULT_VRF, addresses), highest);
    }

    private static IpAddress of(byte[] octets) {
        return IpAddress.ofOctets(octets, 0, octets.length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6);
    }
}
