package io.barewire.bfd;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// What the kernel knows of links and neighbors. Read when a session changes, never for a packet.
final class Neighbors {
    /// Where a neighbor is.
    ///
    /// @param mac its hardware address, 48 bits
    record Neighbor(int interfaceIndex, long mac) {}

    private static final Path ARP = Path.of("/proc/thread-self/net/arp");
    private static final Path IPV4_FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");
    private static final int COMPLETE = 0x2;

    private Neighbors() {}

    /// @return 0 when there is no such interface now
    static int interfaceIndex(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            return found == null ? 0 : found.getIndex();
        } catch (SocketException unreadable) {
            return 0;
        }
    }

    /// Whether this machine forwards IPv4, and so returns echo packets of its neighbors.
    static boolean forwardsIpv4() {
        try {
            return Files.readString(IPV4_FORWARDING).strip().equals("1");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// The hardware address of an IPv4 neighbor, if it has been resolved.
    static Optional<Neighbor> ipv4(String address) {
        try {
            return neighbor(Files.readString(ARP), address);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /// Finds an address in the text of `/proc/net/arp`.
    static Optional<Neighbor> neighbor(String arp, String address) {
        return arp.lines()
                .skip(1)
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length >= 6 && words[0].equals(address))
                .filter(words -> (Integer.decode(words[2]) & COMPLETE) != 0)
                .filter(words -> words[3].length() == 17)
                .map(words -> new Neighbor(
                        interfaceIndex(words[5]), HexFormat.fromHexDigitsToLong(words[3].replace(":", ""))))
                .filter(neighbor -> neighbor.interfaceIndex() != 0)
                .findFirst();
    }
}
