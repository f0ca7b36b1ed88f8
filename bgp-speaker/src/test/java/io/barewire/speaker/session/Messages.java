package io.barewire.speaker.session;

import io.barewire.speaker.AddPath;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the session tests are about: us, AS 64512 with identifier 10.0.0.1, and an internal peer 10.0.0.2.
final class Messages {
    static final long AS = 64512;
    static final PeerConfig.Timers TIMERS =
            new PeerConfig.Timers(Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofSeconds(20));

    private Messages() {}

    static SessionConfig config() {
        return config("10.0.0.1", AS);
    }

    static SessionConfig config(String identifier, long peerAs) {
        return config(identifier, peerAs, AddPath.DEFAULT, AddressFamily.IPV4);
    }

    static SessionConfig config(String identifier, long peerAs, AddPath addPath, AddressFamily... families) {
        return new SessionConfig(
                AS, IpAddress.parse(identifier), "node-a", peerAs, Set.of(families), TIMERS, addPath, false);
    }

    static Open open() {
        return open(4, AS, 180, "10.0.0.2");
    }

    static Open open(int version, long as, int hold, String identifier, Capability... more) {
        List<Capability> capabilities = new ArrayList<>(
                List.of(Capability.Multiprotocol.of(AddressFamily.IPV4), new Capability.FourOctetAs(as)));
        capabilities.addAll(List.of(more));
        return new Open(version, as, hold, IpAddress.parse(identifier), capabilities);
    }

    static Negotiated agreed(SessionConfig config, Open received) {
        return ((OpenVerdict.Agreed) OpenVerdict.of(received, config)).negotiated();
    }
}
