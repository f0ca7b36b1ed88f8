package io.barewire.speaker.transport;

import io.barewire.speaker.Secret;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// `struct tcp_md5sig` (`linux/tcp.h`): the key for segments to and from a host, or all hosts of a prefix.
final class TcpMd5 {
    private static final int TCP_MD5SIG = 14;
    private static final int TCP_MD5SIG_EXT = 32;
    private static final int TCP_MD5SIG_FLAG_PREFIX = 1;
    private static final byte[] NO_KEY = {};

    private TcpMd5() {}

    /// In place of the key before, if there was one.
    static SocketOption key(Prefix hosts, AddressFamily socketFamily, Secret key) {
        return option(hosts, socketFamily, key.octets());
    }

    /// Segments of these hosts are to be without signature from now on.
    static SocketOption noKey(Prefix hosts, AddressFamily socketFamily) {
        return option(hosts, socketFamily, NO_KEY);
    }

    private static SocketOption option(Prefix hosts, AddressFamily socketFamily, byte[] key) {
        boolean single = hosts.length() == hosts.family().bits();
        ByteBuffer out =
                ByteBuffer.allocate(SockAddrStorage.OCTETS + 8 + Secret.LONGEST).order(ByteOrder.nativeOrder());
        SockAddrStorage.write(out, hosts.network(), socketFamily);
        out.put((byte) (single ? 0 : TCP_MD5SIG_FLAG_PREFIX));
        out.put((byte) (single ? 0 : hosts.length())); // of a mapped IPv4 address too
        out.putShort((short) key.length);
        out.putInt(0); // tcpm_ifindex
        out.put(key);
        return single
                ? new SocketOption("TCP_MD5SIG", SocketOption.IPPROTO_TCP, TCP_MD5SIG, Octets.of(out.array()), true)
                : new SocketOption(
                        "TCP_MD5SIG_EXT", SocketOption.IPPROTO_TCP, TCP_MD5SIG_EXT, Octets.of(out.array()), true);
    }
}
