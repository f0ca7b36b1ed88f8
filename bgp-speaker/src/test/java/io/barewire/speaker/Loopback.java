package io.barewire.speaker;

import io.barewire.rib.PrefixFilter;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Configurations of speakers on loopback addresses that share a port.
public record Loopback(int port) {
    public static final long AS = 64512;
    static final PeerConfig.Timers TIMERS =
            new PeerConfig.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofMillis(500));

    /// A port that was free a moment ago.
    public static Loopback onFreePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.2.254"))) {
            return new Loopback(probe.getLocalPort());
        }
    }

    PeerConfig peer(String own, String address, long as, boolean passive) {
        return new PeerConfig(
                IpAddress.parse(address),
                port,
                as,
                Set.of(AddressFamily.IPV4),
                TIMERS,
                passive,
                false,
                Optional.of(IpAddress.parse(own)),
                PrefixFilter.ALL,
                PrefixFilter.ALL,
                PeerConfig.DEFAULT_MAXIMUM_PREFIXES);
    }

    PeerConfig peer(String own, String address) {
        return peer(own, address, AS, false);
    }

    SpeakerConfig speaker(String own, PeerConfig... peers) {
        return new SpeakerConfig(
                AS,
                identifier(own),
                "",
                Optional.of(new InetSocketAddress(own, port)),
                Set.of(),
                1,
                Duration.ofSeconds(30),
                List.of(peers));
    }

    /// 192.0.2.7 for 127.0.2.7: routes name it as next hop, which a loopback address cannot be.
    static IpAddress identifier(String own) {
        return IpAddress.parse(own.replaceFirst("^127[.]0[.][0-9]+[.]", "192.0.2."));
    }
}
