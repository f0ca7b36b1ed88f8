package io.barewire.speaker.session;

import io.barewire.rib.LocalAs;
import io.barewire.speaker.AddPath;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SessionOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The session attributes (RFC 4271 §8) that come from configuration: all that a session depends on, so two
/// configurations that are equal here need no reset.
///
/// @param speakerAs our own AS
/// @param localAs the one to show instead, if there is one
/// @param hostName sent in the FQDN capability unless empty
/// @param addPath what is offered of RFC 7911
/// @param forwardingPreserved packets are forwarded while we restart (RFC 4724 §3)
/// @param restarting we have just started, and what peers know of us is from before
/// @param passive PassiveTcpEstablishment: never connect
/// @param extendedNextHop offer IPv4 routes with IPv6 next hops (RFC 8950)
public record SessionConfig(
        long speakerAs,
        Optional<LocalAs> localAs,
        IpAddress bgpIdentifier,
        String hostName,
        RemoteAs remoteAs,
        Set<AddressFamily> families,
        PeerConfig.Timers timers,
        AddPath addPath,
        SessionOptions options,
        boolean forwardingPreserved,
        boolean restarting,
        boolean passive,
        boolean extendedNextHop) {
    private static final int BAD_PEER_AS = 2;
    private static final Capability.ExtendedNextHop IPV4_OVER_IPV6 =
            new Capability.ExtendedNextHop(List.of(new Capability.ExtendedNextHop.Encoding(
                    AddressFamily.IPV4.afi(), AddressFamily.UNICAST, AddressFamily.IPV6.afi())));

    public SessionConfig {
        families = Set.copyOf(families);
    }

    public static SessionConfig of(SpeakerConfig speaker, PeerConfig peer) {
        return new SessionConfig(
                speaker.localAs(),
                peer.session().localAs(),
                speaker.bgpIdentifier(),
                speaker.hostName(),
                peer.remoteAs(),
                peer.families(),
                peer.timers(),
                peer.addPath(),
                peer.session(),
                speaker.restart().forwardingPreserved(),
                false,
                peer.tcp().passive(),
                peer.endpoint().family() == AddressFamily.IPV6
                        && peer.families().contains(AddressFamily.IPV4));
    }

    /// The AS that our OPEN shows.
    public long shownAs() {
        return localAs.map(LocalAs::as).orElse(speakerAs);
    }

    /// The peer may be in another AS than the one we show; its OPEN tells.
    public boolean mayBeExternal() {
        return remoteAs.mayBeExternal(shownAs());
    }

    SessionConfig asPassive() {
        return passive ? this : with(localAs, restarting, true);
    }

    /// How to try next, after a NOTIFICATION of the peer: with the other AS, if the one we showed was refused and
    /// either will do.
    public SessionConfig after(Notification received) {
        boolean refused = received.code() == Notification.OPEN_MESSAGE_ERROR && received.subcode() == BAD_PEER_AS;
        return refused && options.localAs().filter(LocalAs::dualAs).isPresent()
                ? with(localAs.isPresent() ? Optional.empty() : options.localAs(), restarting, passive)
                : this;
    }

    /// The same, for as long as we have just started.
    public SessionConfig asRestarting() {
        return with(localAs, true, passive);
    }

    private SessionConfig with(Optional<LocalAs> shown, boolean justStarted, boolean waiting) {
        return new SessionConfig(
                speakerAs,
                shown,
                bgpIdentifier,
                hostName,
                remoteAs,
                families,
                timers,
                addPath,
                options,
                forwardingPreserved,
                justStarted,
                waiting,
                extendedNextHop);
    }

    /// The peer takes IPv4 routes with IPv6 next hops, and so do we.
    boolean agreesOnExtendedNextHop(Open received) {
        return extendedNextHop
                && received.capability(Capability.ExtendedNextHop.class)
                        .filter(theirs -> theirs.entries().containsAll(IPV4_OVER_IPV6.entries()))
                        .isPresent();
    }

    /// Our OPEN.
    public Open open() {
        List<Capability> capabilities = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            if (families.contains(family)) {
                capabilities.add(Capability.Multiprotocol.of(family));
            }
        }
        if (extendedNextHop) {
            capabilities.add(IPV4_OVER_IPV6);
        }
        capabilities.add(new Capability.RouteRefresh());
        capabilities.add(new Capability.EnhancedRouteRefresh());
        capabilities.add(new Capability.FourOctetAs(shownAs()));
        if (options.extendedMessages()) {
            capabilities.add(new Capability.ExtendedMessage());
        }
        List<Capability.AddPath.Direction> several = addPathDirections();
        if (!several.isEmpty()) {
            capabilities.add(new Capability.AddPath(several));
        }
        if (mayBeExternal()) {
            options.role().ifPresent(role -> capabilities.add(Capability.Role.of(role)));
        }
        addRestart(capabilities);
        if (!hostName.isEmpty()) {
            capabilities.add(new Capability.Fqdn(hostName, ""));
        }
        return new Open(4, shownAs(), (int) timers.hold().toSeconds(), bgpIdentifier, capabilities);
    }

    /// RFC 4724 §3: a helper names no family, because it keeps nothing of its own over a restart. RFC 9494 §3.1.
    private void addRestart(List<Capability> capabilities) {
        GracefulRestart restart = options.gracefulRestart();
        if (restart.mode() == GracefulRestart.Mode.DISABLED) {
            return;
        }
        List<Capability.GracefulRestart.Family> kept = new ArrayList<>();
        List<Capability.LongLivedGracefulRestart.Family> keptLong = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            if (families.contains(family) && restart.isRestarter()) {
                kept.add(new Capability.GracefulRestart.Family(
                        family.afi(), AddressFamily.UNICAST, forwardingPreserved));
                keptLong.add(new Capability.LongLivedGracefulRestart.Family(
                        family.afi(), AddressFamily.UNICAST, forwardingPreserved, (int)
                                restart.longLivedStaleTime().toSeconds()));
            }
        }
        capabilities.add(new Capability.GracefulRestart(
                restarting && restart.isRestarter(),
                restart.notification(),
                (int) restart.restartTime().toSeconds(),
                kept));
        if (!restart.longLivedStaleTime().isZero()) {
            capabilities.add(new Capability.LongLivedGracefulRestart(keptLong));
        }
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
