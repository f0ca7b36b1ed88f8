package io.barewire.speaker.transport;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.nio.ByteBuffer;

/// `struct sockaddr_storage` as options about a peer carry it: no port, and the family of the socket, because an
/// IPv6 socket knows an IPv4 peer as `::ffff:a.b.c.d`.
final class SockAddrStorage {
    static final int OCTETS = 128;

    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    private SockAddrStorage() {}

    /// @param into in native order
    static void write(ByteBuffer into, IpAddress address, AddressFamily socketFamily) {
        int start = into.position();
        switch (socketFamily) {
            case IPV4 -> into.putShort(AF_INET).putShort((short) 0).put(address.octets());
            case IPV6 -> {
                into.putShort(AF_INET6).putShort((short) 0).putInt(0);
                if (address.family() == AddressFamily.IPV4) {
                    into.put(new byte[10]).put((byte) 0xFF).put((byte) 0xFF);
                }
                into.put(address.octets());
            }
        }
        into.position(start + OCTETS);
    }
}
