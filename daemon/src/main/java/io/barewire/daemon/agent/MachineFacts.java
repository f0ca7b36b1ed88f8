package io.barewire.daemon.agent;

import io.barewire.mesh.plan.LocalFacts;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.LinkAddress;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the planner has to know of this machine.
final class MachineFacts {
    private MachineFacts() {}

    static LocalFacts of(String hostName, Interfaces interfaces) {
        return new LocalFacts(
                hostName,
                interfaces.addresses().stream().map(LinkAddress::address).collect(Collectors.toSet()),
                interfaces.bgpIdentifier());
    }

    /// Without netlink, for an agent that leaves the kernel alone.
    static LocalFacts ofJdk(String hostName) {
        Set<IpAddress> addresses = new HashSet<>();
        try {
            for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
                card.inetAddresses().map(InetAddress::getAddress).forEach(octets -> addresses.add(of(octets)));
            }
        } catch (SocketException notReadable) {
            // Then the only loss is that a neighbor with our own address is not recognised as ourselves.
            return new LocalFacts(hostName, Set.of(), Optional.empty());
        }
        Optional<IpAddress> highest = addresses.stream()
                .filter(address -> address.family() == AddressFamily.IPV4 && !address.isLoopback())
                .max(Comparator.naturalOrder());
        return new LocalFacts(hostName, addresses, highest);
    }

    private static IpAddress of(byte[] octets) {
        return IpAddress.ofOctets(octets, 0, octets.length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6);
    }
}
