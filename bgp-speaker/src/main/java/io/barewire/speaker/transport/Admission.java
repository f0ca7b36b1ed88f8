package io.barewire.speaker.transport;

import io.barewire.speaker.Endpoint;
import io.barewire.speaker.ListenRange;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Protection;
import io.barewire.speaker.TcpOptions;
import io.barewire.speaker.discovery.Neighbor;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.function.Function;

/// Who may connect, and how.
record Admission(Prefix from, TcpOptions tcp) {
    private static final Prefix LINK_LOCAL = Prefix.parse("fe80::/10");

    /// @param neighbors who is at the other end of an interface
    static Admission of(PeerConfig peer, Function<String, Neighbor> neighbors) {
        return switch (peer.endpoint()) {
            case Endpoint.Address(IpAddress address) -> new Admission(host(address), peer.tcp());
            case Endpoint.Interface(String name) ->
                switch (neighbors.apply(name)) {
                    case Neighbor.Known(IpAddress linkLocal, int _) -> new Admission(host(linkLocal), peer.tcp());
                    // There is no key for somebody on that link alone, so whoever needs one has to be known first.
                    case Neighbor.Unknown _ ->
                        new Admission(LINK_LOCAL, peer.tcp().withProtection(Protection.none()));
                };
        };
    }

    /// Whoever is in the range and not configured by itself.
    static Admission of(ListenRange range) {
        return new Admission(range.prefix(), range.like().tcp());
    }

    private static Prefix host(IpAddress address) {
        return Prefix.of(address, address.family().bits());
    }
}
