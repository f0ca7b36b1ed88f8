package io.barewire.speaker.transport;

import io.barewire.speaker.AoKey;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Secret;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `struct tcp_ao_add`, `tcp_ao_info_opt` and `tcp_ao_del` (`linux/tcp.h`): the keys for segments to and from a host,
/// or
/// all hosts of a prefix. The kernel derives traffic keys, signs and checks.
final class TcpAo {
    static final int TCP_AO_ADD_KEY = 38;

    private static final int TCP_AO_DEL_KEY = 39;
    private static final int TCP_AO_INFO = 40;
    private static final int ADD_OCTETS = 288;
    private static final int DELETE_OCTETS = 144;
    private static final int INFO_OCTETS = 48;
    private static final int ALGORITHM_OCTETS = 64;
    private static final int MAC_OCTETS = 12;
    private static final int SET_CURRENT = bit(0);
    private static final int SET_RNEXT = bit(1);

    private TcpAo() {}

    /// Of a socket that is yet to connect: all keys, the first one in use.
    static List<SocketOption> connecting(Prefix hosts, AddressFamily socketFamily, Protection.Ao chain) {
        List<SocketOption> options = new ArrayList<>();
        for (AoKey key : chain.keys()) {
            boolean first = key.equals(chain.keys().getFirst());
            options.add(add(hosts, socketFamily, key, first ? SET_CURRENT | SET_RNEXT : 0));
        }
        return options;
    }

    /// Of a listening socket, which has no key in use: the peer's SYN chooses.
    static List<SocketOption> listening(
            Prefix hosts, AddressFamily socketFamily, List<AoKey> before, List<AoKey> after) {
        List<SocketOption> options = new ArrayList<>();
        // An identifier may be used anew, so what is old goes first: a SYN in between is sent again.
        before.stream()
                .filter(key -> !after.contains(key))
                .forEach(key -> options.add(delete(hosts, socketFamily, key, Optional.empty())));
        after.stream()
                .filter(key -> !before.contains(key))
                .forEach(key -> options.add(add(hosts, socketFamily, key, 0)));
        return options;
    }

    /// Of a living connection that shares a key with what it had: new keys come, the first one is put in use, old
    /// ones go. A key in use cannot go (RFC 5925 §3.1), and a peer that asks for an old one has it in use again
    /// (§7.5.1), so whatever goes is replaced in the same call.
    static List<SocketOption> rollover(
            Prefix hosts, AddressFamily socketFamily, List<AoKey> before, List<AoKey> after) {
        List<SocketOption> options = new ArrayList<>();
        after.stream()
                .filter(key -> !before.contains(key))
                .forEach(key -> options.add(add(hosts, socketFamily, key, 0)));
        if (!before.getFirst().equals(after.getFirst())) {
            options.add(use(after.getFirst()));
        }
        before.stream()
                .filter(key -> !after.contains(key))
                .forEach(key -> options.add(delete(hosts, socketFamily, key, Optional.of(after.getFirst()))));
        return options;
    }

    private static SocketOption add(Prefix hosts, AddressFamily socketFamily, AoKey key, int flags) {
        byte[] struct = new byte[ADD_OCTETS];
        ByteBuffer out = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        SockAddrStorage.write(out, hosts.network(), socketFamily);
        byte[] algorithm = key.algorithm().kernelName().getBytes(StandardCharsets.US_ASCII);
        out.put(algorithm).position(SockAddrStorage.OCTETS + ALGORITHM_OCTETS);
        out.putInt(0); // ifindex
        out.putInt(flags);
        out.putShort((short) 0);
        out.put((byte) hosts.length()); // of a mapped IPv4 address too
        out.put((byte) key.sendId());
        out.put((byte) key.receiveId());
        out.put((byte) MAC_OCTETS);
        out.put((byte) 0); // keyflags: other TCP options are signed too
        Secret secret = key.key();
        out.put((byte) secret.octets().length);
        out.put(secret.octets());
        return option("TCP_AO_ADD_KEY", TCP_AO_ADD_KEY, struct);
    }

    private static SocketOption delete(Prefix hosts, AddressFamily socketFamily, AoKey key, Optional<AoKey> inUse) {
        byte[] struct = new byte[DELETE_OCTETS];
        ByteBuffer out = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        SockAddrStorage.write(out, hosts.network(), socketFamily);
        out.putInt(0); // ifindex
        out.putInt(inUse.isPresent() ? SET_CURRENT | SET_RNEXT : 0);
        out.putShort((short) 0);
        out.put((byte) hosts.length());
        out.put((byte) key.sendId());
        out.put((byte) key.receiveId());
        inUse.ifPresent(next -> out.put((byte) next.sendId()).put((byte) next.receiveId()));
        return option("TCP_AO_DEL_KEY", TCP_AO_DEL_KEY, struct);
    }

    private static SocketOption use(AoKey key) {
        byte[] struct = new byte[INFO_OCTETS];
        ByteBuffer out = ByteBuffer.wrap(struct).order(ByteOrder.nativeOrder());
        out.putInt(SET_CURRENT | SET_RNEXT);
        out.putShort((short) 0);
        out.put((byte) key.sendId());
        out.put((byte) key.receiveId());
        return option("TCP_AO_INFO", TCP_AO_INFO, struct);
    }

    private static SocketOption option(String name, int number, byte[] struct) {
        return new SocketOption(name, SocketOption.IPPROTO_TCP, number, Octets.of(struct), true);
    }

    /// The C compilers of Linux fill an integer's bit fields from its least significant bit on little-endian machines,
    /// and from its most significant one on others.
    private static int bit(int number) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 << number : 1 << (31 - number);
    }
}
