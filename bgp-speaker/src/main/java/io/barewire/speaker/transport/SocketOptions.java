package io.barewire.speaker.transport;

import static io.barewire.speaker.transport.SocketOption.IPPROTO_IP;
import static io.barewire.speaker.transport.SocketOption.IPPROTO_IPV6;

import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;

/// From configuration to socket options. An IPv6 socket may carry IPv4, and then obeys the options of both
/// families; an IPv4 socket has only its own.
final class SocketOptions {
    /// Class selector 6, network control: what RFC 4271 Appendix E asks for as IP precedence 110.
    private static final int NETWORK_CONTROL = 0xC0;

    private SocketOptions() {}

    /// Of every connection with a peer, made or accepted, to be set before its first segment leaves or, accepted,
    /// before its first octet is read.
    ///
    /// @param accepted it has its traffic class and TCP-AO keys from the listening socket, and so far its TTL
    static List<SocketOption> ofConnection(
            TcpOptions tcp, IpAddress remote, boolean external, AddressFamily socketFamily, boolean accepted) {
        List<SocketOption> options = new ArrayList<>();
        if (!accepted) {
            options.addAll(trafficClass(socketFamily));
        }
        int ttl = tcp.reach().ttl(external);
        if (!accepted || ttl != Reach.MAXIMUM_TTL) {
            options.addAll(ttl(ttl, socketFamily));
        }
        if (tcp.reach().minimumTtl() > 0) {
            options.add(minimumTtl(remote.family(), tcp.reach().minimumTtl()));
        }
        switch (tcp.protection()) {
            case Protection.None() -> {}
            case Protection.Md5(var key) -> options.add(TcpMd5.key(host(remote), socketFamily, key));
            case Protection.Ao chain -> {
                if (!accepted) {
                    options.addAll(TcpAo.connecting(host(remote), socketFamily, chain));
                }
            }
        }
        return options;
    }

    /// Of a living connection whose keys change.
    static List<SocketOption> rollover(
            IpAddress remote, AddressFamily socketFamily, Protection before, Protection after) {
        return before instanceof Protection.Ao(var old) && after instanceof Protection.Ao(var next)
                ? TcpAo.rollover(host(remote), socketFamily, old, next)
                : List.of();
    }

    private static Prefix host(IpAddress address) {
        return Prefix.of(address, address.family().bits());
    }

    /// Of a listening socket. It answers a SYN itself, and who demands TTL 255 demands it of that answer too.
    static List<SocketOption> ofListener(AddressFamily socketFamily) {
        List<SocketOption> options = new ArrayList<>(trafficClass(socketFamily));
        options.addAll(ttl(Reach.MAXIMUM_TTL, socketFamily));
        return options;
    }

    private static List<SocketOption> ttl(int ttl, AddressFamily socketFamily) {
        SocketOption ipv4 = SocketOption.ofInt("IP_TTL", IPPROTO_IP, 2, ttl, false);
        return switch (socketFamily) {
            case IPV4 -> List.of(ipv4);
            case IPV6 -> List.of(ipv4, SocketOption.ofInt("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16, ttl, false));
        };
    }

    private static List<SocketOption> trafficClass(AddressFamily socketFamily) {
        SocketOption ipv4 = SocketOption.ofInt("IP_TOS", IPPROTO_IP, 1, NETWORK_CONTROL, false);
        return switch (socketFamily) {
            case IPV4 -> List.of(ipv4);
            case IPV6 -> List.of(ipv4, SocketOption.ofInt("IPV6_TCLASS", IPPROTO_IPV6, 67, NETWORK_CONTROL, false));
        };
    }

    /// Packets of this family with less are dropped.
    static SocketOption minimumTtl(AddressFamily family, int ttl) {
        return switch (family) {
            case IPV4 -> SocketOption.ofInt("IP_MINTTL", IPPROTO_IP, 21, ttl, true);
            case IPV6 -> SocketOption.ofInt("IPV6_MINHOPCOUNT", IPPROTO_IPV6, 73, ttl, true);
        };
    }
}
