package io.barewire.bfd;

import io.barewire.bfd.Neighbors.Neighbor;
import io.barewire.libc.Libc;
import io.barewire.wire.AddressFamily;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// Sends a session's echo packets. IPv6 ones go to the peer's echo port, whose BFD returns them, as FRR does it;
/// IPv4 ones go to the peer's interface but carry our own address, so that the peer's forwarding returns them
/// (RFC 5881 §4), which any router does.
///
/// The peer's hardware address is looked up when the session has come up, and again when it is not known yet.
final class EchoSender {
    private static final int SOCKADDR_LL = 20;

    private final boolean ipv6;
    private final String peer;
    private final int discriminator;
    private final long secret;
    private final MemorySegment address;
    private final MemorySegment packet;
    private boolean ready;

    EchoSender(Arena arena, BfdPath path, int interfaceIndex, int discriminator, long secret) {
        this.ipv6 = path.peer().family() == AddressFamily.IPV6;
        this.peer = path.peer().toString();
        this.discriminator = discriminator;
        this.secret = secret;
        if (ipv6) {
            address = Sockets.address(
                    arena, AddressFamily.IPV6, Optional.of(path.peer()), Sockets.ECHO_PORT, interfaceIndex);
            packet = arena.allocate(EchoPacket.OCTETS, 8);
            EchoPacket.write(packet, 0, discriminator, secret);
            ready = true;
        } else {
            address = arena.allocate(SOCKADDR_LL, 8);
            packet = arena.allocate(EchoPacket.IPV4_OCTETS, 8);
        }
    }

    /// Forgets what was looked up.
    void renew() {
        ready = ipv6;
    }

    /// @param fd the echo socket of the peer's family
    /// @param local our IPv4 address as the peer knows it
    boolean send(Libc libc, int fd, int local) {
        return fd >= 0 && (ready || resolve(local)) && libc.sendto(fd, packet, Libc.MSG_DONTWAIT, address) >= 0;
    }

    private boolean resolve(int local) {
        Optional<Neighbor> neighbor = Neighbors.ipv4(peer);
        if (neighbor.isPresent()) {
            EchoPacket.linkAddress(
                    address, neighbor.get().interfaceIndex(), neighbor.get().mac());
            EchoPacket.writeIpv4(packet, local, discriminator, secret);
            ready = true;
        }
        return ready;
    }
}
