package io.barewire.speaker;

import io.barewire.rib.PeerPolicy;
import io.barewire.testkit.FreePort;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Configurations of speakers on loopback addresses that share a port.
public record Loopback(int port) {
    public static final long AS = 64512;
    static final PeerConfig.Timers TIMERS =
            new PeerConfig.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofMillis(500));

    /// A port that was free a moment ago.
    public static Loopback onFreePort() throws IOException {
        return new Loopback(FreePort.at(InetAddress.getByName("127.0.2.254")));
    }

    PeerConfig peer(String own, String address, long as, boolean passive) {
        return PeerConfig.builder(IpAddress.parse(address), as)
                .port(port)
                .timers(TIMERS)
                .tcp(TcpOptions.DEFAULT.withPassive(passive).withSourceAddress(IpAddress.parse(own)))
                .policy(PeerPolicy.EVERYTHING)
                .build();
    }

    PeerConfig peer(String own, String address) {
        return peer(own, address, AS, false);
    }

    SpeakerConfig speaker(String own, PeerConfig... peers) {
        return SpeakerConfig.builder(AS, identifier(own))
                .listen(new InetSocketAddress(own, port))
                .convergenceLimit(Duration.ofSeconds(30))
                .peers(peers)
                .build();
    }

    /// 192.0.2.7 for 127.0.2.7: routes name it as next hop, which a loopback address cannot be.
    static IpAddress identifier(String own) {
        return IpAddress.parse(own.replaceFirst("^127[.]0[.][0-9]+[.]", "192.0.2."));
    }
}
