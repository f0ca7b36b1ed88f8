package io.barewire.speaker.transport;

import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.Prefix;

/// Who may connect, and how.
record Admission(Prefix from, TcpOptions tcp) {
    static Admission of(PeerConfig peer) {
        return new Admission(Prefix.of(peer.address(), peer.address().family().bits()), peer.tcp());
    }
}
