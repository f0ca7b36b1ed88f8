package io.barewire.bfd;

import io.barewire.libc.Errno;
import io.barewire.libc.Libc;
import io.barewire.libc.SocketAddress;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Opens the UDP sockets of RFC 5881 §4 and RFC 5883 §5.
final class Sockets {
    static final int SINGLE_HOP_PORT = 3784;
    static final int ECHO_PORT = 3785;
    static final int MULTIHOP_PORT = 4784;
    static final int TTL = 255;

    private static final int FIRST_SOURCE_PORT = 49152;
    private static final int SOURCE_PORTS = 65536 - FIRST_SOURCE_PORT;
    private static final int ATTEMPTS = 256;
    private static final int RECEIVE_BUFFER = 1 << 20;
    /// DSCP CS6, for network control.
    private static final int TRAFFIC_CLASS = 0xC0;

    private Sockets() {}

    /// A socket that takes everything that comes to a port, with TTL, interface and our address beside it.
    ///
    /// @param vrf the VRF device whose packets it takes; the default VRF's when empty
    static int receiving(Libc libc, AddressFamily family, int port, Optional<String> vrf) throws BfdSocketException {
        String what = "listening to UDP port " + port
                + vrf.map(name -> " in VRF " + name).orElse("");
        try (Arena arena = Arena.ofConfined()) {
            int fd = open(libc, arena, family, TTL, what);
            try {
                if (family == AddressFamily.IPV4) {
                    set(libc, arena, fd, Libc.IPPROTO_IP, Libc.IP_PKTINFO, 1, what);
                    set(libc, arena, fd, Libc.IPPROTO_IP, Libc.IP_RECVTTL, 1, what);
                } else {
                    set(libc, arena, fd, Libc.IPPROTO_IPV6, Libc.IPV6_RECVPKTINFO, 1, what);
                    set(libc, arena, fd, Libc.IPPROTO_IPV6, Libc.IPV6_RECVHOPLIMIT, 1, what);
                }
                MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, RECEIVE_BUFFER);
                if (libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, size) < 0) {
                    libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, size);
                }
                if (vrf.isPresent()) {
                    toDevice(libc, arena, fd, vrf.get(), what);
                    // Beside the default VRF's socket, which has this too once it is bound.
                    set(libc, arena, fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1, what);
                }
                check(what, libc.bind(fd, address(arena, family, Optional.empty(), port, 0)));
                set(libc, arena, fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1, what);
                return fd;
            } catch (BfdSocketException failure) {
                libc.close(fd);
                throw failure;
            }
        }
    }

    /// A session's own socket with a source port from 49152 to 65535 that no other session has.
    ///
    /// @param firstPort where to look for a free port, from 0 on
    static int sending(Libc libc, BfdPath path, int interfaceIndex, int firstPort) throws BfdSocketException {
        String what = "sending to " + path;
        try (Arena arena = Arena.ofConfined()) {
            AddressFamily family = path.peer().family();
            int fd = open(libc, arena, family, TTL, what);
            try {
                Optional<String> device = path.interfaceName().or(path::vrf);
                if (device.isPresent()) {
                    toDevice(libc, arena, fd, device.get(), what);
                }
                int result = -Errno.EADDRINUSE;
                for (int i = 0; i < ATTEMPTS && result == -Errno.EADDRINUSE; i++) {
                    int port = FIRST_SOURCE_PORT + Integer.remainderUnsigned(firstPort + i, SOURCE_PORTS);
                    result = libc.bind(fd, address(arena, family, path.local(), port, interfaceIndex));
                }
                check(what, result);
                return fd;
            } catch (BfdSocketException failure) {
                libc.close(fd);
                throw failure;
            }
        }
    }

    /// For echo packets of IPv6 peers on their way back: the hop limit says that they were returned.
    static int returning(Libc libc, Optional<String> vrf, int hopLimit) throws BfdSocketException {
        String what = "returning echo packets";
        try (Arena arena = Arena.ofConfined()) {
            int fd = open(libc, arena, AddressFamily.IPV6, hopLimit, what);
            if (vrf.isPresent()) {
                try {
                    toDevice(libc, arena, fd, vrf.get(), what);
                } catch (BfdSocketException failure) {
                    libc.close(fd);
                    throw failure;
                }
            }
            return fd;
        }
    }

    /// `struct sockaddr_in` or `sockaddr_in6`.
    ///
    /// @param address any when empty
    /// @param scopeId for link-local addresses
    static MemorySegment address(
            Arena arena, AddressFamily family, Optional<IpAddress> address, int port, int scopeId) {
        long high = address.map(IpAddress::high).orElse(0L);
        long low = address.map(IpAddress::low).orElse(0L);
        if (family == AddressFamily.IPV4) {
            MemorySegment segment = arena.allocate(SocketAddress.IPV4_OCTETS, 4);
            SocketAddress.ipv4(segment, 0, (int) (high >>> 32), port);
            return segment;
        }
        MemorySegment segment = arena.allocate(SocketAddress.IPV6_OCTETS, 4);
        boolean linkLocal = address.isPresent() && address.get().isLinkLocal();
        SocketAddress.ipv6(segment, 0, high, low, port, linkLocal ? scopeId : 0);
        return segment;
    }

    private static int open(Libc libc, Arena arena, AddressFamily family, int ttl, String what)
            throws BfdSocketException {
        boolean ipv4 = family == AddressFamily.IPV4;
        int type = Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK;
        int fd = libc.socket(ipv4 ? Libc.AF_INET : Libc.AF_INET6, type, 0);
        check(what, fd);
        try {
            if (ipv4) {
                set(libc, arena, fd, Libc.IPPROTO_IP, Libc.IP_TTL, ttl, what);
                set(libc, arena, fd, Libc.IPPROTO_IP, Libc.IP_TOS, TRAFFIC_CLASS, what);
            } else {
                set(libc, arena, fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 1, what);
                set(libc, arena, fd, Libc.IPPROTO_IPV6, Libc.IPV6_UNICAST_HOPS, ttl, what);
                set(libc, arena, fd, Libc.IPPROTO_IPV6, Libc.IPV6_TCLASS, TRAFFIC_CLASS, what);
            }
            return fd;
        } catch (BfdSocketException failure) {
            libc.close(fd);
            throw failure;
        }
    }

    private static void toDevice(Libc libc, Arena arena, int fd, String device, String what) throws BfdSocketException {
        check(
                what + ": binding to " + device,
                libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_BINDTODEVICE, arena.allocateFrom(device)));
    }

    private static void set(Libc libc, Arena arena, int fd, int level, int option, int value, String what)
            throws BfdSocketException {
        check(what, libc.setsockopt(fd, level, option, arena.allocateFrom(ValueLayout.JAVA_INT, value)));
    }

    private static void check(String what, long result) throws BfdSocketException {
        if (result < 0) {
            throw new BfdSocketException(what, result);
        }
    }
}
