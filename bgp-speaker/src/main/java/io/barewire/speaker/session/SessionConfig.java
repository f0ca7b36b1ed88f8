package io.barewire.speaker.session;

import io.barewire.speaker.AddPath;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The session attributes (RFC 4271 §8) that come from configuration: all that a session depends on, so two
/// configurations that are equal here need no reset.
///
/// @param hostName sent in the FQDN capability unless empty
/// @param addPath what is offered of RFC 7911
/// @param passive PassiveTcpEstablishment: never connect
public record SessionConfig(
        long localAs,
        IpAddress bgpIdentifier,
        String hostName,
        long peerAs,
        Set<AddressFamily> families,
        PeerConfig.Timers timers,
        AddPath addPath,
        boolean passive) {
    public SessionConfig {
        families = Set.copyOf(families);
    }

    public static SessionConfig of(SpeakerConfig speaker, PeerConfig peer) {
        return new SessionConfig(
                speaker.localAs(),
                speaker.bgpIdentifier(),
                speaker.hostName(),
                peer.as(),
                peer.families(),
                peer.timers(),
                peer.addPath(),
                peer.tcp().passive());
    }

    public boolean external() {
        return localAs != peerAs;
    }

    SessionConfig asPassive() {
        return new SessionConfig(localAs, bgpIdentifier, hostName, peerAs, families, timers, addPath, true);
    }

    /// Our OPEN.
    public Open open() {
        List<Capability> capabilities = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            if (families.contains(family)) {
                capabilities.add(Capability.Multiprotocol.of(family));
            }
        }
        capabilities.add(new Capability.RouteRefresh());
        capabilities.add(new Capability.EnhancedRouteRefresh());
        capabilities.add(new Capability.FourOctetAs(localAs));
        capabilities.add(new Capability.ExtendedMessage());
        List<Capability.AddPath.Direction> several = addPathDirections();
        if (!several.isEmpty()) {
            capabilities.add(new Capability.AddPath(several));
        }
        if (!hostName.isEmpty()) {
            capabilities.add(new Capability.Fqdn(hostName, ""));
        }
        return new Open(4, localAs, (int) timers.hold().toSeconds(), bgpIdentifier, capabilities);
    }

    /// RFC 7911 §4: what we can do, for each family that we offer.
    private List<Capability.AddPath.Direction> addPathDirections() {
        List<Capability.AddPath.Direction> directions = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            boolean receive = addPath.receive().contains(family);
            boolean send = addPath.send().contains(family);
            if (families.contains(family) && (receive || send)) {
                directions.add(new Capability.AddPath.Direction(family.afi(), AddressFamily.UNICAST, receive, send));
            }
        }
        return directions;
    }
}
