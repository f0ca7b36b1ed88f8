package io.barewire.speaker.session;

import io.barewire.speaker.AddPath;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SessionOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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
        return config(identifier, RemoteAs.of(peerAs), SessionOptions.DEFAULT);
    }

    static SessionConfig config(String identifier, long peerAs, AddPath addPath, AddressFamily... families) {
        return config(
                identifier,
                PeerConfig.builder(IpAddress.parse("10.0.0.2"), peerAs)
                        .families(families)
                        .addPath(addPath));
    }

    static SessionConfig config(String identifier, RemoteAs remoteAs, SessionOptions options) {
        return config(
                identifier,
                PeerConfig.builder(IpAddress.parse("10.0.0.2"), remoteAs).session(options));
    }

    static SessionConfig config(UnaryOperator<PeerConfig.Builder> change) {
        return config("10.0.0.1", change.apply(PeerConfig.builder(IpAddress.parse("10.0.0.2"), AS)));
    }

    private static SessionConfig config(String identifier, PeerConfig.Builder peer) {
        SpeakerConfig speaker = SpeakerConfig.builder(AS, IpAddress.parse(identifier))
                .hostName("node-a")
                .build();
        PeerConfig plain = peer.build();
        boolean timersGiven = !plain.timers().equals(PeerConfig.Timers.DEFAULT);
        return SessionConfig.of(
                speaker, timersGiven ? plain : peer.timers(TIMERS).build());
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
