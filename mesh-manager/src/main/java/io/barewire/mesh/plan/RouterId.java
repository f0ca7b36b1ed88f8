package io.barewire.mesh.plan;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Finds a BGP identifier where none is configured.
public final class RouterId {
    private RouterId() {}

    /// FRR's choice: the highest IPv4 address of the loopback interface that is not 127.0.0.0/8, else the highest of
    /// the other interfaces.
    public static Optional<IpAddress> ofInterfaces(Collection<IpAddress> loopback, Collection<IpAddress> others) {
        return highest(loopback).or(() -> highest(others));
    }

    private static Optional<IpAddress> highest(Collection<IpAddress> addresses) {
        return addresses.stream().flatMap(RouterId::usable).max(IpAddress::compareTo);
    }

    private static Stream<IpAddress> usable(IpAddress address) {
        boolean fit = address.family() == AddressFamily.IPV4
                && !address.isLoopback()
                && !address.isUnspecified()
                && !address.isMulticast();
        return fit ? Stream.of(address) : Stream.empty();
    }

    /// For a machine without an IPv4 address: the CRC-32 (IEEE 802.3) of its name, its low octet first, as frr-k8s
    /// does, so that a node keeps its identifier when it changes over.
    public static IpAddress ofHostName(String hostName) {
        CRC32 crc = new CRC32();
        crc.update(hostName.getBytes(StandardCharsets.UTF_8));
        int bits = Integer.reverseBytes((int) crc.getValue());
        return IpAddress.ipv4(bits == 0 ? 1 : bits); // 0.0.0.0 is none (RFC 6286 §2.1)
    }
}
